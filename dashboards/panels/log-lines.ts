import { streams } from '../parts/chosen.ts';
import { logLines, type Panel, ranking, stacked } from '../parts/panel.ts';
import { askLineCounts, askLines } from '../parts/question.ts';

/** Of the services that the variables choose, the lines with the text that is searched for, in capitals or not. */
const lines = `${streams('deployment_environment_name', 'service_name')} |~ \`(?i)\\Q$search\\E\``;
/** Loki's name of a level is the sender's own: ERROR of one is error of another. */
const ofErrors = '| detected_level=~`(?i)err(or)?|fatal|crit(ical)?|alert|emerg(ency)?`';
const ofLevels = '| detected_level=~`(?i)$level`';
/** Ours say both names; others say the first, and loggers the second. */
const withUser = '| label_format user=`{{ or .user_id .userId }}`';
const withAgent = '| label_format agent=`{{ or .gen_ai_agent_name .agentType }}` | agent!=``';

/** Fields in which senders say how many milliseconds something took: our steps and runs, then common loggers. */
const durations = [
  'observatory_step_duration_ms',
  'observatory_execution_duration_ms',
  'duration',
  'duration_ms',
  'durationMs',
  'responseTime',
] as const;
const SLOW_MS = 1000;
/** Loki lets a line pass whose field is no number, such as `12ms`, and says so in `__error__`. */
const slow = `| ${durations.map((field) => `${field} > ${SLOW_MS}`).join(' or ')} | __error__=\`\``;

/** What differs between lines that say the same: ids, numbers, what is quoted. */
const changing = "[0-9a-fA-F]{8,}(-[0-9a-fA-F]+)*|[0-9]+([.][0-9]+)?|'[^']*'";
const withShape = `| label_format shape=\`{{ regexReplaceAll "${changing}" __line__ "…" | trunc 120 }}\``;

const count = (of: string, window: '$__auto' | '$__range') => `count_over_time(${of} [${window}])`;
const noLine = 'No line fits what is chosen above in this time.';

/** How many lines there are, by level. */
export const linesByLevel = (): Panel =>
  stacked(
    {
      title: 'How much is logged, and how bad is it?',
      description:
        'Lines of the chosen services, levels and search, by level. A step up without a release is worth a look: pick the level above and read the lines below.',
      unit: 'short',
      empty: noLine,
    },
    askLineCounts(
      `sum by (detected_level) (${count(`${lines} ${ofLevels}`, '$__auto')})`,
      '{{detected_level}}',
    ),
  );

/** How many lines there are, by service. */
export const linesByService = (): Panel =>
  stacked(
    {
      title: 'Which service logs most?',
      description:
        'Lines by service. Most of what logs cost is decided here: the loudest service first, its level of logging second.',
      unit: 'short',
      empty: noLine,
      links: [
        {
          title: 'Only this service',
          to: { dashboard: 'logs', choose: { service_name: '${__field.labels.service_name}' } },
        },
      ],
    },
    askLineCounts(`sum by (service_name) (${count(`${lines} ${ofLevels}`, '$__auto')})`, '{{service_name}}'),
  );

/** Errors by agent: the fourth question of OR8. */
export const errorsByAgent = (): Panel =>
  stacked(
    {
      title: 'Which agents log errors?',
      description:
        'Lines of level error and worse, by the agent that they name: one for each run that failed, and what agents log themselves. Lines of single steps name no agent and count in the panels above.',
      unit: 'short',
      empty: 'No agent logged an error in this time.',
      links: [
        {
          title: 'What fails there',
          to: { dashboard: 'error-tracking', choose: { agent: '${__field.labels.agent}' } },
        },
      ],
    },
    askLineCounts(`sum by (agent) (${count(`${lines} ${ofErrors} ${withAgent}`, '$__auto')})`, '{{agent}}'),
  );

/** Lines that say the same counted together, errors among them or alone. */
export const commonShapes = (): Panel =>
  ranking(
    {
      title: 'What is said most often?',
      description:
        'Lines of the time looked at with ids, numbers and quoted text left out, the twenty most frequent. A line that nobody needs is best left out by its sender. Grafana’s Logs Drilldown has the patterns that Loki finds by itself.',
      unit: 'short',
      empty: noLine,
    },
    askLineCounts(
      `topk(20, sum by (shape) (${count(`${lines} ${ofLevels} ${withShape}`, '$__range')}))`,
      '{{shape}}',
    ),
  );

/** Errors that say the same counted together. */
export const commonErrors = (): Panel =>
  ranking(
    {
      title: 'Which errors are said most often?',
      description:
        'Lines of level error and worse with ids, numbers and quoted text left out, the twenty most frequent of the time looked at.',
      unit: 'short',
      empty: 'No error was logged in this time.',
    },
    askLineCounts(
      `topk(20, sum by (shape) (${count(`${lines} ${ofErrors} ${withShape}`, '$__range')}))`,
      '{{shape}}',
    ),
  );

/** Steps by how long they take. */
export const slowSteps = (): Panel =>
  ranking(
    {
      title: 'Which steps take longest?',
      description:
        'One in twenty took at least so long in the time looked at: calls of models and tools, and steps of workflows, by name.',
      unit: 'ms',
      empty: 'No step of an agent ended in this time.',
    },
    askLineCounts(
      `topk(20, quantile_over_time(0.95, ${lines} | observatory_step_duration_ms!=\`\` | unwrap observatory_step_duration_ms [$__range]) by (observatory_step_name))`,
      '{{observatory_step_name}}',
    ),
  );

/** Errors: the first question of OR8. */
export const errorLines = (): Panel =>
  logLines(
    {
      title: 'What went wrong?',
      description:
        'Lines of level error and worse, the newest first. A line opens with its fields; its trace_id leads to the trace.',
      unit: 'string',
      empty: 'No error was logged in this time.',
    },
    askLines(`${lines} ${ofErrors}`),
  );

/** One user's lines: the second question of OR8. */
export const userLines = (): Panel =>
  logLines(
    {
      title: 'What happened to one user?',
      description:
        'Lines of the user whose id is typed in above, through all services. Sessions and users lists who there is.',
      unit: 'string',
      empty: 'Type the id of a user above; where one stands there, nothing was logged for them in this time.',
    },
    askLines(`${lines} ${withUser} | user!=\`\` | user=\`$user\``),
  );

/** What took long: the third question of OR8. */
export const slowLines = (): Panel =>
  logLines(
    {
      title: 'What was slow?',
      description:
        'Lines of what took more than a second: steps and runs of agents, and whatever says duration or responseTime in milliseconds.',
      unit: 'string',
      empty: 'Nothing that was logged took more than a second.',
    },
    askLines(`${lines} ${slow}`),
  );

/** Everything that is chosen. */
export const allLines = (): Panel =>
  logLines(
    {
      title: 'What was logged?',
      description:
        'Lines of the chosen services and levels that have the searched text in them, the newest first.',
      unit: 'string',
      empty: noLine,
    },
    askLines(`${lines} ${ofLevels}`),
  );
