import { modelFailures } from '../../alerts/agents/models.ts';
import { ENVIRONMENT } from '../../alerts/promql/environment.ts';
import { type Expr, promql, sumBy } from '../../alerts/promql/expression.ts';
import { agent } from '../../alerts/recorded/agents.ts';
import { workflow } from '../../alerts/recorded/workflows.ts';
import { ruleFamilies } from '../../alerts/rules/rules.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { chosen, chosenIn } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import { figure, lines, type Panel, rows, stacked } from '../parts/panel.ts';
import { ask, askRows } from '../parts/question.ts';
import { executionColumns } from './failed-runs.ts';

const inEnvironment = chosenIn('environment', ENVIRONMENT);
/** Of executions: agents and workflows that the variables choose. */
const chosenExecutions = `(kind = 'agent' AND ${chosenIn('name', 'agent')} OR kind = 'workflow' AND ${chosenIn('name', 'workflow')}) AND ${inEnvironment}`;
/** Of calls: those of agents that the variables choose, and of workflows themselves. */
const chosenCalls = `(agent IS NULL OR ${chosenIn('agent', 'agent')}) AND ${chosenIn('workflow', 'workflow')} AND ${inEnvironment}`;

/** Failures of agents and of workflows, whose series have different labels. */
const failedRuns = promql`(${chosen(agent.errors)} or ${chosen(workflow.errors)})`;

/** How many runs fail now. */
export const failuresPerHour = (): Panel =>
  figure(
    {
      title: 'How many runs failed within an hour?',
      description: 'Runs of agents and workflows. An agent within a workflow that fails with it counts, too.',
      unit: 'short',
      empty: 'No run ended.',
      alerts: ['AgentFailing', 'WorkflowFailing'],
    },
    ask(
      sumBy(
        [],
        promql`(${chosen(agent.runsPerHour, { status: 'failed' })} or ${chosen(workflow.runsPerHour, { status: 'failed' })})`,
      ),
      'failed',
    ),
  );

/** Which errors there are, and since when. */
export const errorTypes = (): Panel =>
  stacked(
    {
      title: 'With which errors do runs end?',
      description:
        'Failed runs of agents and workflows a minute, by type of error. abandoned: their process is gone, or said nothing for too long.',
      unit: 'short',
      empty: 'No run failed in this time.',
      alerts: ['RunsAbandoned'],
    },
    ask(promql`60 * ${sumBy(['error_type'], failedRuns as Expr<'error_type'>)}`, '{{error_type}}'),
  );

/** Calls that fail for each run: agents that try again and again. */
export const failedCalls = (): Panel =>
  lines(
    {
      title: 'Who tries failing calls again and again?',
      description:
        'Failed calls of models and tools for each run that ended within a quarter of an hour. RetryStorm compares them with the day before.',
      unit: 'short',
      empty: 'No run ended in this time.',
      alerts: ['RetryStorm'],
    },
    ask(
      promql`${chosen(agent.failedCallsPerRun)} or ${chosen(workflow.failedCallsPerRun)}`,
      '{{agent}}{{workflow}}',
    ),
  );

/** Models by the share of inferences that fails. */
export const failingModels = ({ hub }: Settings): Panel =>
  lines(
    {
      title: 'Which models fail?',
      description:
        'Share of the inferences of five minutes, refusals for now (429, 503, 529) apart: those are limits of the provider. Names are without the date of the version.',
      unit: 'percentunit',
      empty: 'No model was asked in this time.',
      limits: above(hub.errorRateThreshold),
      alerts: ['ModelFailing', 'ModelRateLimited'],
      links: [
        {
          title: 'This model',
          to: { dashboard: 'models-and-providers', choose: { model: '${__field.labels.model}' } },
        },
      ],
    },
    ask(chosen(modelFailures.failedShare), '{{provider}} {{model}}'),
    ask(chosen(modelFailures.refusedShare), '{{provider}} {{model}} refuses'),
  );

/** Each type of error, with when it was first and last seen. */
export const knownErrors = (): Panel =>
  rows(
    {
      title: 'Which types of errors are there, and which are new?',
      description:
        'Failed runs and calls of the time looked at, by type. First seen: within seven days before it too, so that what is new began within it.',
      unit: 'short',
      empty: 'Nothing failed in this time.',
      alerts: ['AgentFailing', 'ToolFailing', 'ModelFailing'],
    },
    askRows(`
WITH failed AS (
  SELECT started_at, kind, name, error_type FROM executions
  WHERE status = 'failed' AND ${chosenExecutions}
    AND started_at BETWEEN $__timeFrom()::timestamptz - interval '7 days' AND $__timeTo()::timestamptz
  UNION ALL
  SELECT started_at, kind, name, error_type FROM calls
  WHERE status = 'failed' AND ${chosenCalls}
    AND started_at BETWEEN $__timeFrom()::timestamptz - interval '7 days' AND $__timeTo()::timestamptz)
SELECT coalesce(error_type, 'not told') AS "Error", kind AS "Kind", name AS "Name",
  count(*) FILTER (WHERE $__timeFilter(started_at)) AS "Times",
  count(*) FILTER (WHERE $__timeFilter(started_at))::float
    / sum(count(*) FILTER (WHERE $__timeFilter(started_at))) OVER () AS "Share",
  CASE WHEN min(started_at) >= $__timeFrom()::timestamptz THEN 'new' ELSE '' END AS "New",
  min(started_at) AS "First seen", max(started_at) AS "Last seen"
FROM failed
GROUP BY 1, 2, 3 HAVING max(started_at) >= $__timeFrom()::timestamptz
ORDER BY 4 DESC LIMIT 100`),
    { columns: { Share: { unit: 'percentunit' } } },
  );

/** What failed last, of any SDK. */
export const latestErrors = (): Panel =>
  rows(
    {
      title: 'What failed last, and why?',
      description:
        'The fifty latest runs, and calls of models and tools, that failed. Those of one trace belong together: the lowest, a call, is most often the cause. A click leads to the execution in the hub, or to the trace.',
      unit: 'short',
      empty: 'Nothing failed in this time.',
      alerts: ['AgentFailing', 'WorkflowFailing', 'ToolFailing', 'ModelFailing'],
    },
    askRows(`
SELECT started_at AS "Began", kind AS "Kind", name AS "Name", error_type AS "Error", error_message AS "Message",
  duration_seconds AS "Took", service AS "Service", id AS "Execution", trace_id AS "Trace"
FROM executions
WHERE $__timeFilter(started_at) AND status = 'failed' AND ${chosenExecutions}
UNION ALL
SELECT started_at, kind, name, error_type, 'called by ' || coalesce(agent, workflow, service),
  duration_seconds, service, execution_id, trace_id
FROM calls
WHERE $__timeFilter(started_at) AND status = 'failed' AND ${chosenCalls}
ORDER BY 1 DESC LIMIT 50`),
    { columns: { Took: { unit: 's' }, ...executionColumns } },
  );

/** A failure of which the run before did not fail, and the next run of the same name that was completed. */
const streaks = `WITH ended AS (
  SELECT kind, name, status, ended_at, lag(status) OVER (PARTITION BY kind, name, environment ORDER BY ended_at, id) AS before,
    min(ended_at) FILTER (WHERE status = 'completed')
      OVER (PARTITION BY kind, name, environment ORDER BY ended_at DESC, id DESC) AS recovered_at
  FROM executions
  WHERE $__timeFilter(started_at) AND status IN ('completed', 'failed') AND ended_at IS NOT NULL AND ${chosenExecutions}),
streaks AS (
  SELECT kind, name, recovered_at, extract(epoch FROM recovered_at - ended_at)::float AS seconds
  FROM ended WHERE status = 'failed' AND before IS DISTINCT FROM 'failed')`;

/** Time to recovery in one figure. */
export const timeToRecovery = (): Panel =>
  figure(
    {
      title: 'How long until a run succeeds again?',
      description:
        'Mean time from the first failed run of an agent or workflow to its next completed one, in the time looked at. What has not succeeded since is left out.',
      unit: 's',
      empty: 'Nothing failed, or nothing has succeeded since.',
    },
    askRows(`${streaks} SELECT avg(seconds) AS "Time to recovery" FROM streaks`),
  );

/** Time to recovery by who failed. */
export const recoveryOfRuns = (): Panel =>
  rows(
    {
      title: 'How fast do agents and workflows recover?',
      description:
        'From the first failed run to the next completed one of the same name, in the time looked at. Open: not completed any since.',
      unit: 'short',
      empty: 'No run failed in this time.',
      alerts: ['RunSuccessBudgetBurnsFast', 'RunSuccessBudgetBurnsSlow'],
    },
    askRows(`${streaks}
SELECT name AS "Name", kind AS "Kind", count(*) AS "Times", count(*) FILTER (WHERE recovered_at IS NULL) AS "Open",
  avg(seconds) AS "Mean", percentile_cont(0.95) WITHIN GROUP (ORDER BY seconds) AS "95th percentile",
  max(seconds) AS "Longest"
FROM streaks GROUP BY 1, 2 ORDER BY 4 DESC, 5 DESC NULLS LAST`),
    { columns: { Mean: { unit: 's' }, '95th percentile': { unit: 's' }, Longest: { unit: 's' } } },
  );

/** How long alerts about failures lasted: those that lead to this dashboard. */
export function recoveryOfAlerts(settings: Settings): Panel {
  const names = ruleFamilies(settings)
    .flatMap((family) => family.alerts)
    .filter(({ dashboard }) => dashboard === 'error-tracking')
    .map(({ name }) => `'${name}'`);
  return rows(
    {
      title: 'How long do alerts about failures last?',
      description:
        'Alerts that began in the time looked at, from their first notice until they were resolved; those that still fire count until now.',
      unit: 'short',
      empty: 'No alert about failures fired in this time.',
    },
    askRows(`
SELECT name AS "Alert", coalesce(agent, workflow, labels->>'tool', labels->>'model', service, '') AS "Of",
  count(*) AS "Times", count(*) FILTER (WHERE ends_at IS NULL) AS "Firing",
  avg(extract(epoch FROM coalesce(ends_at, now()) - starts_at))::float AS "Mean",
  max(extract(epoch FROM coalesce(ends_at, now()) - starts_at))::float AS "Longest", max(starts_at) AS "Last began"
FROM alerts
WHERE $__timeFilter(starts_at) AND name IN (${[...new Set(names)].toSorted().join(', ')})
  AND ${chosenIn(`labels->>'${ENVIRONMENT}'`, ENVIRONMENT)}
GROUP BY 1, 2 ORDER BY 4 DESC, 5 DESC`),
    {
      columns: {
        Alert: { links: [{ title: 'Runbook', to: { hub: '/runbooks/${__value.raw}' } }] },
        Mean: { unit: 's' },
        Longest: { unit: 's' },
      },
    },
  );
}
