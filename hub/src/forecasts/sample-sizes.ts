import { statfs } from 'node:fs/promises';
import type { Database } from '../store/database.ts';
import { RETENTION_NOW } from '../store/retention-clock.ts';

/** A row for each multiple of it, whichever hub comes first. */
export const SIZE_INTERVAL_S = 300;
/** Oftener than rows, so that none is left out because a timer is late. */
const LOOK_MS = 120_000;

export interface SizeSampling {
  readonly database: Pick<Database, 'workPool'>;
  /** Folder of the hub's own database; null with `DATABASE_URL`. */
  readonly dataDir: string | null;
  readonly retentionDays: number;
  readonly onError: (error: unknown) => void;
}

/** Stores what the database takes on disk, and what is free there; forgets what is older than the retention. */
export async function sampleSize({
  database,
  dataDir,
  retentionDays,
}: Omit<SizeSampling, 'onError'>): Promise<void> {
  const free = dataDir === null ? null : await statfs(dataDir).then(({ bavail, bsize }) => bavail * bsize);
  await database.workPool.query(
    `WITH old AS (DELETE FROM database_sizes WHERE sampled_at < ${RETENTION_NOW} - make_interval(days => $2::int))
     INSERT INTO database_sizes (sampled_at, bytes, free_bytes)
     SELECT date_bin('${SIZE_INTERVAL_S} seconds', now(), 'epoch'), pg_database_size(current_database()), $1::bigint
     ON CONFLICT DO NOTHING`,
    [free, retentionDays],
  );
}

/** Samples now and then regularly. Returns how to stop it. */
export function startSizeSampling(sampling: SizeSampling): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const sample = () => {
    running = sampleSize(sampling).catch(sampling.onError);
  };
  sample();
  const timer = setInterval(sample, LOOK_MS);
  return () => {
    clearInterval(timer);
    return running;
  };
}
