import type { Database } from '../store/database.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';

/** How the runs of a workflow fared that began in a stretch, in the names of IA's documents; times in seconds. */
export interface WorkflowMetrics {
  readonly workflow_id: string;
  readonly name: string;
  readonly total_executions: number;
  readonly running_executions: number;
  readonly completed_executions: number;
  readonly failed_executions: number;
  readonly cancelled_executions: number;
  /** Completed of those that ended; null where none did. */
  readonly success_rate: number | null;
  readonly average_execution_time: number | null;
  readonly input_tokens: number;
  readonly output_tokens: number;
  /** Null where nothing has a price. */
  readonly cost_usd: number | null;
  readonly unpriced_calls: number;
}

const MAX_WORKFLOWS = 100;

/** The workflows with the most runs that began in a stretch; only one where its id or name is given. */
export async function readWorkflowMetrics(
  { pool }: Database,
  project: string,
  { sinceUs, untilUs }: Stretch,
  workflowId: string | null,
): Promise<WorkflowMetrics[]> {
  const ended = "FILTER (WHERE status <> 'running')";
  const { rows } = await pool.query<WorkflowMetrics>(
    `SELECT coalesce(workflow_id, name) AS workflow_id, max(name) AS name,
            count(*) AS total_executions,
            count(*) FILTER (WHERE status = 'running') AS running_executions,
            count(*) FILTER (WHERE status = 'completed') AS completed_executions,
            count(*) FILTER (WHERE status = 'failed') AS failed_executions,
            count(*) FILTER (WHERE status = 'cancelled') AS cancelled_executions,
            count(*) FILTER (WHERE status = 'completed')::float8 / nullif(count(*) ${ended}, 0) AS success_rate,
            (avg(extract(epoch FROM ended_at - started_at)) ${ended})::float8 AS average_execution_time,
            sum(input_tokens)::float8 AS input_tokens, sum(output_tokens)::float8 AS output_tokens,
            (sum(cost_pico) / 1e12)::float8 AS cost_usd, sum(unpriced_calls) AS unpriced_calls
     FROM agent_executions
     WHERE project = $1 AND started_at > $2 AND started_at <= $3 AND kind = 'workflow'
       AND ($4::text IS NULL OR workflow_id = $4 OR name = $4)
     GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${MAX_WORKFLOWS}`,
    [project, isoOfMicros(sinceUs), isoOfMicros(untilUs), workflowId],
  );
  return rows;
}
