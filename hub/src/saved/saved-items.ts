import { randomUUID } from 'node:crypto';
import type { Database } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';

export type SavedKind = 'view' | 'board';

/** Something that people keep of the page, for all of a project. */
export interface SavedItem<C> {
  readonly id: string;
  readonly name: string;
  readonly content: C;
  readonly createdUs: number;
  readonly createdBy: string;
  readonly updatedUs: number;
  readonly updatedBy: string;
}

/** Who writes what, and when. */
export interface SavedWrite<C> {
  readonly name: string;
  readonly content: C;
  readonly by: string;
  readonly nowUs: number;
}

interface Row<C> {
  id: string;
  name: string;
  content: C;
  created_at: string;
  created_by: string;
  updated_at: string;
  updated_by: string;
}

/** Items of one kind that a project may have. */
export const MOST_SAVED = 200;

const COLUMNS = 'id, name, content, created_at, created_by, updated_at, updated_by';

/** The items of one kind, of all projects. */
export class SavedItems<C extends object> {
  readonly #pool: Pick<Database['pool'], 'query'>;
  readonly #kind: SavedKind;

  constructor({ pool }: Pick<Database, 'pool'>, kind: SavedKind) {
    this.#pool = pool;
    this.#kind = kind;
  }

  /** By name. */
  async list(project: string): Promise<SavedItem<C>[]> {
    const { rows } = await this.#pool.query<Row<C>>(
      `SELECT ${COLUMNS} FROM saved_items WHERE project = $1 AND kind = $2 ORDER BY lower(name), id`,
      [project, this.#kind],
    );
    return rows.map(itemOf);
  }

  async read(project: string, id: string): Promise<SavedItem<C> | null> {
    const { rows } = await this.#pool.query<Row<C>>(
      `SELECT ${COLUMNS} FROM saved_items WHERE project = $1 AND kind = $2 AND id = $3`,
      [project, this.#kind, id],
    );
    return rows[0] === undefined ? null : itemOf(rows[0]);
  }

  /** Keeps a new one; null where there are as many as there may be. */
  async insert(project: string, { name, content, by, nowUs }: SavedWrite<C>): Promise<SavedItem<C> | null> {
    const { rows } = await this.#pool.query<Row<C>>(
      `INSERT INTO saved_items (project, kind, id, name, content, created_at, created_by, updated_at, updated_by)
       SELECT $1, $2, $3, $4, $5, $6, $7, $6, $7
       WHERE (SELECT count(*) FROM saved_items WHERE project = $1 AND kind = $2) < ${MOST_SAVED}
       RETURNING ${COLUMNS}`,
      [project, this.#kind, randomUUID(), name, jsonOf(content), isoOfMicros(nowUs), by],
    );
    return rows[0] === undefined ? null : itemOf(rows[0]);
  }

  /** Changes one that nobody changed since `knownUs`; null where somebody did, or it is not there. */
  async replace(
    project: string,
    id: string,
    { name, content, by, nowUs }: SavedWrite<C>,
    knownUs: number,
  ): Promise<SavedItem<C> | null> {
    const { rows } = await this.#pool.query<Row<C>>(
      `UPDATE saved_items SET name = $4, content = $5, updated_by = $6,
         updated_at = greatest($7, updated_at + interval '1 microsecond')
       WHERE project = $1 AND kind = $2 AND id = $3 AND updated_at = $8 RETURNING ${COLUMNS}`,
      [project, this.#kind, id, name, jsonOf(content), by, isoOfMicros(nowUs), isoOfMicros(knownUs)],
    );
    return rows[0] === undefined ? null : itemOf(rows[0]);
  }

  /** Whether there was one. */
  async delete(project: string, id: string): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      'DELETE FROM saved_items WHERE project = $1 AND kind = $2 AND id = $3',
      [project, this.#kind, id],
    );
    return rowCount === 1;
  }
}

const itemOf = <C>(row: Row<C>): SavedItem<C> => ({
  id: row.id,
  name: row.name,
  content: row.content,
  createdUs: microsOfTimestamp(row.created_at),
  createdBy: row.created_by,
  updatedUs: microsOfTimestamp(row.updated_at),
  updatedBy: row.updated_by,
});

/** PostgreSQL keeps no half of a character. */
const jsonOf = (content: object) =>
  JSON.stringify(content, (_key, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed() : value,
  );
