import type { Database } from '../store/database.ts';

export interface EncryptionCounts {
  /** Rows by the id of the key; '' for those in plain. */
  readonly rows: ReadonlyMap<string, number>;
  /** When the first of them was counted, ISO 8601; null before the first pass. */
  readonly countedAt: string | null;
}

export interface ResealState {
  readonly paused: boolean;
  readonly keyId: string | null;
  readonly relation: string | null;
  readonly resealed: number;
  readonly unreadable: number;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

const iso = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** How many rows are sealed with which key, as the last pass counted them. */
export async function readCounts({ pool }: Pick<Database, 'pool'>): Promise<EncryptionCounts> {
  const result = await pool.query<{ key_id: string; rows: number; counted: string }>(
    `SELECT key_id, sum(rows)::bigint AS rows, ${iso('min(min(counted_at)) OVER ()')} AS counted
     FROM encryption_counts GROUP BY key_id`,
  );
  return {
    rows: new Map(result.rows.map((row) => [row.key_id, row.rows])),
    countedAt: result.rows[0]?.counted ?? null,
  };
}

/** The keys that ever sealed on this database, with when they began to. */
export async function readUsedKeys({ pool }: Pick<Database, 'pool'>): Promise<ReadonlyMap<string, string>> {
  const result = await pool.query<{ id: string; since: string }>(
    `SELECT id, ${iso('first_used_at')} AS since FROM encryption_keys ORDER BY first_used_at`,
  );
  return new Map(result.rows.map(({ id, since }) => [id, since]));
}

export async function readJob({ pool }: Pick<Database, 'pool'>): Promise<ResealState> {
  const result = await pool.query<ResealState>(
    `SELECT paused, key_id AS "keyId", relation, resealed, unreadable,
            ${iso('started_at')} AS "startedAt", ${iso('finished_at')} AS "finishedAt" FROM encryption_job`,
  );
  const [job] = result.rows;
  if (job === undefined) throw new TypeError('The job of encryption has no row.');
  return job;
}

/** Stops the job after its step, or lets it go on; one that had finished begins a new pass. */
export async function writeJob({ workPool }: Pick<Database, 'workPool'>, paused: boolean): Promise<void> {
  await workPool.query(
    'UPDATE encryption_job SET paused = $1, finished_at = CASE WHEN $1 THEN finished_at END',
    [paused],
  );
}
