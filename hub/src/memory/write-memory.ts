import type pg from 'pg';
import { memoryPlace } from '../sealing/row-places.ts';
import { sealRow } from '../sealing/sealed-rows.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { MemoryChange } from './memory-record.ts';

interface Row {
  readonly project: string;
  readonly agent: string;
  readonly store_id: string;
  readonly record_id: string;
  readonly content: unknown;
  readonly metadata: unknown;
  readonly execution_id: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly deleted_at: string | null;
}

/** Not of a store that was deleted since. */
const IN_A_STORE = `NOT EXISTS (
  SELECT FROM agent_memory d WHERE d.project = k.project AND d.agent = k.agent AND d.store_id = k.store_id
    AND d.record_id = '' AND k.record_id <> '' AND d.deleted_at >= k.updated_at)`;
const FROM_ROWS = 'FROM json_populate_recordset(null::agent_memory, $1) AS k';

/**
 * Applies what operations did to agents' memory. The later one of two counts, whichever is stored first, and what was applied
 * before changes nothing: a trace may be folded any number of times. What an operation did not tell stays as it was.
 */
export async function writeMemory(
  client: pg.ClientBase,
  sealing: Sealing,
  project: string,
  changes: readonly MemoryChange[],
): Promise<void> {
  const changed = latest(changes.filter(({ isSeen }) => !isSeen));
  const seen = latest(changes.filter(({ isSeen }) => isSeen));
  if (changed.size > 0) {
    await client.query(
      `INSERT INTO agent_memory SELECT k.* ${FROM_ROWS} WHERE ${IN_A_STORE}
       ON CONFLICT (project, agent, store_id, record_id) DO UPDATE SET
         content = CASE WHEN excluded.deleted_at IS NULL THEN coalesce(excluded.content, agent_memory.content) END,
         metadata = CASE WHEN excluded.deleted_at IS NULL THEN coalesce(excluded.metadata, agent_memory.metadata) END,
         -- Of a row whose parts are under two keys neither is said: it is sealed anew.
         sealed_by = CASE WHEN excluded.sealed_by IS NOT DISTINCT FROM agent_memory.sealed_by THEN excluded.sealed_by END,
         execution_id = excluded.execution_id,
         created_at = CASE WHEN agent_memory.deleted_at IS NULL THEN least(agent_memory.created_at, excluded.created_at)
                           ELSE excluded.created_at END,
         updated_at = excluded.updated_at, deleted_at = excluded.deleted_at
       WHERE excluded.updated_at > agent_memory.updated_at`,
      [rowsOf(sealing, project, changed)],
    );
  }
  if (seen.size > 0)
    await client.query(
      `INSERT INTO agent_memory SELECT k.* ${FROM_ROWS} WHERE ${IN_A_STORE} ON CONFLICT DO NOTHING`,
      [rowsOf(sealing, project, seen)],
    );
  const stores = [...changed.values()].filter(({ record }) => record === '');
  for (const { agent, store, timeUs } of stores)
    await client.query(
      `UPDATE agent_memory SET content = NULL, metadata = NULL, updated_at = $4, deleted_at = $4
       WHERE project = $1 AND agent = $2 AND store_id = $3 AND record_id <> '' AND deleted_at IS NULL AND updated_at <= $4`,
      [project, agent, store, isoOfMicros(timeUs)],
    );
}

/** One change a record, told by what came before it where it does not tell it itself. */
function latest(
  changes: readonly MemoryChange[],
): Map<string, MemoryChange & { readonly createdUs: number }> {
  const byRecord = new Map<string, MemoryChange & { readonly createdUs: number }>();
  for (const change of [...changes].sort((a, b) => a.timeUs - b.timeUs)) {
    const key = JSON.stringify([change.agent, change.store, change.record]);
    const before = byRecord.get(key);
    const goesOn = before !== undefined && !before.isDeleted && !change.isDeleted;
    byRecord.set(key, {
      ...(goesOn && before.content !== undefined ? { content: before.content } : {}),
      ...(goesOn && before.metadata !== undefined ? { metadata: before.metadata } : {}),
      ...change,
      createdUs: goesOn ? before.createdUs : change.timeUs,
    });
  }
  return byRecord;
}

/** In one order everywhere, or two transactions that write the same ones could wait for each other. */
function rowsOf(
  sealing: Sealing,
  project: string,
  changes: ReadonlyMap<string, MemoryChange & { readonly createdUs: number }>,
): string {
  const rows = [...changes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([, change]): Row => ({
        project,
        agent: change.agent,
        store_id: change.store,
        record_id: change.record,
        ...sealRow<{ content: unknown; metadata: unknown }>(
          sealing,
          memoryPlace(project, change.agent, change.store, change.record),
          { content: clean(change.content ?? null), metadata: clean(change.metadata ?? null) },
        ),
        execution_id: change.executionId === null ? null : `\\x${change.executionId}`,
        created_at: isoOfMicros(change.createdUs),
        updated_at: isoOfMicros(change.timeUs),
        deleted_at: change.isDeleted ? isoOfMicros(change.timeUs) : null,
      }),
    );
  return JSON.stringify(rows, cleanText);
}

// PostgreSQL's jsonb has neither: the decoder cleans what it decodes, but not JSON within a text.
const cleanText = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value;
const clean = (value: unknown): unknown => JSON.parse(JSON.stringify(value, cleanText));
