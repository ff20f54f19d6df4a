import type { Database } from './database.ts';

const DAYS_AHEAD = 2;
const HOUR_MS = 3_600_000;
const SWEEP_MS = 15_000;

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

/** Queues the traces of executions that are silent for longer than the timeout; the fold calls them abandoned. */
export async function queueSilent({ workPool }: Database, timeoutUs: number): Promise<void> {
  await workPool.query(
    `INSERT INTO fold_queue (project, trace_id)
     SELECT DISTINCT project, trace_id FROM agent_executions
     WHERE status = 'running' AND last_event_at < now() - make_interval(secs => $1)`,
    [timeoutUs / 1e6],
  );
}

export interface MaintenanceOptions {
  readonly database: Database;
  readonly retentionDays: number;
  readonly timeoutUs: number;
  /** The queue may hold something. */
  readonly onQueued: () => void;
  readonly onError: (error: unknown) => void;
}

/** The hub's regular work: partitions every hour, silent executions every few seconds. Returns how to stop it. */
export function startMaintenance(options: MaintenanceOptions): () => void {
  const { database, retentionDays, timeoutUs, onQueued, onError } = options;
  const hourly = setInterval(() => {
    ensureDays(database)
      .then(() => dropOldDays(database, retentionDays))
      .catch(onError);
  }, HOUR_MS);
  const sweep = setInterval(
    () => {
      queueSilent(database, timeoutUs)
        // Also where nothing was: another hub may have ended between its commit and its fold.
        .then(onQueued)
        .catch(onError);
    },
    Math.min(SWEEP_MS, Math.max(1000, timeoutUs / 4000)),
  );
  return () => {
    clearInterval(hourly);
    clearInterval(sweep);
  };
}
