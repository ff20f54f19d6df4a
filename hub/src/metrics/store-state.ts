import { HUB_CONNECTION, type Reads } from '../store/database.ts';

/** What the database says of what waits in it, and of itself. */
export interface StoreState {
  readonly fold: { readonly waiting: number; readonly oldest_seconds: number };
  readonly figures: { readonly waiting: number };
  readonly notifications: {
    readonly waiting: number;
    /** For how long the one that waits longest is overdue. */
    readonly overdue_seconds: number;
    readonly dead: number;
  };
  readonly erasures: { readonly waiting: number };
  readonly bytes: number;
  /** Days after today for which every table has its partition. */
  readonly days_ahead: number;
  readonly hubs: number;
}

const WAITING = "state IN ('pending', 'retrying')";

/** One question for all of it, on a connection that no analysis holds. Rejects where the database does not answer. */
export async function readStoreState({ pool }: Reads): Promise<StoreState> {
  const { rows } = await pool.query<Record<string, number>>(
    `SELECT f.waiting AS fold, f.seconds AS fold_s, n.waiting AS notices, n.overdue AS notices_s, n.dead,
       (SELECT count(*) FROM figures_queue)::float8 AS figures,
       (SELECT count(*) FROM erasures WHERE state <> 'done')::float8 AS erasures,
       pg_database_size(current_database())::float8 AS bytes,
       (SELECT count(DISTINCT application_name) FROM pg_stat_activity
        WHERE datname = current_database() AND starts_with(application_name, '${HUB_CONNECTION} '))::float8 AS hubs,
       (SELECT coalesce(min(last) - (now() AT TIME ZONE 'UTC')::date, -1)::float8
        FROM (SELECT coalesce(max(to_date(right(c.relname, 8), 'YYYYMMDD')), '-infinity') AS last
              FROM observatory_partitioned p
              LEFT JOIN pg_inherits i ON i.inhparent = p.parent::regclass
              LEFT JOIN pg_class c ON c.oid = i.inhrelid AND c.relname ~ '_[0-9]{8}$'
              GROUP BY p.parent) AS days WHERE isfinite(last)) AS days_ahead
     FROM (SELECT count(*)::float8 AS waiting,
             coalesce(extract(epoch FROM clock_timestamp() - min(queued_at)), 0)::float8 AS seconds FROM fold_queue) AS f,
          (SELECT count(*) FILTER (WHERE ${WAITING})::float8 AS waiting,
             count(*) FILTER (WHERE state = 'dead')::float8 AS dead,
             coalesce(extract(epoch FROM now() - min(due_at) FILTER (WHERE ${WAITING} AND due_at <= now())), 0)::float8
               AS overdue
           FROM notification_deliveries) AS n`,
  );
  const found = (name: string) => rows[0]?.[name] ?? 0;
  return {
    fold: { waiting: found('fold'), oldest_seconds: found('fold_s') },
    figures: { waiting: found('figures') },
    notifications: {
      waiting: found('notices'),
      overdue_seconds: found('notices_s'),
      dead: found('dead'),
    },
    erasures: { waiting: found('erasures') },
    bytes: found('bytes'),
    days_ahead: found('days_ahead'),
    hubs: found('hubs'),
  };
}
