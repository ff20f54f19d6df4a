import { ENVIRONMENT } from '../../alerts/promql/environment.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { chosenIn } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import { type Column, type Panel, rows } from '../parts/panel.ts';
import { askRows } from '../parts/question.ts';
import { chosenRuns, executionColumns } from './failed-runs.ts';

const onlyWorkflow: Column = {
  links: [
    {
      title: 'Only this workflow',
      to: { dashboard: 'workflow-analytics', choose: { workflow: '${__value.raw}' } },
    },
  ],
};
const runs = `runs AS (SELECT id, name, started_at, ended_at, status, duration_seconds, trace_id FROM executions WHERE ${chosenRuns('workflow')})`;

/** What stands directly within a run of a workflow: agents, and its own calls. A part begins with or after its run. */
const parts = `parts AS (
  SELECT runs.id AS run, runs.name AS workflow, part.kind, part.name, part.duration_seconds, part.status
  FROM runs JOIN executions part ON part.parent_id = runs.id WHERE $__timeFilter(part.started_at)
  UNION ALL
  SELECT runs.id, runs.name, part.kind, part.name, part.duration_seconds, part.status
  FROM runs JOIN calls part ON part.execution_id = runs.id WHERE $__timeFilter(part.started_at))`;

/** How runs of workflows end. */
export const completion = ({ hub }: Settings): Panel =>
  rows(
    {
      title: 'How many runs are completed?',
      description:
        'Runs that began in the time looked at, by how they ended. Running: not ended yet, which after a while is one that hangs.',
      unit: 'short',
      empty: 'No workflow ran in this time.',
      alerts: ['WorkflowFailing'],
    },
    askRows(`
SELECT name AS "workflow", count(*) AS "Began", count(*) FILTER (WHERE status = 'completed') AS "Completed",
  count(*) FILTER (WHERE status = 'failed') AS "Failed", count(*) FILTER (WHERE status = 'cancelled') AS "Cancelled",
  count(*) FILTER (WHERE status = 'running') AS "Running",
  count(*) FILTER (WHERE status = 'completed')::float / nullif(count(ended_at), 0) AS "Share completed",
  count(*) FILTER (WHERE status = 'failed')::float / nullif(count(ended_at), 0) AS "Share failed",
  percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_seconds) FILTER (WHERE status = 'completed') AS "Median until completed"
FROM executions
WHERE ${chosenRuns('workflow')}
GROUP BY name ORDER BY count(*) DESC`),
    {
      columns: {
        workflow: onlyWorkflow,
        'Share completed': { unit: 'percentunit' },
        'Share failed': { unit: 'percentunit', limits: above(hub.errorRateThreshold) },
        'Median until completed': { unit: 's' },
      },
    },
  );

/** The bottleneck: agents and calls directly within workflows by the time that they take. */
export const partsOfWorkflows = (): Panel =>
  rows(
    {
      title: 'Which agent or call within a workflow takes the time?',
      description:
        'What stands directly within its runs; what an agent does is part of the agent. Share: of the time of all parts; parts at the same time count both. The largest is the bottleneck.',
      unit: 'short',
      empty: 'No workflow with agents or calls of its own ran in this time.',
      alerts: ['WorkflowSlow'],
    },
    askRows(`
WITH ${runs}, ${parts}
SELECT workflow, kind AS "Kind", name AS "Part", count(*)::float / count(DISTINCT run) AS "Times a run",
  sum(duration_seconds) AS "Time in all",
  sum(duration_seconds) / nullif(sum(sum(duration_seconds)) OVER (PARTITION BY workflow), 0) AS "Share",
  percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_seconds) AS "Median",
  percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_seconds) AS "95th percentile",
  count(*) FILTER (WHERE status = 'failed')::float / count(*) AS "Failed"
FROM parts GROUP BY workflow, kind, name ORDER BY 5 DESC NULLS LAST LIMIT 50`),
    {
      columns: {
        workflow: onlyWorkflow,
        'Time in all': { unit: 's' },
        Share: { unit: 'percentunit' },
        Median: { unit: 's' },
        '95th percentile': { unit: 's' },
        Failed: { unit: 'percentunit' },
      },
    },
  );

/** Steps that a workflow names itself. */
export const stepsOfWorkflows = (): Panel =>
  rows(
    {
      title: 'Which step of a workflow takes the time?',
      description:
        'Steps that its code names (trackStep), by their events; agents and calls within a step are part of it. Workflows of other SDKs name none.',
      unit: 'short',
      empty: 'No workflow with steps of its own ran in this time.',
      alerts: ['WorkflowSlow'],
    },
    // A step that is tried again ends as often as it starts; of two at the same time with one name, one counts.
    askRows(`
WITH ${runs}, marks AS (
  SELECT execution_id, step, type, severity, time, lag(time) OVER step AS began, lag(type) OVER step AS before
  FROM events
  WHERE $__timeFilter(time) AND type IN ('step_start', 'step_end') AND execution_id IN (SELECT id FROM runs)
  WINDOW step AS (PARTITION BY execution_id, step ORDER BY time, type DESC))
SELECT runs.name AS "workflow", step AS "Step", count(*) AS "Times",
  sum(extract(epoch FROM time - began))::float AS "Time in all",
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM time - began)) AS "Median",
  percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM time - began)) AS "95th percentile",
  count(*) FILTER (WHERE severity IN ('error', 'fatal'))::float / count(*) AS "Failed"
FROM marks JOIN runs ON runs.id = execution_id
WHERE type = 'step_end' AND before = 'step_start'
GROUP BY 1, 2 ORDER BY 4 DESC LIMIT 50`),
    {
      columns: {
        workflow: onlyWorkflow,
        'Time in all': { unit: 's' },
        Median: { unit: 's' },
        '95th percentile': { unit: 's' },
        Failed: { unit: 'percentunit' },
      },
    },
  );

/** What the slow runs waited for. */
export const longestRuns = (): Panel =>
  rows(
    {
      title: 'Which runs took longest, and in what?',
      description:
        'The twenty longest that began in the time looked at, with the longest agent or call directly within each.',
      unit: 'short',
      empty: 'No run of a workflow ended in this time.',
      alerts: ['WorkflowSlow'],
    },
    askRows(`
WITH ${runs}, ${parts}, longest AS (
  SELECT DISTINCT ON (run) run, kind, name, duration_seconds FROM parts ORDER BY run, duration_seconds DESC NULLS LAST)
SELECT runs.started_at AS "Began", runs.name AS "workflow", runs.status AS "Status", runs.duration_seconds AS "Took",
  longest.name AS "Longest part", longest.kind AS "Kind", longest.duration_seconds AS "Which took",
  runs.id AS "Execution", runs.trace_id AS "Trace"
FROM runs LEFT JOIN longest ON longest.run = runs.id
WHERE runs.duration_seconds IS NOT NULL
ORDER BY runs.duration_seconds DESC LIMIT 20`),
    {
      columns: {
        workflow: onlyWorkflow,
        Took: { unit: 's' },
        'Which took': { unit: 's' },
        ...executionColumns,
      },
    },
  );

/** What workflows call, however deep within them. */
export const callsOfWorkflows = (): Panel =>
  rows(
    {
      title: 'What do models and tools within a workflow cost?',
      description:
        'Calls however deep within it, by who called. A cost that is missing is of a model without a price, or of a tool.',
      unit: 'short',
      empty: 'No workflow called a model or a tool in this time.',
      alerts: ['CostPerRunAnomaly'],
    },
    askRows(`
SELECT workflow, coalesce(agent, 'the workflow itself') AS "Called by", kind AS "Kind", name AS "Called",
  count(*) AS "Calls", sum(duration_seconds) AS "Time in all", sum(input_tokens + output_tokens) AS "Tokens",
  sum(cost_usd) AS "Cost"
FROM calls
WHERE $__timeFilter(started_at) AND workflow IS NOT NULL
  AND ${chosenIn('workflow', 'workflow')} AND ${chosenIn('environment', ENVIRONMENT)}
GROUP BY 1, 2, 3, 4 ORDER BY sum(cost_usd) DESC NULLS LAST, 6 DESC NULLS LAST LIMIT 50`),
    {
      columns: {
        workflow: onlyWorkflow,
        'Time in all': { unit: 's' },
        Cost: { unit: 'currencyUSD' },
      },
    },
  );
