import type pg from 'pg';
import { millisOf } from './read-keys.ts';

export interface ProjectRow {
  readonly id: string;
  readonly createdMs: number;
}

/** All projects, by id. */
export async function readProjects(pool: pg.Pool): Promise<ProjectRow[]> {
  const { rows } = await pool.query<{ id: string; createdAt: string }>(
    'SELECT id, created_at AS "createdAt" FROM projects ORDER BY id',
  );
  return rows.map(({ id, createdAt }) => ({ id, createdMs: millisOf(createdAt) ?? 0 }));
}

/** Makes a project; null where there is one of this id, or as many as there may be. */
export async function insertProject(pool: pg.Pool, id: string, most: number): Promise<ProjectRow | null> {
  const { rows } = await pool.query<{ createdAt: string }>(
    `INSERT INTO projects (id) SELECT $1 WHERE (SELECT count(*) FROM projects) < $2
     ON CONFLICT DO NOTHING RETURNING created_at AS "createdAt"`,
    [id, most],
  );
  return rows[0] === undefined ? null : { id, createdMs: millisOf(rows[0].createdAt) ?? 0 };
}

export async function hasProject(pool: pg.Pool, id: string): Promise<boolean> {
  return (await pool.query('SELECT FROM projects WHERE id = $1', [id])).rowCount === 1;
}
