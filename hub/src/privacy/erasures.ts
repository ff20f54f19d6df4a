import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { inTransaction } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp, nowMicros } from '../store/micros.ts';
import type { ErasedCounts } from './delete-erased.ts';
import { userHash } from './erased-users.ts';
import type { LokiAnswer } from './loki-deletion.ts';
import { bumpPrivacyVersion } from './rule-store.ts';

export const erasureStates = ['collecting', 'deleting', 'checking', 'done'] as const;
export type ErasureState = (typeof erasureStates)[number];

/** The erasure of a user. Times in microseconds. */
export interface Erasure {
  readonly id: string;
  readonly project: string;
  /** Hex of the keyed hash of the user's id. */
  readonly userHash: string;
  /** Null once it is done. */
  readonly userId: string | null;
  readonly state: ErasureState;
  readonly counts: ErasedCounts;
  /** What Loki said; null where it was not asked. */
  readonly loki: LokiAnswer | null;
  readonly requestedBy: string;
  readonly requestedUs: number;
  readonly collectedUs: number | null;
  readonly finishedUs: number | null;
  /** Traces that are still to be deleted. */
  readonly waitingTraces: number;
}

interface Row {
  readonly id: string;
  readonly project: string;
  readonly user_hash: string;
  readonly user_id: string | null;
  readonly state: ErasureState;
  readonly counts: ErasedCounts;
  readonly loki: LokiAnswer | null;
  readonly requested_by: string;
  readonly requested_at: string;
  readonly collected_at: string | null;
  readonly finished_at: string | null;
  readonly waiting: number;
}

const COLUMNS = `e.id, e.project, encode(e.user_hash, 'hex') AS user_hash, e.user_id, e.state, e.counts, e.loki, e.requested_by,
  e.requested_at, e.collected_at, e.finished_at,
  (SELECT count(*) FROM erased_traces t WHERE t.erasure_id = e.id AND t.deleted_at IS NULL) AS waiting`;

/** The key of the hashes of user ids. */
export async function readUserKey(pool: pg.Pool | pg.ClientBase): Promise<Buffer> {
  const { rows } = await pool.query<{ key: Buffer }>('SELECT key FROM privacy_state');
  return rows[0]?.key ?? Buffer.alloc(0);
}

/** Begins an erasure, or gives the one of this user that is under way. */
export async function requestErasure(
  pool: pg.Pool,
  project: string,
  userId: string,
  requestedBy: string,
): Promise<Erasure> {
  const hash = userHash(await readUserKey(pool), project, userId);
  const id = await inTransaction(pool, async (client) => {
    await bumpPrivacyVersion(client);
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO erasures (id, project, user_hash, user_id, state, counts, requested_by, requested_at)
       VALUES ($1, $2, $3, $4, 'collecting', '{}', $5, $6)
       ON CONFLICT (project, user_hash) WHERE finished_at IS NULL DO UPDATE SET state = erasures.state
       RETURNING id`,
      [randomUUID(), project, hash, userId, requestedBy, isoOfMicros(nowMicros())],
    );
    return rows[0]?.id ?? '';
  });
  const erasure = await readErasure(pool, project, id);
  if (erasure === null) throw new Error('an erasure that was just stored is not there');
  return erasure;
}

export async function readErasure(pool: pg.Pool, project: string, id: string): Promise<Erasure | null> {
  const { rows } = await pool.query<Row>(
    `SELECT ${COLUMNS} FROM erasures e WHERE e.project = $1 AND e.id = $2`,
    [project, id],
  );
  return rows[0] === undefined ? null : erasureOf(rows[0]);
}

/** The newest first. */
export async function listErasures(
  pool: pg.Pool,
  project: string,
  limit: number,
  before: { readonly requestedUs: number; readonly id: string } | null,
): Promise<Erasure[]> {
  const { rows } = await pool.query<Row>(
    `SELECT ${COLUMNS} FROM erasures e
     WHERE e.project = $1 AND ($3::timestamptz IS NULL OR (e.requested_at, e.id) < ($3, $4::uuid))
     ORDER BY e.requested_at DESC, e.id DESC LIMIT $2`,
    [project, limit, before === null ? null : isoOfMicros(before.requestedUs), before?.id ?? null],
  );
  return rows.map(erasureOf);
}

/** Those under way, of all projects, the oldest first. */
export async function readOpenErasures(pool: pg.Pool): Promise<Erasure[]> {
  const { rows } = await pool.query<Row>(
    `SELECT ${COLUMNS} FROM erasures e WHERE e.finished_at IS NULL ORDER BY e.requested_at, e.id`,
  );
  return rows.map(erasureOf);
}

const time = (at: string | null) => (at === null ? null : microsOfTimestamp(at));

function erasureOf(row: Row): Erasure {
  return {
    id: row.id,
    project: row.project,
    userHash: row.user_hash,
    userId: row.user_id,
    state: row.state,
    counts: row.counts,
    loki: row.loki,
    requestedBy: row.requested_by,
    requestedUs: microsOfTimestamp(row.requested_at),
    collectedUs: time(row.collected_at),
    finishedUs: time(row.finished_at),
    waitingTraces: row.waiting,
  };
}
