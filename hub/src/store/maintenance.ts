import type { FoldClock } from '../fold/inputs.ts';
import { queueWaiting } from '../fold/waiting.ts';
import type { Database } from './database.ts';

const DAYS_AHEAD = 2;
const HOUR_MS = 3_600_000;
const SWEEP_MS = 15_000;
const SIZE_MS = 60_000;

/** Makes the partitions of the days around now. */
export async function ensureDays({ workPool }: Database): Promise<void> {
  await workPool.query(
    `SELECT observatory_ensure_days(((now() AT TIME ZONE 'UTC')::date - 1), ((now() AT TIME ZONE 'UTC')::date + ${DAYS_AHEAD}))`,
  );
}

/** Drops the partitions older than the retention. */
export async function dropOldDays({ workPool }: Database, retentionDays: number): Promise<void> {
  await workPool.query("SELECT observatory_drop_days_before((now() AT TIME ZONE 'UTC')::date - $1::int)", [
    retentionDays,
  ]);
}

/**
 * Drops the oldest days until the database is no larger than `maxBytes`. Today always stays, so that a database is
 * never emptied by one busy day: returns the size where it is too large all the same, else null.
 */
export async function dropDaysOver({ workPool }: Database, maxBytes: number): Promise<number | null> {
  for (;;) {
    const { rows } = await workPool.query<{ bytes: number; oldest: string | null; past: boolean }>(
      `SELECT pg_database_size(current_database()) AS bytes, day::text AS oldest,
              day < (now() AT TIME ZONE 'UTC')::date AS past
       FROM (SELECT min(to_date(right(c.relname, 8), 'YYYYMMDD')) AS day
             FROM observatory_partitioned p
             JOIN pg_inherits i ON i.inhparent = p.parent::regclass
             JOIN pg_class c ON c.oid = i.inhrelid AND c.relname ~ '_[0-9]{8}$') AS days`,
    );
    const [found] = rows;
    if (found === undefined || found.bytes <= maxBytes) return null;
    if (found.oldest === null || !found.past) return found.bytes;
    await workPool.query('SELECT observatory_drop_days_before($1::date + 1)', [found.oldest]);
  }
}

/**
 * Queues the traces of executions that are silent for longer than a timeout, or whose process is; the fold calls them
 * abandoned.
 */
export async function queueSilent(
  { workPool }: Database,
  { timeoutUs, heartbeatTimeoutUs }: Pick<FoldClock, 'timeoutUs' | 'heartbeatTimeoutUs'>,
): Promise<void> {
  await workPool.query(
    `INSERT INTO fold_queue (project, trace_id)
     SELECT DISTINCT e.project, e.trace_id FROM agent_executions e
     LEFT JOIN execution_heartbeats h
       ON h.project = e.project AND h.trace_id = e.trace_id AND h.span_id = e.span_id AND h.started_at = e.started_at
     WHERE e.status = 'running' AND (e.last_event_at < now() - make_interval(secs => $1)
                                     OR h.heard_at < now() - make_interval(secs => $2))`,
    [timeoutUs / 1e6, heartbeatTimeoutUs / 1e6],
  );
}

export interface MaintenanceOptions {
  readonly database: Database;
  readonly retentionDays: number;
  /** Null for no bound. */
  readonly maxDatabaseBytes: number | null;
  readonly clock: () => FoldClock;
  /** The database is larger than it may be, and only today is left. */
  readonly onTooLarge: (bytes: number) => void;
  /** The queue may hold something. */
  readonly onQueued: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * The hub's regular work: partitions every hour, the database's size every minute, silent executions every few seconds.
 * Returns how to stop it.
 */
export function startMaintenance(options: MaintenanceOptions): () => void {
  const { database, retentionDays, maxDatabaseBytes, clock, onQueued, onTooLarge, onError } = options;
  const { timeoutUs, heartbeatTimeoutUs } = clock();
  const hourly = setInterval(() => {
    ensureDays(database)
      .then(() => dropOldDays(database, retentionDays))
      .catch(onError);
  }, HOUR_MS);
  const bounded = setInterval(() => {
    if (maxDatabaseBytes === null) return;
    dropDaysOver(database, maxDatabaseBytes)
      .then((bytes) => bytes !== null && onTooLarge(bytes))
      .catch(onError);
  }, SIZE_MS);
  const sweep = setInterval(
    () => {
      queueSilent(database, clock())
        .then(() => queueWaiting(database))
        // Also where nothing was: another hub may have ended between its commit and its fold.
        .then(onQueued)
        .catch(onError);
    },
    Math.min(SWEEP_MS, Math.max(1000, Math.min(timeoutUs, heartbeatTimeoutUs) / 4000)),
  );
  return () => {
    clearInterval(hourly);
    clearInterval(bounded);
    clearInterval(sweep);
  };
}
