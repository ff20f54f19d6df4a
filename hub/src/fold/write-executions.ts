import type pg from 'pg';
import { executionPlace } from '../sealing/row-places.ts';
import { sealRow } from '../sealing/sealed-rows.ts';
import type { Sealing } from '../sealing/sealing.ts';
import type { ExecutionRow } from '../store/execution-row.ts';
import { isoOfMicros } from '../store/micros.ts';

/** Removes rows of executions by their key. */
export async function deleteExecutions(client: pg.PoolClient, rows: readonly ExecutionRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `DELETE FROM agent_executions e
     USING json_populate_recordset(null::agent_executions, $1) AS k
     WHERE e.project = k.project AND e.started_at = k.started_at AND e.id = k.id`,
    [JSON.stringify(rows.map(keyOf))],
  );
}

/** Inserts or replaces rows of executions, and keeps the list of workflows. */
export async function writeExecutions(
  client: pg.PoolClient,
  rows: readonly ExecutionRow[],
  sealing: Sealing,
): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    name: 'fold-write',
    text: `INSERT INTO agent_executions SELECT * FROM json_populate_recordset(null::agent_executions, $1)
           ON CONFLICT (project, started_at, id) DO UPDATE SET
             parent_id = excluded.parent_id, kind = excluded.kind, name = excluded.name,
             operation = excluded.operation, status = excluded.status, error_type = excluded.error_type,
             error_message = excluded.error_message, ended_at = excluded.ended_at,
             last_event_at = excluded.last_event_at, service = excluded.service, user_id = excluded.user_id,
             session_id = excluded.session_id, task_id = excluded.task_id,
             conversation_id = excluded.conversation_id, workflow_id = excluded.workflow_id,
             step_count = excluded.step_count, llm_calls = excluded.llm_calls, tool_calls = excluded.tool_calls,
             input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
             cost_pico = excluded.cost_pico, unpriced_calls = excluded.unpriced_calls,
             total = excluded.total, own = excluded.own, marks = excluded.marks,
             running_steps = excluded.running_steps, tallies = excluded.tallies,
             environment = excluded.environment, version = excluded.version,
             error_step = excluded.error_step, error_fingerprint = excluded.error_fingerprint,
             error_cause = excluded.error_cause, sealed_by = excluded.sealed_by`,
    values: [
      JSON.stringify(
        rows.map((row) => databaseRow(sealRow(sealing, executionPlace(row.project, row.id), row))),
      ),
    ],
  });
  const workflows = rows.filter((row) => row.kind === 'workflow');
  if (workflows.length === 0) return;
  await client.query(
    `INSERT INTO workflows (project, name, first_seen_at, last_seen_at)
     SELECT project, name, min(started_at), max(started_at)
     FROM json_populate_recordset(null::agent_executions, $1) GROUP BY project, name ORDER BY project, name
     ON CONFLICT (project, name) DO UPDATE SET
       first_seen_at = least(workflows.first_seen_at, excluded.first_seen_at),
       last_seen_at = greatest(workflows.last_seen_at, excluded.last_seen_at)`,
    [JSON.stringify(workflows.map(keyOf))],
  );
}

const bytea = (hex: string | null) => (hex === null ? null : `\\x${hex}`);
const time = (us: number | null) => (us === null ? null : isoOfMicros(us));

/** Of a row what names it: nothing that would have to be sealed. */
const keyOf = ({ project, started_at, id, name }: ExecutionRow) => ({
  project,
  started_at: time(started_at),
  id: bytea(id),
  name,
});

/** The row in the text forms that PostgreSQL reads. */
function databaseRow(row: ExecutionRow) {
  return {
    ...row,
    started_at: time(row.started_at),
    ended_at: time(row.ended_at),
    last_event_at: time(row.last_event_at),
    id: bytea(row.id),
    trace_id: bytea(row.trace_id),
    span_id: bytea(row.span_id),
    parent_id: bytea(row.parent_id),
    error_fingerprint: bytea(row.error_fingerprint),
  };
}
