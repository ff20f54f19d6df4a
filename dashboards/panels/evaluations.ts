import { fleetMetrics } from '@observatory/shim/conventions';
import { FALL } from '../../alerts/agents/evaluations.ts';
import { past } from '../../alerts/agents/past.ts';
import { ENVIRONMENT } from '../../alerts/promql/environment.ts';
import {
  buckets,
  type Expr,
  increase,
  observations,
  observedQuantileBy,
  promql,
  type Recorded,
  ratio,
  sumBy,
  total,
} from '../../alerts/promql/expression.ts';
import { agent } from '../../alerts/recorded/agents.ts';
import { workflow } from '../../alerts/recorded/workflows.ts';
import { chosen, chosenBy, chosenIn } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import { comparison, figure, heat, lines, type Panel, rows } from '../parts/panel.ts';
import { ask, askRows } from '../parts/question.ts';
import { executionColumns } from './failed-runs.ts';

const EMPTY = 'Nothing was judged in this time: docs/shim.md shows how (recordEvaluation, recordFeedback).';
const FALLING = 'EvaluationScoreFalling';
/** What the evaluations of users are called (shim/src/evaluation). */
const FEEDBACK = 'user_feedback';

/** Agents and workflows: their series have different labels. */
const either = (ofAgents: Recorded, ofWorkflows: Recorded): Expr =>
  promql`(${chosen(ofAgents)} or ${chosen(ofWorkflows)})`;
const legend = '{{agent}}{{workflow}} {{evaluation}}';

const names = [ENVIRONMENT, 'agent', 'workflow', 'evaluation'] as const;
// An execution has the name of an agent or of a workflow, and the variable of agents lists names.
const ofAgents = { ...chosenBy([ENVIRONMENT, 'agent', 'evaluation'] as const) };
const ofWorkflows = { ...chosenBy([ENVIRONMENT, 'workflow', 'evaluation'] as const), agent: '' };
const withinHour = (of: typeof observations<typeof fleetMetrics.evaluationScore>): Expr =>
  promql`(${increase(of(fleetMetrics.evaluationScore, ofAgents), '1h')} or ${increase(of(fleetMetrics.evaluationScore, ofWorkflows), '1h')})`;
const counted = withinHour(observations);
const summed = withinHour(total);

/** In SQL: evaluations that the variables choose, in the time that is looked at. */
const chosenEvaluations = (of: string): string =>
  `$__timeFilter(${of}.time) AND (${of}.agent IS NULL OR ${chosenIn(`${of}.agent`, 'agent')})
  AND ${chosenIn(`${of}.name`, 'evaluation')} AND ${chosenIn(`${of}.environment`, ENVIRONMENT)}`;

/** Whoever is judged ran shortly before. Materialized: of little data the planner guesses that to read it once is enough. */
const DAY_BEFORE = "BETWEEN $__timeFrom()::timestamptz - interval '1 day' AND $__timeTo()::timestamptz";
const ran = `ran AS MATERIALIZED (SELECT id, name, version, user_id FROM executions WHERE started_at ${DAY_BEFORE})`;

/** Two figures of now: how many evaluations, and their mean. */
export const evaluationFigures = (): Panel[] => [
  figure(
    {
      title: 'How many evaluations came within an hour?',
      description: 'With a score from 0 to 1, of agents and workflows. Others are in the lists below alone.',
      unit: 'short',
      empty: EMPTY,
    },
    ask(sumBy([], counted), 'evaluations'),
    false,
  ),
  figure(
    {
      title: 'What do they score?',
      description:
        'Mean of the evaluations within an hour, whatever they judge. The comparison below tells them apart.',
      unit: 'none',
      empty: EMPTY,
      alerts: [FALLING],
    },
    ask(ratio(sumBy([], summed), sumBy([], counted)), 'score'),
    false,
  ),
  figure(
    {
      title: 'What do users say?',
      description:
        'Mean score of the feedback of users in the time looked at. What it means is up to who sends it: 1 and -1 for thumbs, 1 to 5 for stars.',
      unit: 'none',
      empty: 'No user said anything in this time.',
    },
    askRows(
      `SELECT avg(score) AS "Score" FROM evaluations v WHERE ${chosenEvaluations('v')} AND name = '${FEEDBACK}'`,
    ),
  ),
];

/** Scores over time. */
export const scores = (): Panel =>
  lines(
    {
      title: 'How do scores move?',
      description: 'Mean of an hour, by agent or workflow and evaluation.',
      unit: 'none',
      empty: EMPTY,
      sort: 'last',
      alerts: [FALLING],
      links: [
        {
          title: 'Only this evaluation',
          to: { dashboard: 'evaluations', choose: { evaluation: '${__field.labels.evaluation}' } },
        },
      ],
    },
    ask(either(agent.evaluationScore, workflow.evaluationScore), legend),
  );

/** How much lower than usual, which is what the alert looks at. */
export const fallen = (): Panel =>
  lines(
    {
      title: 'Which scores are lower than on the day before?',
      description: `The median of the day before the last hour less the mean of the last hour. ${FALLING} tells above the line, of thirty evaluations an hour at least. Look at the worst executions and at the versions below.`,
      unit: 'none',
      empty: 'Less than two hours of scores are known of the day before.',
      limits: above(FALL),
      alerts: [FALLING],
    },
    ask(
      promql`${either(past.agent.evaluationScore, past.workflow.evaluationScore)} - ${either(agent.evaluationScore, workflow.evaluationScore)}`,
      legend,
    ),
  );

/** All scores as a distribution over time. */
export const scoreSpread = (): Panel =>
  heat(
    {
      title: 'How are scores spread?',
      description:
        'Each column is a moment: the darker, the more scores of that height. A band far below the others is a kind of request that goes wrong.',
      unit: 'none',
      empty: EMPTY,
      alerts: [FALLING],
    },
    ask(
      sumBy(
        ['le'],
        promql`(${increase(buckets(fleetMetrics.evaluationScore, ofAgents), '$__rate_interval')} or ${increase(buckets(fleetMetrics.evaluationScore, ofWorkflows), '$__rate_interval')})`,
      ),
      '{{le}}',
    ),
  );

/** Evaluations side by side. */
export function evaluationsCompared(): Panel {
  const tenth = (matchers: typeof ofAgents | typeof ofWorkflows): Expr =>
    observedQuantileBy(0.1, names, buckets(fleetMetrics.evaluationScore, matchers), '1h');
  return comparison(
    {
      title: 'How do evaluations compare within an hour?',
      description: 'By agent or workflow. Lowest tenth: one in ten scores less, to the nearest tenth or so.',
      unit: 'none',
      empty: EMPTY,
      alerts: [FALLING],
    },
    {
      Evaluations: ask(sumBy(names, counted), ''),
      Mean: ask(ratio(sumBy(names, summed), sumBy(names, counted)), ''),
      'Lowest tenth': ask(promql`${tenth(ofAgents)} or ${tenth(ofWorkflows)}`, ''),
    },
    {
      columns: {
        Evaluations: { unit: 'short' },
        agent: {
          links: [
            {
              title: 'This agent',
              to: { dashboard: 'agent-performance', choose: { agent: '${__value.raw}' } },
            },
          ],
        },
      },
    },
  );
}

/** What a release or another model changed. */
export const scoresByVersion = (): Panel =>
  rows(
    {
      title: 'Does a version score higher than another?',
      description:
        'Evaluations of the time looked at, by version of who was judged: what it says, or its service.',
      unit: 'none',
      empty: EMPTY,
      alerts: [FALLING],
    },
    askRows(`
WITH ${ran}
SELECT ran.name AS "Judged", coalesce(ran.version, 'not told') AS "Version", v.name AS "Evaluation",
  count(*) AS "Evaluations", avg(v.score) AS "Mean", min(v.score) AS "Lowest",
  percentile_cont(0.1) WITHIN GROUP (ORDER BY v.score) AS "Lowest tenth", max(v.time) AS "Last"
FROM evaluations v JOIN ran ON ran.id = v.execution_id
WHERE ${chosenEvaluations('v')}
GROUP BY 1, 2, 3 ORDER BY 1, 3, max(v.time) DESC`),
    { columns: { Evaluations: { unit: 'short' } } },
  );

/** The same by the models that answered. */
export const scoresByModel = (): Panel =>
  rows(
    {
      title: 'With which models are scores higher?',
      description:
        'Evaluations of the time looked at, by the models that the judged execution asked itself; one that asked two counts for both.',
      unit: 'none',
      empty: EMPTY,
    },
    askRows(`
WITH asked AS MATERIALIZED (
  SELECT DISTINCT execution_id, provider, name FROM calls
  WHERE kind = 'model' AND status = 'completed' AND started_at ${DAY_BEFORE})
SELECT asked.provider AS "Provider", asked.name AS "Model", v.name AS "Evaluation", count(*) AS "Evaluations",
  avg(v.score) AS "Mean", min(v.score) AS "Lowest",
  percentile_cont(0.1) WITHIN GROUP (ORDER BY v.score) AS "Lowest tenth"
FROM evaluations v JOIN asked ON asked.execution_id = v.execution_id
WHERE ${chosenEvaluations('v')}
GROUP BY 1, 2, 3 ORDER BY 3, 5 DESC NULLS LAST`),
    {
      columns: {
        Evaluations: { unit: 'short' },
        Model: {
          links: [
            {
              title: 'This model',
              to: { dashboard: 'models-and-providers', choose: { model: '${__value.raw}' } },
            },
          ],
        },
      },
    },
  );

/** Where to look first. */
export const worstExecutions = (): Panel =>
  rows(
    {
      title: 'Which executions score lowest?',
      description:
        'The fifty lowest scores of the time looked at. A click leads to the execution, where the evaluation is explained.',
      unit: 'none',
      empty: EMPTY,
      alerts: [FALLING],
    },
    askRows(`
SELECT v.score AS "Score", v.label AS "Label", v.name AS "Evaluation", v.agent, v.time AS "Time",
  v.execution_id AS "Execution", v.trace_id AS "Trace"
FROM evaluations v
WHERE ${chosenEvaluations('v')} AND v.score IS NOT NULL AND v.name <> '${FEEDBACK}'
ORDER BY v.score, v.time DESC LIMIT 50`),
    { columns: executionColumns },
  );

/** Judgements in words. */
export const labels = (): Panel =>
  rows(
    {
      title: 'Which verdicts are there?',
      description:
        'Labels of evaluations, such as pass and fail, in the time looked at, with their share of the same evaluation.',
      unit: 'short',
      empty: 'No evaluation had a label in this time.',
    },
    askRows(`
SELECT v.name AS "Evaluation", coalesce(v.agent, '') AS "agent", v.label AS "Label", count(*) AS "Times",
  count(*)::float / sum(count(*)) OVER (PARTITION BY v.name, v.agent) AS "Share", avg(v.score) AS "Mean score"
FROM evaluations v
WHERE ${chosenEvaluations('v')} AND v.label IS NOT NULL
GROUP BY 1, v.agent, 3 ORDER BY 1, 2, 4 DESC`),
    { columns: { Share: { unit: 'percentunit' }, 'Mean score': { unit: 'none' } } },
  );

/** What users said last. */
export const latestFeedback = (): Panel =>
  rows(
    {
      title: 'What did users say last?',
      description:
        'The fifty latest of recordFeedback. A click leads to the execution, where the comment is.',
      unit: 'none',
      empty: 'No user said anything in this time.',
    },
    askRows(`
WITH ${ran}
SELECT v.time AS "Time", v.agent, v.score AS "Score", v.label AS "Label", ran.user_id AS "User",
  v.execution_id AS "Execution", v.trace_id AS "Trace"
FROM evaluations v LEFT JOIN ran ON ran.id = v.execution_id
WHERE ${chosenEvaluations('v')} AND v.name = '${FEEDBACK}'
ORDER BY v.time DESC LIMIT 50`),
    { columns: executionColumns },
  );
