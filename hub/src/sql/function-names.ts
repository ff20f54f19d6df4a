import type pg from 'pg';

/**
 * Names that PostgreSQL takes for a call where they stand after a dot, as a column would (`value.upper` is `upper(value)`): of functions
 * that can be called with one argument, and of types, to which it casts.
 */
export async function readFunctionNames(pool: Pick<pg.Pool, 'query'>): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT proname AS name FROM pg_proc WHERE pronargs > 0 AND pronargs - pronargdefaults <= 1
     UNION SELECT typname FROM pg_type`,
  );
  return new Set(rows.map(({ name }) => name));
}
