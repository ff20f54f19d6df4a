import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { FoldClock } from '../fold/inputs.ts';
import { queueWaiting } from '../fold/waiting.ts';
import { keptKinds, type RetentionKind, type RetentionSettings } from '../privacy/retention.ts';
import { inJob } from '../self/watch.ts';
import { type Database, inTransaction, sqlState } from './database.ts';
import { oneHubAtATime } from './one-hub-at-a-time.ts';
import { cutOffReaders } from './reader-role.ts';
import { readRetentionClock } from './retention-clock.ts';

/** Days are made ahead and dropped behind by one hub at a time. */
const PARTITIONS_JOB = 'observatory_partitions_job';
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

/** Days that went. */
export interface Dropped {
  readonly kind: RetentionKind;
  readonly days: number;
  /** The first day that is kept, as 2026-01-31. */
  readonly before: string;
}

/**
 * Drops the days that are older than the retention of their kind; those that somebody reads all the time, when it is called
 * again. Returns what went. Days count by the clock of the retention (retention-clock.ts).
 */
export async function dropOldDays(
  database: Database,
  retention: RetentionSettings,
  onLeap: (aheadS: number) => void = () => {},
): Promise<Dropped[]> {
  const { workPool } = database;
  const { now, aheadS } = await readRetentionClock(workPool);
  if (aheadS > 0) onLeap(aheadS);
  const dayOf = (hoursAgo: number) => new Date(now.getTime() - hoursAgo * HOUR_MS).toISOString().slice(0, 10);
  const rows = 'SELECT observatory_drop_rows_older($1::date)';
  await dropUnlessRead(workPool, (client) => client.query(rows, [dayOf(retention.days * 24)]));
  const dropped: Dropped[] = [];
  for (const { kind, tables, hours } of keptKinds(retention)) {
    const before = dayOf(hours);
    let days = 0;
    for (const table of tables) {
      const gone = await dropUnlessRead(workPool, (client) =>
        client.query<{ days: number }>('SELECT observatory_drop_table_days($1, $2) AS days', [table, before]),
      );
      days = Math.max(days, gone?.rows[0]?.days ?? 0);
    }
    if (days > 0) dropped.push({ kind, days, before });
  }
  return dropped;
}

const LOCK_NOT_AVAILABLE = '55P03';
const DROP_ATTEMPTS = 5;
const DROP_PAUSE_MS = 1000;

/**
 * Runs what drops tables. A table is dropped when nobody reads it, and whoever comes meanwhile, to store as well, waits
 * behind: so a drop waits a second and then lets them through. Null: in vain.
 */
async function dropUnlessRead<T>(
  workPool: pg.Pool,
  drop: (client: pg.PoolClient) => Promise<T>,
): Promise<T | null> {
  for (let attempt = 1; attempt <= DROP_ATTEMPTS; attempt += 1) {
    try {
      return await inTransaction(workPool, async (client) => {
        // For another hub that drops or makes days it waits as long as that takes.
        await client.query("SELECT pg_advisory_xact_lock(hashtext('observatory_partitions'))");
        await client.query("SET LOCAL lock_timeout = '1s'");
        return drop(client);
      });
    } catch (error) {
      if (sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
      await cutOffReaders(workPool);
      await sleep(DROP_PAUSE_MS);
    }
  }
  return null;
}

/**
 * Drops the oldest days until the database is no larger than `maxBytes`. Today always stays, so that a database is
 * never emptied by one busy day: returns the size where it is too large all the same, else null.
 */
export async function dropDaysOver(
  database: Database,
  maxBytes: number,
  onDropped: (day: string) => void = () => {},
): Promise<number | null> {
  for (;;) {
    const { rows } = await database.workPool.query<{ bytes: number; oldest: string | null; past: boolean }>(
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
    const drop = (client: pg.PoolClient) =>
      client.query('SELECT observatory_drop_days_before($1::date + 1)', [found.oldest]);
    if ((await dropUnlessRead(database.workPool, drop)) === null) return null;
    onDropped(found.oldest);
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
  readonly retention: RetentionSettings;
  /** Days that the retention took; of the size, all kinds of a day. */
  readonly onDropped: (dropped: readonly (Dropped | { readonly tooLarge: string })[]) => void;
  /** Null for no bound. */
  readonly maxDatabaseBytes: number | null;
  readonly clock: () => FoldClock;
  /** The database is larger than it may be, and only today is left. */
  readonly onTooLarge: (bytes: number) => void;
  /** The database's clock is so many seconds ahead of what is trusted: nothing more is dropped meanwhile. */
  readonly onLeap: (aheadS: number) => void;
  /** The queue may hold something. */
  readonly onQueued: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * The hub's regular work: partitions every hour, the database's size every minute, silent executions every few seconds.
 * Returns how to stop it.
 */
export function startMaintenance(options: MaintenanceOptions): () => void {
  const { database, retention, maxDatabaseBytes, clock, onDropped, onQueued, onTooLarge, onLeap, onError } =
    options;
  const { timeoutUs, heartbeatTimeoutUs } = clock();
  const hourly = setInterval(() => {
    oneHubAtATime(database.workPool, PARTITIONS_JOB, () =>
      inJob('partitions', () =>
        ensureDays(database).then(() => dropOldDays(database, retention, onLeap)),
      ).then(onDropped),
    ).catch(onError);
  }, HOUR_MS);
  const bounded = setInterval(() => {
    if (maxDatabaseBytes === null) return;
    const tell = (day: string) => onDropped([{ tooLarge: day }]);
    oneHubAtATime(database.workPool, PARTITIONS_JOB, () =>
      inJob('size', () => dropDaysOver(database, maxDatabaseBytes, tell)).then(
        (bytes) => bytes !== null && onTooLarge(bytes),
      ),
    ).catch(onError);
  }, SIZE_MS);
  const sweep = setInterval(
    () => {
      inJob('sweep', () => queueSilent(database, clock()).then(() => queueWaiting(database)))
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
