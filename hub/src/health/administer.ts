import { HubError } from '../errors.ts';
import type { RetentionSettings } from '../privacy/retention.ts';
import type { Database } from '../store/database.ts';
import { type Dropped, dropOldDays } from '../store/maintenance.ts';

/** What may be done to a hub from outside; none of it takes anything away that the retention keeps. */
export const adminActions = ['clear_cache', 'refold', 'run_retention'] as const;
export type AdminAction = (typeof adminActions)[number];

export interface AdminRequest {
  readonly action: string;
  /** Of `refold`: a trace or an execution, or all traces of the last minutes. */
  readonly id?: string;
  readonly minutes?: number;
}

export interface AdminAnswer {
  readonly action: AdminAction;
  /** Answers forgotten. */
  readonly cleared?: number;
  /** Traces to be folded again. */
  readonly queued?: number;
  /** Days that were older than the retention. */
  readonly dropped_days?: number;
}

export interface Administered {
  readonly database: Database;
  /** Forgets the answers that are kept; returns how many there were. */
  readonly forgetAnswers: () => number;
  readonly retention: RetentionSettings;
  /** Days that the retention took. */
  readonly onDropped: (dropped: readonly Dropped[]) => void;
  /** The queue of the fold holds something. */
  readonly onQueued: () => void;
}

/** Does what a request asks for. Throws OBS_BAD_REQUEST or OBS_TRACE_NOT_FOUND where that is nothing that can be done. */
export async function administer(
  { database, forgetAnswers, retention, onDropped, onQueued }: Administered,
  project: string,
  { action: given, id, minutes }: AdminRequest,
): Promise<AdminAnswer> {
  const action = adminActions.find((one) => one === given);
  if (action === undefined) {
    const came = JSON.stringify(given.slice(0, 40));
    throw bad('action', `Expected one of ${adminActions.join(', ')}, got ${came}.`);
  }
  if (action !== 'refold') {
    const extra = id !== undefined ? 'id' : minutes !== undefined ? 'minutes' : null;
    if (extra !== null) throw bad(extra, `Expected it with the action refold alone, got it with ${action}.`);
  }
  if (action === 'clear_cache') return { action, cleared: forgetAnswers() };
  if (action === 'run_retention') {
    const before = await countDays(database);
    onDropped(await dropOldDays(database, retention));
    return { action, dropped_days: before - (await countDays(database)) };
  }
  if ((id === undefined) === (minutes === undefined))
    throw bad('id', 'Expected either `id`, of a trace or an execution, or `minutes` for refold.');
  const queued =
    id === undefined
      ? await queueLast(database, project, minutes ?? 0)
      : await queueOne(database, project, id);
  onQueued();
  return { action, queued };
}

const bad = (key: string, message: string) =>
  new HubError('OBS_BAD_REQUEST', message, { where: `body.${key}` });

const TRACE_ID_DIGITS = 32;

async function queueOne({ workPool }: Database, project: string, id: string): Promise<number> {
  const traceId = Buffer.from(id.slice(0, TRACE_ID_DIGITS), 'hex');
  const result = await workPool.query(
    `INSERT INTO fold_queue (project, trace_id) SELECT $1, $2
     WHERE EXISTS (SELECT FROM spans WHERE project = $1 AND trace_id = $2)
        OR EXISTS (SELECT FROM observability_events WHERE project = $1 AND trace_id = $2)`,
    [project, traceId],
  );
  if (result.rowCount === 1) return 1;
  throw new HubError('OBS_TRACE_NOT_FOUND', `Nothing is stored of ${id}.`, { where: 'body.id' });
}

async function queueLast({ workPool }: Database, project: string, minutes: number): Promise<number> {
  const result = await workPool.query(
    `INSERT INTO fold_queue (project, trace_id)
     SELECT $1, trace_id FROM spans WHERE project = $1 AND start_time > now() - make_interval(mins => $2)
     UNION
     SELECT $1, trace_id FROM observability_events
     WHERE project = $1 AND time > now() - make_interval(mins => $2) AND trace_id IS NOT NULL`,
    [project, minutes],
  );
  return result.rowCount ?? 0;
}

async function countDays({ pool }: Database): Promise<number> {
  const result = await pool.query<{ days: number }>(
    `SELECT count(*) AS days FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'spans'::regclass AND c.relname ~ '_[0-9]{8}$'`,
  );
  return result.rows[0]?.days ?? 0;
}
