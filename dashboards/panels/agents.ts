import { fleetMetrics } from '@observatory/shim/conventions';
import { ENVIRONMENT } from '../../alerts/promql/environment.ts';
import {
  buckets,
  type Expr,
  increase,
  observedQuantileBy,
  oneOf,
  promql,
  ratio,
  series,
  sumBy,
} from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { chosenBy, chosenIn } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import { comparison, lines, type Panel, rows } from '../parts/panel.ts';
import { ask, askRows, askWithTraces } from '../parts/question.ts';
import { chosenRuns } from './failed-runs.ts';

const onlyAgent = {
  title: 'Only this agent',
  to: { dashboard: 'agent-performance', choose: { agent: '${__value.raw}' } },
} as const;

/** Traces of agents that took long, on a line over the spans of those whose instrumentation names the agent. */
export const slowTraces = (): Panel =>
  lines(
    {
      title: 'Which traces show it?',
      description:
        '95th percentile of the spans of agents, with example traces as dots: a click on one opens its trace. Spans of the AI SDK and of Langfuse name no agent here; the hub knows it.',
      unit: 'ms',
      empty: 'No span of an agent ended in this time.',
      alerts: ['AgentSlow'],
    },
    askWithTraces(
      observedQuantileBy(
        0.95,
        ['gen_ai_agent_name'],
        buckets(serverMetrics.spanDuration, {
          gen_ai_operation_name: 'invoke_agent',
          gen_ai_agent_name: { operator: '=~', value: '$agent' },
          ...chosenBy([ENVIRONMENT] as const),
        }),
        '$__rate_interval',
      ),
      '{{gen_ai_agent_name}}',
    ),
  );

/** What each model does for each agent. */
export function modelsOfAgents({ hub }: Settings): Panel {
  const by = [ENVIRONMENT, 'agent', 'provider', 'model'] as const;
  const matchers = { ...chosenBy([ENVIRONMENT, 'agent'] as const), workflow: '' };
  const withinHour = (of: Parameters<typeof increase>[0]): Expr => sumBy(by, increase(of, '1h') as Expr);
  const calls = withinHour(series(fleetMetrics.llmCalls, matchers));
  const tokens = withinHour(series(fleetMetrics.tokens, { ...matchers, type: oneOf('input', 'output') }));
  const cost = withinHour(series(fleetMetrics.cost, matchers));
  const unpriced = withinHour(series(fleetMetrics.unpricedCalls, matchers));
  return comparison(
    {
      title: 'How do models compare, by agent?',
      description:
        'Within an hour. A cost that is missing is of a model without a price. A click on a model leads to its dashboard.',
      unit: 'short',
      empty: 'No agent asked a model within an hour.',
      alerts: ['ModelFailing', 'UnpricedModel'],
    },
    {
      Calls: ask(calls, ''),
      Failed: ask(ratio(withinHour(series(fleetMetrics.llmErrors, matchers)), calls), ''),
      'Tokens a call': ask(ratio(tokens, calls), ''),
      // Half a call: both counts are stretched a little to the whole hour.
      'Cost a call': ask(promql`${cost} / (${calls} - ${unpriced} > 0.5)`, ''),
      'Cost in all': ask(promql`${cost} > 0`, ''),
    },
    {
      columns: {
        agent: { links: [onlyAgent] },
        model: {
          links: [
            {
              title: 'This model',
              to: { dashboard: 'models-and-providers', choose: { model: '${__value.raw}' } },
            },
          ],
        },
        Failed: { unit: 'percentunit', limits: above(hub.errorRateThreshold) },
        'Cost a call': { unit: 'currencyUSD' },
        'Cost in all': { unit: 'currencyUSD' },
      },
    },
  );
}

/** What a release changed. */
export const versionsOfAgents = ({ hub }: Settings): Panel =>
  rows(
    {
      title: 'How do versions of an agent compare?',
      description:
        'Runs that began in the time looked at, by version: what the agent says, or its service. Cost and tokens are of calls of its own, without those of agents that it started.',
      unit: 'short',
      empty: 'No agent ran in this time.',
      alerts: ['AgentFailing'],
    },
    askRows(`
SELECT name AS "agent", coalesce(version, 'not told') AS "Version", count(*) AS "Runs",
  count(*) FILTER (WHERE status = 'failed')::float / nullif(count(ended_at), 0) AS "Failed",
  percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_seconds) AS "Median",
  percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_seconds) AS "95th percentile",
  avg(cost_usd) AS "Cost a run", avg(input_tokens + output_tokens) AS "Tokens a run", max(started_at) AS "Last run"
FROM executions
WHERE ${chosenRuns('agent')}
GROUP BY 1, 2 ORDER BY 1, max(started_at) DESC`),
    {
      columns: {
        agent: { links: [onlyAgent] },
        Failed: { unit: 'percentunit', limits: above(hub.errorRateThreshold) },
        Median: { unit: 's' },
        '95th percentile': { unit: 's' },
        'Cost a run': { unit: 'currencyUSD' },
      },
    },
  );

/** Where the time of agents goes. */
export const stepsOfAgents = (): Panel =>
  rows(
    {
      title: 'Which calls take the time of agents?',
      description:
        'Calls of models and tools in the time looked at. Share: of the time that all calls of the same agent took; calls at the same time count both.',
      unit: 'short',
      empty: 'No agent called a model or a tool in this time.',
      alerts: ['ModelSlow'],
    },
    askRows(`
SELECT agent, kind AS "Kind", name AS "Called", count(*) AS "Calls", sum(duration_seconds) AS "Time in all",
  sum(duration_seconds) / nullif(sum(sum(duration_seconds)) OVER (PARTITION BY agent), 0) AS "Share",
  percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_seconds) AS "Median",
  percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_seconds) AS "95th percentile",
  count(*) FILTER (WHERE status = 'failed')::float / count(*) AS "Failed"
FROM calls
WHERE $__timeFilter(started_at) AND agent IS NOT NULL
  AND ${chosenIn('agent', 'agent')} AND ${chosenIn('environment', ENVIRONMENT)}
GROUP BY agent, kind, name ORDER BY 5 DESC NULLS LAST LIMIT 50`),
    {
      columns: {
        agent: { links: [onlyAgent] },
        'Time in all': { unit: 's' },
        Share: { unit: 'percentunit' },
        Median: { unit: 's' },
        '95th percentile': { unit: 's' },
        Failed: { unit: 'percentunit' },
      },
    },
  );
