import type pg from 'pg';

/**
 * SQL of the time by which what is old goes. It follows the database's clock, but a leap ahead of more than a day only when
 * that has lasted a day: a clock that was wrong for an hour, or a machine that starts with one, takes nothing away.
 */
export const RETENTION_NOW = 'least(now(), (SELECT trusted_at FROM retention_clock))';

/** The time by which what is old goes, after a look at the database's clock. */
export interface RetentionClock {
  readonly now: Date;
  /** By how many seconds the database's clock is ahead of it; 0 where it is trusted. */
  readonly aheadS: number;
}

/** Looks at the database's clock; to be called about once an hour. */
export async function readRetentionClock(pool: pg.Pool): Promise<RetentionClock> {
  const { rows } = await pool.query<{ us: number; ahead: number }>(
    `SELECT (date_part('epoch', trusted) * 1e6)::bigint AS us,
            date_part('epoch', greatest(clock_timestamp() - trusted, interval '0')) AS ahead
     FROM observatory_retention_now() AS trusted`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('retention_clock is empty: its row was removed');
  return { now: new Date(Math.floor(row.us / 1000)), aheadS: row.ahead > HOUR_S ? row.ahead : 0 };
}

const HOUR_S = 3600;
