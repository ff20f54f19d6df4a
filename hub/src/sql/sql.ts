import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Logger } from 'pino';
import { HubError } from '../errors.ts';
import { storeError } from '../store/database.ts';
import { Turns } from '../store/turns.ts';
import { readFunctionNames } from './function-names.ts';
import { runStatement, type SqlAnswer } from './run-statement.ts';
import { ensureSqlRole, type SqlRole, SqlRoleFault } from './sql-role.ts';
import { checkStatement, loadParser } from './statement-guard.ts';

/** The most that a statement may take, whatever it asks for. */
export const MAX_TIMEOUT_MS = 60_000;

export interface SqlRequest {
  readonly project: string;
  /** Who asks: statements of one wait for one another. */
  readonly principal: string;
  readonly sql: string;
  readonly timeoutMs?: number | undefined;
  readonly maxRows?: number | undefined;
}

export interface SqlRunOptions {
  readonly signal: AbortSignal;
  /** Told when it is its turn, and then of the rows read so far. */
  readonly onRows?: (rows: number) => void;
}

/** EN7: SQL of the hub's users. */
export interface Sql {
  /** Throws OBS_SQL_REFUSED, OBS_SQL_FAILED, OBS_QUERY_TOO_WIDE, OBS_SQL_CANCELLED, OBS_SQL_UNAVAILABLE or OBS_BUSY. */
  run(request: SqlRequest, options: SqlRunOptions): Promise<SqlAnswer & { readonly views: string[] }>;
  /** Ends what runs. */
  close(): Promise<void>;
}

export interface SqlOptions {
  /** How the hub itself reaches the database; the roles of projects reach it the same way. */
  readonly connection: pg.ClientConfig;
  /** The hub's own, for making roles and ending sessions. */
  readonly pool: pg.Pool;
  /** SQL as a superuser, where the server is the hub's own: then its processes are seen too. */
  readonly administer: ((sql: string) => Promise<unknown>) | undefined;
  /** MAX_EVENTS_PER_QUERY. */
  readonly maxRows: number;
  readonly log: Logger;
  /** Asked before each statement, which is not run where this throws. */
  readonly admit?: () => void;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  readonly maxMemoryBytes?: number;
}

/** The SQL of a hub, which ends with it. */
export function startSql(options: SqlOptions, closers: (() => unknown)[]): Sql {
  const sql = makeSql(options);
  closers.push(() => sql.close());
  return sql;
}

export function makeSql(options: SqlOptions): Sql {
  const { pool, administer, maxRows, log, timeoutMs = 15_000 } = options;
  const { maxBytes = 8 * 2 ** 20, maxMemoryBytes = 192 * 2 ** 20 } = options;
  // Only names the server; it connects nowhere.
  const { host, port, database, ssl } = new pg.Client(options.connection);
  const roles = new Map<string, Promise<SqlRole>>();
  const turns = new Turns({ most: 3, mostWaiting: 12, maxWaitMs: 5_000 });
  if (options.admit) turns.askFirst(options.admit);
  const ofPrincipal = new TurnsOf({ most: 2, mostWaiting: 4, maxWaitMs: 5_000 });
  const ofProject = new TurnsOf({ most: 2, mostWaiting: 8, maxWaitMs: 5_000 });
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();

  const roleOf = (project: string): Promise<SqlRole> => {
    const known = roles.get(project);
    if (known) return known;
    const made = makeRole(pool, project, administer, log);
    roles.set(project, made);
    // Another time it may be there.
    made.catch(() => roles.delete(project));
    return made;
  };
  let functionNames: Promise<ReadonlySet<string>> | null = null;
  const functionsOf = () => {
    functionNames ??= readFunctionNames(pool).catch((error) => {
      functionNames = null;
      throw storeError(error);
    });
    return functionNames;
  };
  const end = (role: string) => (pid: number) =>
    pool.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND usename = $2', [
      pid,
      role,
    ]);

  const answer: Sql['run'] = async (request, { signal, onRows = () => {} }) => {
    await loadParser();
    const statement = checkStatement(request.sql, await functionsOf());
    const { name, password } = await roleOf(request.project);
    const limits = {
      timeoutMs: Math.min(request.timeoutMs ?? timeoutMs, MAX_TIMEOUT_MS),
      maxRows: Math.min(request.maxRows ?? maxRows, maxRows),
      maxBytes,
      maxMemoryBytes,
    };
    const work = () => {
      onRows(0);
      return runStatement(
        {
          host,
          port,
          ...(database === undefined ? {} : { database }),
          ssl,
          user: name,
          password,
          application_name: 'observatory-sql',
        },
        statement.text,
        {
          ...limits,
          signal: AbortSignal.any([signal, closing.signal]),
          onRows,
          end: end(name),
          memoryOf: administer ? privateMemoryOf : () => null,
        },
      );
    };
    try {
      const made = await ofPrincipal.take(`${request.project} ${request.principal}`, () =>
        ofProject.take(request.project, () => turns.take(work)),
      );
      return { ...made, views: statement.views };
    } catch (error) {
      throw placed(error, statement.positionOf);
    }
  };

  return {
    run(request, given) {
      const made = answer(request, given);
      running.add(made);
      const done = () => running.delete(made);
      made.then(done, done);
      return made;
    },
    async close() {
      closing.abort();
      await Promise.allSettled(running);
    },
  };
}

/** Adds where in the statement PostgreSQL found the fault. */
function placed(error: unknown, positionOf: (position: number) => number): unknown {
  if (!(error instanceof HubError) || !(error.cause instanceof pg.DatabaseError)) return error;
  const position = Number(error.cause.position);
  if (error.code !== 'OBS_SQL_FAILED' || !(position > 0)) return error;
  return new HubError(error.code, error.message, {
    where: `sql:${positionOf(position)}`,
    cause: error.cause,
  });
}

async function makeRole(
  pool: pg.Pool,
  project: string,
  administer: SqlOptions['administer'],
  log: Logger,
): Promise<SqlRole> {
  const client = await pool.connect();
  const tell = ({ message, sql }: SqlRoleFault) =>
    log.warn(
      { reason: message, sql, project },
      'the role of SQL is not as it should be; run this SQL as an administrator',
    );
  try {
    const { warning, ...role } = await ensureSqlRole(client, project, administer);
    if (warning) tell(warning);
    return role;
  } catch (error) {
    if (!(error instanceof SqlRoleFault)) throw error;
    tell(error);
    throw new HubError(
      'OBS_SQL_UNAVAILABLE',
      `The hub may not make the role that SQL runs as (${error.message}). Let an administrator of the database server run ALTER ROLE … CREATEROLE for the hub's user, or the SQL in the hub's log.`,
      { cause: error },
    );
  } finally {
    client.release();
  }
}

const PAGE_BYTES = 4096;

/** What a process of this machine has for itself; null where that is not told (no Linux). */
function privateMemoryOf(pid: number): number | null {
  try {
    const [, resident = 0, shared = 0] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ').map(Number);
    return (resident - shared) * PAGE_BYTES;
  } catch {
    return null;
  }
}

/** Turns for each of many names, kept while somebody takes them. */
class TurnsOf {
  readonly #options: ConstructorParameters<typeof Turns>[0];
  readonly #turns = new Map<string, { turns: Turns; users: number }>();

  constructor(options: ConstructorParameters<typeof Turns>[0]) {
    this.#options = options;
  }

  async take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const entry = this.#turns.get(name) ?? { turns: new Turns(this.#options), users: 0 };
    this.#turns.set(name, entry);
    entry.users += 1;
    try {
      return await entry.turns.take(work);
    } finally {
      entry.users -= 1;
      if (entry.users === 0) this.#turns.delete(name);
    }
  }
}
