import pg from 'pg';

/** The address is in `DATABASE_URL`, or in PostgreSQL's own variables: `PGHOST`, `PGUSER` … */
export const database = new pg.Pool({ connectionString: process.env.DATABASE_URL });

export async function createProducts() {
  await database.query(
    'CREATE TABLE IF NOT EXISTS products (id integer PRIMARY KEY, name text NOT NULL, stock integer NOT NULL)',
  );
  await database.query(
    "INSERT INTO products VALUES (1, 'lamp', 12), (2, 'chair', 0) ON CONFLICT (id) DO NOTHING",
  );
}
