import type { Database } from './database.ts';
import { DAY_US, isoOfMicros, microsOfTimestamp } from './micros.ts';

/** A request under a key. */
export interface KeyedRequest {
  readonly project: string;
  readonly keyHash: Buffer;
  readonly requestHash: Buffer;
}

/** What a request makes: the same however often it is sent. */
export interface Made {
  readonly id: string;
  readonly timeUs: number;
}

interface Claimed extends Made {
  /** It is made already. */
  readonly isDone: boolean;
}

/** For how long a key is known. */
const KEPT_US = DAY_US;

/**
 * Notes what a request is about to make, or finds what the first one under its key made. Null: the key was of another request.
 * Keys of more than a day ago are forgotten.
 */
export async function claimKey(
  { pool }: Pick<Database, 'pool'>,
  { project, keyHash, requestHash }: KeyedRequest,
  { id, timeUs }: Made,
): Promise<Claimed | null> {
  await pool.query('DELETE FROM idempotency_keys WHERE made_at < $1', [isoOfMicros(timeUs - KEPT_US)]);
  await pool.query(
    `INSERT INTO idempotency_keys (project, key_hash, request_hash, made_id, made_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING`,
    [project, keyHash, requestHash, id, isoOfMicros(timeUs)],
  );
  const { rows } = await pool.query<{
    request_hash: Buffer;
    made_id: string;
    made_at: string;
    done: boolean;
  }>(
    'SELECT request_hash, made_id, made_at, done FROM idempotency_keys WHERE project = $1 AND key_hash = $2',
    [project, keyHash],
  );
  const [first] = rows;
  // Forgotten in this very moment: nobody else has it.
  if (first === undefined) return { id, timeUs, isDone: false };
  if (!first.request_hash.equals(requestHash)) return null;
  return { id: first.made_id, timeUs: microsOfTimestamp(first.made_at), isDone: first.done };
}

/** Notes that what the request makes is stored. */
export async function markDone(
  { pool }: Pick<Database, 'pool'>,
  { project, keyHash }: KeyedRequest,
): Promise<void> {
  await pool.query('UPDATE idempotency_keys SET done = true WHERE project = $1 AND key_hash = $2', [
    project,
    keyHash,
  ]);
}
