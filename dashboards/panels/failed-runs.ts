import { chosenIn } from '../parts/chosen.ts';
import { type Column, type Panel, rows } from '../parts/panel.ts';
import { askRows } from '../parts/question.ts';
import type { RunKind } from './runs.ts';

/** Columns of rows about executions: a click leads to the hub's page of it, or to its trace. */
export const executionColumns = {
  Execution: { links: [{ title: 'Execution', to: { hub: '/executions/${__value.raw}' } }] },
  Trace: { links: [{ title: 'Trace', to: { trace: '${__value.raw}' } }] },
} as const satisfies Readonly<Record<string, Column>>;

/** In SQL: executions of a kind that the variables choose, in the time that is looked at. */
export const chosenRuns = (kind: RunKind): string => `$__timeFilter(started_at) AND kind = '${kind}'
  AND ${chosenIn('name', kind)} AND ${chosenIn('environment', 'deployment_environment_name')}`;

/** The latest runs of a kind that failed, with their cause. */
export const latestFailed = (kind: RunKind): Panel =>
  rows(
    {
      title: `Which runs of ${kind}s failed last, and why?`,
      description:
        'The fifty latest. A click on the execution shows its steps in the hub, one on the trace its spans.',
      unit: 'short',
      empty: 'No run failed in this time.',
      alerts: [kind === 'agent' ? 'AgentFailing' : 'WorkflowFailing'],
    },
    askRows(`
SELECT started_at AS "Started", name AS "${kind}", operation AS "Operation", error_type AS "Error",
  error_message AS "Message", duration_seconds AS "Took", service AS "Service", version AS "Version",
  id AS "Execution", trace_id AS "Trace"
FROM executions
WHERE status = 'failed' AND ${chosenRuns(kind)}
ORDER BY started_at DESC LIMIT 50`),
    { columns: { Took: { unit: 's' }, ...executionColumns } },
  );
