import type pg from 'pg';
import type { ExecutionRow } from '../store/execution-row.ts';
import { isoOfMicros } from '../store/micros.ts';

/**
 * Takes back what runs said of their workflows that are no such runs any more, or began at another time, after the fold wrote
 * what is so now: when it was first and last seen, and a workflow that never was. What is older than the runs that are kept stays.
 */
export async function correctSeen(client: pg.ClientBase, wrong: readonly ExecutionRow[]): Promise<void> {
  const runs = wrong.filter(({ kind }) => kind === 'workflow');
  if (runs.length === 0) return;
  const rows = runs.map(({ project, name, started_at }) => ({
    project,
    name,
    started_at: isoOfMicros(started_at),
  }));
  await client.query(
    `WITH wrong AS (
       SELECT project, name, array_agg(started_at) AS starts
       FROM json_populate_recordset(null::agent_executions, $1) GROUP BY project, name ORDER BY project, name)
     UPDATE workflows w SET
       first_seen_at = CASE WHEN w.first_seen_at = ANY(x.starts) THEN s.first ELSE w.first_seen_at END,
       last_seen_at = CASE WHEN w.last_seen_at = ANY(x.starts) THEN s.last ELSE w.last_seen_at END
     FROM wrong x LEFT JOIN LATERAL (
       SELECT min(e.started_at) AS first, max(e.started_at) AS last FROM agent_executions e
       WHERE e.project = x.project AND e.name = x.name AND e.kind = 'workflow') AS s ON true
     WHERE w.project = x.project AND w.name = x.name`,
    [JSON.stringify(rows)],
  );
  await client.query(
    `DELETE FROM workflows w USING json_populate_recordset(null::agent_executions, $1) AS x
     WHERE w.project = x.project AND w.name = x.name AND w.last_seen_at IS NULL AND w.definition IS NULL`,
    [JSON.stringify(rows)],
  );
}
