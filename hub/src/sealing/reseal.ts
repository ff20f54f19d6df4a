import type pg from 'pg';
import { openRow, type SealedTable, sealRow } from './sealed-rows.ts';
import { SealedValue, type Sealing } from './sealing.ts';
import { storedContent } from './stored-content.ts';

/** Where a pass over a relation is: tuples after it are still to be looked at. */
export interface Step {
  readonly relation: string;
  readonly table: SealedTable;
  /** A tuple id, as PostgreSQL prints it. */
  readonly after: string;
}

export interface StepDone {
  /** Null at the end of the relation. */
  readonly after: string | null;
  readonly resealed: number;
  /** Rows whose key is not there: they stay as they are. */
  readonly unreadable: number;
}

/** What one transaction looks at, and what it takes in hand. */
const PAGES = 512;
const ROWS = 500;
const BYTES = 4 * 1024 * 1024;

/** Before the first tuple. */
export const START = '(0,0)';

/**
 * Seals anew what one stretch of a relation holds under another key, or in plain. Tuples that somebody else has in hand
 * are left to the next pass. Within the caller's transaction.
 */
export async function resealStep(client: pg.PoolClient, sealing: Sealing, step: Step): Promise<StepDone> {
  const { keyId } = sealing;
  const { relation, table, after } = step;
  const { columns, key, place, gathered } = storedContent[table];
  const name = client.escapeIdentifier(relation);
  const page = Number(/\d+/.exec(after)?.[0] ?? 0);
  const size = await client.query<{ pages: number }>(
    `SELECT pg_relation_size($1::regclass) / current_setting('block_size')::bigint AS pages`,
    [name],
  );
  if (keyId === null || page >= (size.rows[0]?.pages ?? 0))
    return { after: null, resealed: 0, unreadable: 0 };
  const end = `(${page + PAGES},0)`;
  const names = Object.keys(columns);
  const found = await client.query<{ at: string; bytes: number }>(
    `SELECT ctid::text AS at, ${[...names, ...(gathered?.from ?? [])].map((column) => `coalesce(pg_column_size(${column}), 0)`).join(' + ')} AS bytes
     FROM ${name} WHERE ctid > $1::tid AND ctid < $2::tid AND sealed_by IS DISTINCT FROM $3 LIMIT ${ROWS + 1}`,
    [after, end, keyId],
  );
  const taken = firstOf(found.rows);
  const last = taken.at(-1);
  const isLast = page + PAGES >= (size.rows[0]?.pages ?? 0);
  const next = taken.length < found.rows.length && last !== undefined ? last : isLast ? null : end;
  if (taken.length === 0) return { after: next, resealed: 0, unreadable: 0 };
  const rows = await client.query<Record<string, string> & { sealed_by: string | null }>(
    `SELECT ctid::text AS at, project, sealed_by, ${key},
       ${names.map((column) => (column === gathered?.column ? `${gathered.sql} AS ${column}` : column)).join(', ')}
     FROM ${name} AS t
     WHERE ctid = ANY($1::tid[]) AND sealed_by IS DISTINCT FROM $2 FOR UPDATE SKIP LOCKED`,
    [taken, keyId],
  );
  const sealed = rows.rows.flatMap((row) => {
    const where = place(row);
    const content = Object.fromEntries(names.map((column) => [column, row[column]]));
    // What came in plain may look as if it were sealed. A record of memory may be of both, since it is merged.
    const isPlain = row.sealed_by === null && table !== 'agent_memory';
    try {
      return [
        {
          at: row.at,
          ...sealRow(sealing, where, isPlain ? content : openRow(sealing, where, content, true)),
        },
      ];
    } catch (error) {
      if (error instanceof SealedValue) return [];
      throw error;
    }
  });
  if (sealed.length > 0)
    await client.query(
      `UPDATE ${name} AS t SET ${[
        ...names.map((column) => `${column} = r.${column}`),
        ...(gathered?.from ?? []).map((column) => `${column} = NULL`),
        ...Object.entries(gathered?.kept ?? {}).map(([column, sql]) => `${column} = ${sql}`),
      ].join(', ')}, sealed_by = $2
       FROM json_to_recordset($1) AS r(at tid, ${names.map((column) => `${column} ${columns[column]}`).join(', ')})
       WHERE t.ctid = r.at`,
      [JSON.stringify(sealed), keyId],
    );
  return { after: next, resealed: sealed.length, unreadable: rows.rows.length - sealed.length };
}

/** As many as are not too much at once; one at least. */
function firstOf(rows: readonly { readonly at: string; readonly bytes: number }[]): string[] {
  const taken: string[] = [];
  let bytes = 0;
  for (const row of rows.slice(0, ROWS)) {
    bytes += row.bytes;
    if (taken.length > 0 && bytes > BYTES) break;
    taken.push(row.at);
  }
  return taken;
}
