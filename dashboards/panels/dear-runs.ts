import { chosenIn } from '../parts/chosen.ts';
import { type Panel, rows } from '../parts/panel.ts';
import { askRows } from '../parts/question.ts';
import { chosenByName, chosenExecutions, executionsInTime, hubColumns } from './hub-rows.ts';

/**
 * Runs of their own, each with the sums of all that ran within it, however deep: two runs of one trace have each their own.
 * The view is read once, as it is dear; what is within what is found in memory.
 */
const withRuns = `
WITH RECURSIVE ran AS MATERIALIZED (SELECT * FROM executions WHERE ${executionsInTime}),
within AS (
  SELECT id AS run, id, cost_usd, input_tokens + output_tokens AS tokens, llm_calls, unpriced_calls
  FROM ran WHERE parent_id IS NULL
  UNION ALL
  SELECT within.run, part.id, part.cost_usd, part.input_tokens + part.output_tokens, part.llm_calls, part.unpriced_calls
  FROM within JOIN ran part ON part.parent_id = within.id),
runs AS (
  SELECT ran.*, whole.cost, whole.tokens, whole.calls, whole.unpriced
  FROM ran JOIN (SELECT run, sum(cost_usd) AS cost, sum(tokens) AS tokens, sum(llm_calls) AS calls,
      sum(unpriced_calls) AS unpriced FROM within GROUP BY run) whole ON whole.run = ran.id
  WHERE ${chosenByName})`;

/** Which single runs took most of the money. */
export const dearestRuns: Panel = rows(
  {
    title: 'Which runs cost most?',
    description:
      'The fifty dearest, agents within them included. A click shows the steps in the hub. A run without a cost has no call with a price.',
    unit: 'short',
    empty: 'No run with a price began in this time.',
  },
  askRows(`${withRuns}
SELECT started_at AS "Started", name AS "Name", status AS "Status", cost AS "Cost", tokens AS "Tokens",
  calls AS "Model calls", nullif(unpriced, 0) AS "Unpriced calls", duration_seconds AS "Took",
  user_id AS "User", id AS "Execution", trace_id AS "Trace"
FROM runs WHERE cost IS NOT NULL
ORDER BY cost DESC LIMIT 50`),
  { columns: hubColumns },
);

const lost = `status IN ('failed', 'cancelled')`;

/** What was paid for nothing. */
export const costOfFailedRuns: Panel = rows(
  {
    title: 'What did failed runs cost?',
    description:
      'By agent or workflow: the money for runs that failed or were cancelled, agents within them included, and which share that is of all of its runs.',
    unit: 'short',
    empty: 'No run failed in this time.',
    alerts: ['AgentFailing', 'WorkflowFailing'],
  },
  askRows(`${withRuns}
SELECT name AS "Name", count(*) FILTER (WHERE ${lost}) AS "Failed runs",
  sum(cost) FILTER (WHERE ${lost}) AS "Cost",
  sum(cost) FILTER (WHERE ${lost}) / nullif(sum(cost), 0) AS "Share of its cost"
FROM runs
GROUP BY name HAVING count(*) FILTER (WHERE ${lost}) > 0
ORDER BY 3 DESC NULLS LAST`),
  { columns: { ...hubColumns, 'Share of its cost': { unit: 'percentunit' } } },
);

/** Who is worth how much: users are in no metric, only in the hub's store. */
export const costOfUsers: Panel = rows(
  {
    title: 'Which users cost most?',
    description:
      'The fifty dearest users. Cost and tokens are those of all calls for them; runs are those that they began.',
    unit: 'short',
    empty: 'No run says for which user it was: `withContext({ userId }, …)` does.',
  },
  askRows(`
SELECT user_id AS "User", count(*) FILTER (WHERE parent_id IS NULL) AS "Runs", sum(cost_usd) AS "Cost",
  sum(input_tokens + output_tokens) AS "Tokens", nullif(sum(unpriced_calls), 0) AS "Unpriced calls",
  count(DISTINCT session_id) AS "Sessions"
FROM executions
WHERE user_id IS NOT NULL AND ${chosenExecutions}
GROUP BY user_id ORDER BY 3 DESC NULLS LAST LIMIT 50`),
  { columns: hubColumns },
);

/** What changed within a week, whatever time is looked at. */
export const weekByWeek: Panel = rows(
  {
    title: 'Which models cost more than the week before?',
    description:
      'The last seven days and the seven before, whatever time is chosen above. A model with no cost has no price.',
    unit: 'currencyUSD',
    empty: 'No model was called within two weeks.',
    alerts: ['CostAnomaly'],
  },
  askRows(`
SELECT name AS "Model", "This week", "Week before", "This week" - coalesce("Week before", 0) AS "More"
FROM (SELECT name, sum(cost_usd) FILTER (WHERE started_at >= now() - interval '7 days') AS "This week",
    sum(cost_usd) FILTER (WHERE started_at < now() - interval '7 days') AS "Week before"
  FROM calls
  WHERE kind = 'model' AND started_at >= now() - interval '14 days' AND ${chosenIn('environment', 'deployment_environment_name')}
    AND ${chosenIn('provider', 'provider')} AND ${chosenIn('name', 'model')}
  GROUP BY name) weeks
ORDER BY 4 DESC NULLS LAST LIMIT 50`),
  {
    columns: {
      Model: {
        links: [
          {
            title: 'How it does',
            to: { dashboard: 'models-and-providers', choose: { model: '${__value.raw}' } },
          },
        ],
      },
    },
  },
);
