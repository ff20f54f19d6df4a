import { fleetMetrics } from '@observatory/shim/conventions';
import { TOOL_THRESHOLD } from '../../alerts/agents/failing.ts';
import {
  averageOver,
  type Expr,
  increase,
  maxBy,
  promql,
  ratio,
  series,
  sumBy,
} from '../../alerts/promql/expression.ts';
import { tool } from '../../alerts/recorded/tools.ts';
import { chosen, chosenBy, chosenIn } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import { comparison, figure, type Link, lines, type Panel, rows, stacked } from '../parts/panel.ts';
import { ask, askRows } from '../parts/question.ts';
import { chosenCalls, hubColumns } from './hub-rows.ts';
import { anyInTime, inTime } from './in-time.ts';

const by = ['tool'] as const;
const nothing = 'No tool was called in this time.';

const only = (name: string): Link => ({
  title: 'Only this tool',
  to: { dashboard: 'tools-and-mcp', choose: { tool: name } },
});
const onlyLine = only('${__field.labels.tool}');
const onlyCell = [only('${__value.raw}')];

const failedOf = (of: readonly 'tool'[]): Expr =>
  ratio(sumBy(of, inTime(chosen(tool.calls, { status: 'failed' }))), sumBy(of, inTime(chosen(tool.calls))));

/** Two figures of what is chosen. */
export const toolFigures: readonly Panel[] = [
  figure(
    {
      title: 'How many tool calls ended?',
      description: 'In the time that is looked at, however they ended.',
      unit: 'short',
      empty: nothing,
    },
    ask(sumBy([], anyInTime(chosen(tool.calls))), 'calls'),
    false,
  ),
  figure(
    {
      title: 'Which share of them failed?',
      description:
        'In the time that is looked at. Some failures are usual: a model calls a tool wrongly, reads the error and calls it well.',
      unit: 'percentunit',
      empty: nothing,
    },
    ask(failedOf([]), 'failed'),
    false,
  ),
];

/** How often each is used. */
export const toolCalls: Panel = stacked(
  {
    title: 'How often is each tool called?',
    description: 'Calls a second that ended. A click chooses a tool.',
    unit: 'cps',
    empty: nothing,
    alerts: ['ToolCallsAnomaly'],
    links: [onlyLine],
  },
  ask(sumBy(by, chosen(tool.calls)), '{{tool}}'),
);

/** What fails, against the share that the alert tells from. */
export const toolFailures: Panel = lines(
  {
    title: 'Which share of the calls of a tool fails?',
    description:
      'Of the calls that ended within five minutes; the worst of the chosen environments. Above the line ToolFailing tells.',
    unit: 'percentunit',
    empty: nothing,
    limits: above(TOOL_THRESHOLD),
    alerts: ['ToolFailing'],
    links: [onlyLine],
  },
  ask(maxBy(by, chosen(tool.failureRatio)), '{{tool}}'),
);

/** How long they take. */
export const toolDurations: Panel = lines(
  {
    title: 'How long does a tool take?',
    description:
      '95th percentile of the calls that ended within five minutes: one in twenty takes longer. The slowest of the chosen environments.',
    unit: 's',
    empty: nothing,
    links: [onlyLine],
  },
  ask(maxBy(by, chosen(tool.duration95)), '{{tool}}'),
);

/** All tools side by side. */
export const toolsCompared: Panel = comparison(
  {
    title: 'How do tools compare?',
    description:
      'In the time that is looked at; the 95th percentile is the mean of what five minutes have. A click chooses a tool.',
    unit: 'short',
    empty: nothing,
    alerts: ['ToolFailing'],
  },
  {
    Calls: ask(sumBy(by, anyInTime(chosen(tool.calls))), ''),
    Failed: ask(failedOf(by), ''),
    '95th percentile': ask(maxBy(by, averageOver(chosen(tool.duration95), '$__range')), ''),
  },
  {
    columns: {
      tool: { links: onlyCell },
      Failed: { unit: 'percentunit' },
      '95th percentile': { unit: 's' },
    },
  },
);

const called = chosenBy(['deployment_environment_name', 'tool'] as const);
const byCaller = (of: Expr): Expr => sumBy(['agent', 'workflow', 'tool'], increase(of, '$__range'));
const allCalls = byCaller(series(fleetMetrics.toolCalls, called));
const failedCalls = byCaller(series(fleetMetrics.toolCalls, { ...called, status: 'failed' }));

/** Who calls what. */
export const agentsOfTools: Panel = comparison(
  {
    title: 'Which agents use which tool?',
    description:
      'Calls in the time that is looked at, and which share of them failed. A row without an agent is of a workflow, or of no run.',
    unit: 'short',
    empty: nothing,
  },
  { Calls: ask(promql`${allCalls} > 0`, ''), Failed: ask(ratio(failedCalls, allCalls), '') },
  {
    columns: {
      tool: { links: onlyCell },
      agent: {
        links: [
          {
            title: 'How it does',
            to: { dashboard: 'agent-performance', choose: { agent: '${__value.raw}' } },
          },
        ],
      },
      Failed: { unit: 'percentunit' },
    },
  },
);

const callsOfTools = `${chosenCalls('tool')} AND ${chosenIn('name', 'tool')}`;

/** What they fail of; errors of tools are in no metric. */
export const toolErrors: Panel = rows(
  {
    title: 'Which errors do tools end with?',
    description:
      'In the time that is looked at, the most frequent first, with the run and the trace that had it last.',
    unit: 'short',
    empty: 'No tool failed in this time.',
    alerts: ['ToolFailing'],
  },
  askRows(`
SELECT name AS "Tool", coalesce(error_type, 'failed') AS "Error", count(*) AS "Calls", max(started_at) AS "Last",
  (array_agg(execution_id ORDER BY started_at DESC))[1] AS "Execution",
  (array_agg(trace_id ORDER BY started_at DESC))[1] AS "Trace"
FROM calls WHERE status = 'failed' AND ${callsOfTools}
GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 50`),
  { columns: { ...hubColumns, Tool: { links: onlyCell } } },
);

/** Single calls to look at. */
export const slowestToolCalls: Panel = rows(
  {
    title: 'Which calls of tools took longest?',
    description: 'The fifty slowest that began in the time that is looked at. A click leads to the trace.',
    unit: 'short',
    empty: nothing,
  },
  askRows(`
SELECT started_at AS "Started", name AS "Tool", coalesce(agent, workflow) AS "Caller", status AS "Status",
  duration_seconds AS "Took", error_type AS "Error", execution_id AS "Execution", trace_id AS "Trace"
FROM calls WHERE duration_seconds IS NOT NULL AND ${callsOfTools}
ORDER BY duration_seconds DESC LIMIT 50`),
  { columns: { ...hubColumns, Tool: { links: onlyCell } } },
);
