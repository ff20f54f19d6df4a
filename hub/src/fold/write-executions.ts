import type pg from 'pg';
import { executionPlace } from '../sealing/row-places.ts';
import { sealRow } from '../sealing/sealed-rows.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { copyInto } from '../store/copy-into.ts';
import { copyHex, copyJson, copyNullable, copyText, NULL } from '../store/copy-text.ts';
import type { ExecutionRow } from '../store/execution-row.ts';
import { packTallies, packTotals } from '../store/execution-sums.ts';
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

/** Appends rows of executions, of which none is stored, and keeps the list of workflows. */
export async function writeExecutions(
  client: pg.PoolClient,
  rows: readonly ExecutionRow[],
  sealing: Sealing,
): Promise<void> {
  if (rows.length === 0) return;
  const lines = rows.map((row) => executionLine(sealRow(sealing, executionPlace(row.project, row.id), row)));
  await copyInto(client, 'agent_executions', columns, lines);
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

const columns = [
  ...[
    'project',
    'started_at',
    'id',
    'trace_id',
    'span_id',
    'parent_id',
    'kind',
    'name',
    'operation',
    'status',
  ],
  ...[
    'error_type',
    'error_message',
    'ended_at',
    'last_event_at',
    'service',
    'user_id',
    'session_id',
    'task_id',
  ],
  ...[
    'conversation_id',
    'workflow_id',
    'step_count',
    'llm_calls',
    'tool_calls',
    'input_tokens',
    'output_tokens',
  ],
  ...['cost_pico', 'unpriced_calls', 'marks', 'running_steps', 'environment', 'version', 'error_step'],
  ...['error_fingerprint', 'error_cause', 'total_sums', 'own_sums', 'tally_sums', 'sealed_by'],
];

function executionLine(row: ExecutionRow & { readonly sealed_by?: string | null }): string {
  const total = JSON.stringify(packTotals(row.total));
  const own = JSON.stringify(packTotals(row.own));
  return [
    copyText(row.project),
    isoOfMicros(row.started_at),
    copyHex(row.id),
    copyHex(row.trace_id),
    copyHex(row.span_id),
    copyHex(row.parent_id),
    row.kind,
    copyText(row.name),
    copyNullable(row.operation),
    row.status,
    copyNullable(row.error_type),
    copyNullable(row.error_message),
    row.ended_at === null ? NULL : isoOfMicros(row.ended_at),
    isoOfMicros(row.last_event_at),
    copyText(row.service),
    copyNullable(row.user_id),
    copyNullable(row.session_id),
    copyNullable(row.task_id),
    copyNullable(row.conversation_id),
    copyNullable(row.workflow_id),
    row.step_count,
    row.llm_calls,
    row.tool_calls,
    row.input_tokens,
    row.output_tokens,
    copyNullable(row.cost_pico),
    row.unpriced_calls,
    `{${row.marks.join(',')}}`,
    row.running_steps,
    copyNullable(row.environment),
    copyNullable(row.version),
    copyNullable(row.error_step),
    copyHex(row.error_fingerprint),
    copyJson(row.error_cause),
    copyText(total),
    own === total ? NULL : copyText(own),
    row.tallies === null ? NULL : copyJson(packTallies(row.tallies)),
    copyNullable(row.sealed_by),
  ].join('\t');
}
