import { memoryPlace } from '../sealing/row-places.ts';
import { openRow, sealRow } from '../sealing/sealed-rows.ts';
import type { Sealing } from '../sealing/sealing.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';

export interface MemoryKey {
  readonly agent: string;
  readonly store: string;
  readonly record: string;
}

/** A record that is kept. Times are microseconds. */
export interface MemoryRow extends MemoryKey {
  readonly content: unknown;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly executionId: string | null;
  readonly createdUs: number;
  readonly updatedUs: number;
}

export interface MemoryPlace extends MemoryKey {
  readonly updatedUs: number;
}

interface Row extends Omit<MemoryRow, 'createdUs' | 'updatedUs'> {
  readonly created_at: string;
  readonly updated_at: string;
}

const COLUMNS = `agent, store_id AS store, record_id AS record, content, metadata,
  encode(execution_id, 'hex') AS "executionId", created_at, updated_at`;
const rowOf = (sealing: Sealing, project: string, { created_at, updated_at, ...row }: Row): MemoryRow => ({
  ...openRow(sealing, memoryPlace(project, row.agent, row.store, row.record), row),
  createdUs: microsOfTimestamp(created_at),
  updatedUs: microsOfTimestamp(updated_at),
});

/** Records of memory, those that changed last first, after a place. */
export async function listMemory(
  { pool, sealing }: Pick<Database, 'pool' | 'sealing'>,
  project: string,
  { agent, store }: Partial<MemoryKey>,
  after: MemoryPlace | null,
  limit: number,
): Promise<MemoryRow[]> {
  const values: unknown[] = [project, limit];
  const also = (value: unknown, condition: (parameter: string) => string) => {
    if (value === undefined) return '';
    values.push(value);
    return ` AND ${condition(`$${values.length}`)}`;
  };
  let conditions = also(agent, (p) => `agent = ${p}`) + also(store, (p) => `store_id = ${p}`);
  if (after !== null) {
    values.push(isoOfMicros(after.updatedUs), after.agent, after.store, after.record);
    const [time, ...key] = [3, 2, 1, 0].map((back) => `$${values.length - back}`);
    conditions += ` AND (updated_at, agent, store_id, record_id) < (${time}::timestamptz, ${key.join(', ')})`;
  }
  const result = await pool.query<Row>(
    `SELECT ${COLUMNS} FROM agent_memory WHERE project = $1 AND deleted_at IS NULL${conditions}
     ORDER BY updated_at DESC, agent DESC, store_id DESC, record_id DESC LIMIT $2`,
    values,
  );
  return result.rows.map((row) => rowOf(sealing, project, row));
}

export async function readMemory(
  { pool, sealing }: Pick<Database, 'pool' | 'sealing'>,
  project: string,
  { agent, store, record }: MemoryKey,
): Promise<MemoryRow | null> {
  const result = await pool.query<Row>(
    `SELECT ${COLUMNS} FROM agent_memory
     WHERE project = $1 AND agent = $2 AND store_id = $3 AND record_id = $4 AND deleted_at IS NULL`,
    [project, agent, store, record],
  );
  const [row] = result.rows;
  return row === undefined ? null : rowOf(sealing, project, row);
}

/** Keeps a record as it is given, in place of what was there. Resolves with whether there was none. */
export async function putMemory(
  { workPool, sealing }: Pick<Database, 'workPool' | 'sealing'>,
  project: string,
  { agent, store, record }: MemoryKey,
  content: string,
  metadata: string | null,
): Promise<boolean> {
  const sealed = sealRow<{ content: unknown; metadata: unknown }>(
    sealing,
    memoryPlace(project, agent, store, record),
    { content: JSON.parse(content), metadata: metadata === null ? null : JSON.parse(metadata) },
  );
  const result = await workPool.query<{ created: boolean }>(
    `INSERT INTO agent_memory (project, agent, store_id, record_id, content, metadata, sealed_by, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7, now(), now())
     ON CONFLICT (project, agent, store_id, record_id) DO UPDATE SET
       content = excluded.content, metadata = excluded.metadata, sealed_by = excluded.sealed_by, execution_id = NULL, deleted_at = NULL,
       created_at = CASE WHEN agent_memory.deleted_at IS NULL THEN agent_memory.created_at ELSE now() END,
       updated_at = greatest(now(), agent_memory.updated_at)
     RETURNING created_at = updated_at AS created`,
    sealing.keyId === null
      ? [project, agent, store, record, content, metadata, null]
      : [
          ...[project, agent, store, record],
          JSON.stringify(sealed.content),
          sealed.metadata === null ? null : JSON.stringify(sealed.metadata),
          sealed.sealed_by,
        ],
  );
  return result.rows[0]?.created ?? false;
}

/** Deletes a record. Resolves with whether there was one. */
export async function deleteMemory(
  { workPool }: Pick<Database, 'workPool'>,
  project: string,
  { agent, store, record }: MemoryKey,
): Promise<boolean> {
  const result = await workPool.query(
    `UPDATE agent_memory
     SET content = NULL, metadata = NULL, deleted_at = greatest(now(), updated_at), updated_at = greatest(now(), updated_at)
     WHERE project = $1 AND agent = $2 AND store_id = $3 AND record_id = $4 AND deleted_at IS NULL`,
    [project, agent, store, record],
  );
  return (result.rowCount ?? 0) > 0;
}
