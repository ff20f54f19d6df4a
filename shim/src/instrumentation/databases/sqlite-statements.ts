import { guarded } from '../../setup/guard.ts';
import { patchMethod } from '../patch-method.ts';
import { failingQuery, iterateQuery, runQuery, type SqliteQuery, sqliteQuery } from './sqlite-queries.ts';

/** How a driver tells of its statements and databases. */
export interface SqliteDriver {
  /** The text of a statement. */
  readonly textOf: (statement: object) => string;
  /** The file of a database; undefined where it has none, or does not tell. */
  readonly fileOf: (database: object) => string | undefined;
}

const known = new WeakMap<object, SqliteQuery>();
/** Of stores of statements. */
const files = new WeakMap<object, string | undefined>();

/** Has what a database runs and prepares seen, by its class. */
export function patchDatabase(prototype: unknown, driver: SqliteDriver): void {
  patchMethod(prototype, 'exec', (exec) => {
    return function (...given) {
      const describe = () => sqliteQuery(String(given[0]), fileOf(this, driver));
      return runQuery(describe, () => exec.apply(this, given));
    };
  });
  patchMethod(prototype, 'prepare', (prepare) => {
    return function (...given) {
      const statement = failingQuery(
        () => sqliteQuery(String(given[0]), fileOf(this, driver)),
        () => prepare.apply(this, given),
      );
      guarded('preparing a statement of SQLite', () => {
        if (typeof statement !== 'object' || statement === null) return;
        patchRuns(Object.getPrototypeOf(statement), (on) => queryOf(on, driver));
        known.set(statement, sqliteQuery(driver.textOf(statement), fileOf(this, driver)));
      });
      return statement;
    };
  });
}

/** Has what the methods of statements run seen; `describe` tells of one call. */
function patchRuns(
  prototype: unknown,
  describe: (on: unknown, given: readonly unknown[]) => SqliteQuery,
): void {
  for (const name of ['run', 'get', 'all', 'iterate'] as const) {
    const run = name === 'iterate' ? iterateQuery : runQuery;
    patchMethod(prototype, name, (method) => {
      return function (...given) {
        return run(
          () => describe(this, given),
          () => method.apply(this, given),
        );
      };
    });
  }
}

/** Has what a store of statements runs seen; they are written as templates, whose values are parameters. */
export function patchTagStore(store: unknown, database: unknown, driver: SqliteDriver): void {
  if (typeof store !== 'object' || store === null) return;
  const prototype: unknown = Object.getPrototypeOf(store);
  files.set(store, fileOf(database, driver));
  const describe = (on: unknown, [texts]: readonly unknown[]) =>
    sqliteQuery(
      Array.isArray(texts) ? texts.join('?') : '',
      typeof on === 'object' && on ? files.get(on) : undefined,
    );
  patchRuns(prototype, describe);
}

function queryOf(statement: unknown, driver: SqliteDriver): SqliteQuery {
  if (typeof statement !== 'object' || statement === null) return sqliteQuery('', undefined);
  const prepared = known.get(statement);
  if (prepared !== undefined) return prepared;
  const query = sqliteQuery(driver.textOf(statement), undefined);
  known.set(statement, query);
  return query;
}

function fileOf(database: unknown, driver: SqliteDriver): string | undefined {
  return typeof database === 'object' && database !== null ? driver.fileOf(database) : undefined;
}
