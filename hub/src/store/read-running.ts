import type { RunningCount } from '../metrics/fleet-metrics.ts';
import type { Database } from './database.ts';

/** Running executions by kind, name and environment, with the silence of the one that is silent longest and the calls of the one that has most. */
export async function readRunning({ pool }: Database): Promise<RunningCount[]> {
  const result = await pool.query<RunningCount>(
    `SELECT kind, name, environment, count(*) AS count,
            extract(epoch FROM now() - min(last_event_at))::float8 AS "silentSeconds",
            max(llm_calls + tool_calls) AS calls
     FROM agent_executions WHERE status = 'running' GROUP BY kind, name, environment`,
  );
  return result.rows;
}
