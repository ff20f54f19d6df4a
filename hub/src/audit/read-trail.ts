import type pg from 'pg';
import {
  type ChainEnds,
  type ChainPlace,
  type ChainRow,
  type Verification,
  verifyChain,
} from './verify-chain.ts';

const ROWS_AT_ONCE = 2000;
const COLUMNS = ['at', 'project', 'actor', 'action', 'target', 'outcome'] as const;

export interface TrailFilter {
  readonly project?: string;
  readonly actor?: string;
  readonly action?: string;
  readonly target?: string;
  readonly outcome?: string;
  /** ISO times. */
  readonly from?: string;
  readonly to?: string;
  /** Only entries before this one. */
  readonly before?: number;
}

type Queries = Pick<pg.Pool, 'query'> | pg.ClientBase;

/** The newest entries that match, newest first. */
export async function listTrail(
  pool: Queries,
  { from, to, before, ...equal }: TrailFilter,
  limit: number,
): Promise<ChainRow[]> {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const condition = (text: string, value: unknown) => {
    values.push(value);
    conditions.push(`${text} $${values.length}`);
  };
  for (const [column, value] of Object.entries(equal))
    if (value !== undefined) condition(`${column} =`, value);
  if (from !== undefined) condition('at >=', from);
  if (to !== undefined) condition('at <', to);
  if (before !== undefined) condition('sequence <', before);
  values.push(limit);
  const { rows } = await pool.query<ChainRow>(
    `SELECT sequence, entry, encode(hash, 'hex') AS hash FROM audit_trail
     ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
     ORDER BY sequence DESC LIMIT $${values.length}`,
    values,
  );
  return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
}

/** Both ends of the chain as the database says them. */
export async function readEnds(pool: Queries): Promise<ChainEnds> {
  const { rows } = await pool.query<
    Record<'sequence' | 'pruned', number> & Record<'hash' | 'pruned_hash', string>
  >(
    `SELECT sequence, encode(hash, 'hex') AS hash, pruned_sequence AS pruned, encode(pruned_hash, 'hex') AS pruned_hash
     FROM audit_chain`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('audit_chain is empty: its row was removed');
  return {
    pruned: { sequence: Number(row.pruned), hash: row.pruned_hash },
    head: { sequence: Number(row.sequence), hash: row.hash },
  };
}

/** All rows after a place, oldest first, some at a time. */
export async function* readChain(pool: Queries, after: number, until?: number): AsyncGenerator<ChainRow> {
  let last = after;
  for (;;) {
    const { rows } = await pool.query<ChainRow & Record<string, string>>(
      `SELECT sequence, entry, encode(hash, 'hex') AS hash, ${COLUMNS.join(', ')} FROM audit_trail
       WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence LIMIT ${ROWS_AT_ONCE}`,
      [last, until ?? Number.MAX_SAFE_INTEGER],
    );
    for (const { sequence, entry, hash, ...columns } of rows) {
      last = Number(sequence);
      yield { sequence: last, entry, hash, columns };
    }
    if (rows.length < ROWS_AT_ONCE) return;
  }
}

/** Verifies the chain of a database as it stands at one moment, while hubs write on. */
export async function verifyTrail(client: pg.ClientBase, written?: ChainPlace): Promise<Verification> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    return await verifyAsSeen(client, written);
  } finally {
    await client.query('ROLLBACK');
  }
}

/** The same within whatever transaction a connection is in. */
export async function verifyAsSeen(client: Queries, written?: ChainPlace): Promise<Verification> {
  const ends = await readEnds(client);
  // Also what lies before the anchor: nothing may.
  return verifyChain(readChain(client, Number.MIN_SAFE_INTEGER), ends, written);
}
