import { inJob } from '../self/watch.ts';
import { type Batch, emptyBatch } from '../store/batch.ts';
import type { Database } from '../store/database.ts';
import { HOUR_US, isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import { readEnded } from '../store/read-health.ts';
import { sourceHash } from '../store/source-ids.ts';
import { type HealthRules, type HealthState, healthRules, nextHealth } from './health-change.ts';
import { healthAlert, healthEvent, healthSource } from './health-event.ts';
import { type HealthStatus, type HealthThresholds, scoreOf } from './score.ts';

const EVERY_MS = 10_000;

export interface HealthWatchOptions {
  readonly database: Database;
  readonly thresholds: HealthThresholds;
  readonly store: (batch: Batch) => Promise<void>;
  readonly onError: (error: unknown) => void;
  /** ENABLE_ALERTS: whether a change is an alert too, beside its event. */
  readonly alerts?: boolean;
  /** Between two looks of all hubs together. */
  readonly everyMs?: number;
  readonly rules?: HealthRules;
}

/**
 * Looks at the health of each project regularly (the score of the last hour) and tells of a change by an event and, where
 * the fleet becomes critical, by an alert. Of several hubs on a database one looks at a time. Returns how to stop it.
 */
export function startHealthWatch(options: HealthWatchOptions): () => Promise<void> {
  const { everyMs = EVERY_MS, onError } = options;
  let looking: Promise<void> | null = null;
  const timer = setInterval(() => {
    looking ??= lookAtHealth(options)
      .catch(onError)
      .finally(() => {
        looking = null;
      });
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await looking;
  };
}

/** One look at all projects whose turn it is. */
export async function lookAtHealth(options: HealthWatchOptions): Promise<void> {
  const lookAtAll = async () => {
    const all = await claim(options);
    for (const claimed of all) await look(options, claimed);
    return all.length;
  };
  await inJob('health', lookAtAll, (looked) => looked > 0);
}

interface Claimed {
  readonly project: string;
  readonly known: HealthState;
  readonly nowUs: number;
}

interface StateRow {
  project: string;
  status: HealthStatus;
  score: number;
  since: string;
  next_status: HealthStatus | null;
  next_since: string | null;
  now: string;
}

/** Takes the turn of the projects that nobody looked at lately. */
async function claim({ database, everyMs = EVERY_MS }: HealthWatchOptions): Promise<Claimed[]> {
  const { workPool } = database;
  await workPool.query(
    `INSERT INTO health_states (project, status, score, since, checked_at)
     SELECT id, 'healthy', 100, now(), '-infinity' FROM projects p
     WHERE NOT EXISTS (SELECT FROM health_states s WHERE s.project = p.id) ON CONFLICT DO NOTHING`,
  );
  const result = await workPool.query<StateRow>(
    `UPDATE health_states SET checked_at = now() WHERE checked_at <= now() - make_interval(secs => $1)
     RETURNING *, now() AS now`,
    // A timer that comes a little early still gets its turn.
    [(everyMs * 0.9) / 1000],
  );
  return result.rows.map(({ project, status, score, since, next_status, next_since, now }) => ({
    project,
    known: {
      status,
      score,
      sinceUs: microsOfTimestamp(since),
      next:
        next_status === null || next_since === null
          ? null
          : { status: next_status, sinceUs: microsOfTimestamp(next_since) },
    },
    nowUs: microsOfTimestamp(now),
  }));
}

async function look(
  { database, thresholds, store, alerts = true, rules = healthRules }: HealthWatchOptions,
  { project, known, nowUs }: Claimed,
): Promise<void> {
  const { current: figures } = await readEnded(database, project, {
    sinceUs: nowUs - HOUR_US,
    untilUs: nowUs,
  });
  const score = scoreOf(figures, thresholds);
  const { state, isChange } = nextHealth(known, { ...score, ended: figures.ended }, nowUs, rules);
  // Told before it is written down: a hub that dies between the two tells the same again, which is stored once.
  if (isChange) {
    const change = { project, before: known, after: state, score, figures, nowUs };
    const batch = emptyBatch();
    const id = sourceHash(healthSource);
    batch.sources.set(`${project} ${id}`, { project, id, source: healthSource });
    batch.events.push(healthEvent(change));
    const alert = healthAlert(change);
    if (alert && alerts) batch.alerts.push(alert);
    await store(batch);
  }
  await database.workPool.query(
    `UPDATE health_states SET status = $2, score = $3, since = $4, next_status = $5, next_since = $6
     WHERE project = $1 AND status = $7 AND since = $8`,
    [
      project,
      state.status,
      state.score,
      isoOfMicros(state.sinceUs),
      state.next?.status ?? null,
      state.next === null ? null : isoOfMicros(state.next.sinceUs),
      known.status,
      isoOfMicros(known.sinceUs),
    ],
  );
}
