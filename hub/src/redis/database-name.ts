import { createHash } from 'node:crypto';
import type pg from 'pg';

/** A name of the database that no other has, so that several may share one Redis: the same on a standby that took over. */
export async function databaseName(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT system_identifier || ' ' || oid AS name
     FROM pg_control_system(), pg_database WHERE datname = current_database()`,
  );
  return createHash('sha256')
    .update(rows[0]?.name ?? '')
    .digest('hex')
    .slice(0, 16);
}
