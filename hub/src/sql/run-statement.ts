import pg from 'pg';
import Cursor from 'pg-cursor';
import { HubError } from '../errors.ts';
import { storeError } from '../store/database.ts';
import { type SqlValue, sqlTypes, typeName } from './sql-values.ts';

export interface SqlColumn {
  readonly name: string;
  readonly type: string;
}

export interface SqlAnswer {
  readonly columns: SqlColumn[];
  /** The values of each in the order of the columns. */
  readonly rows: SqlValue[][];
  /** There is more than these rows. */
  readonly truncated: boolean;
  readonly elapsedMs: number;
}

export interface StatementLimits {
  readonly timeoutMs: number;
  readonly maxRows: number;
  /** Of the values of an answer, as the server sends them. */
  readonly maxBytes: number;
  /** Private memory of the server's process; where it can be seen. */
  readonly maxMemoryBytes: number;
}

export interface StatementOptions extends StatementLimits {
  readonly signal: AbortSignal;
  /** Told of rows read so far. */
  readonly onRows: (rows: number) => void;
  /** Ends a session on the server. */
  readonly end: (pid: number) => Promise<unknown>;
  /** What a process of the server takes, in bytes; null where that cannot be seen. */
  readonly memoryOf: (pid: number) => number | null;
}

/** Beyond what the server was told itself. */
const GRACE_MS = 500;
const WATCH_MS = 50;
/** Until it is known how large they are. */
const FIRST_ROWS = 2;
const MOST_ROWS_AT_ONCE = 500;
/** Of one batch of rows. */
const BATCH_BYTES = 512 * 1024;

/**
 * Runs a statement that was checked, in a read-only transaction of a session of its own, so that nothing of one statement is there
 * for the next. Rows come by a portal, a bounded number at a time; what takes too long, too much memory or sends too much is
 * ended on the server. Throws OBS_SQL_FAILED, OBS_QUERY_TOO_WIDE, OBS_SQL_CANCELLED, or what storeError gives; the error of
 * the server is the `cause`.
 */
export async function runStatement(
  connection: pg.ClientConfig,
  text: string,
  options: StatementOptions,
): Promise<SqlAnswer> {
  const { signal, maxRows, maxBytes } = options;
  const startedMs = performance.now();
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000, keepAlive: true });
  // Of a connection that breaks; whatever runs on it is rejected too.
  client.on('error', () => {});
  if (signal.aborted) throw cancelled();
  try {
    await client.connect();
  } catch (error) {
    throw connectionError(error);
  }
  const watch = new StatementWatch(client, options);
  try {
    await watch.during(client.query(preamble(options)));
    const cursor = new Cursor<SqlValue[]>(text, [], { rowMode: 'array', types: sqlTypes });
    client.query(cursor);
    const rows: SqlValue[][] = [];
    let columns: SqlColumn[] = [];
    let truncated = false;
    for (let wanted = FIRST_ROWS; ; ) {
      const asked = Math.min(wanted, maxRows + 1 - rows.length);
      const batch = await watch.during(readBatch(cursor, asked));
      columns = batch.columns;
      rows.push(...batch.rows.slice(0, maxRows - rows.length));
      options.onRows(rows.length);
      truncated =
        batch.rows.length === asked && (asked < wanted || rows.length === maxRows || watch.bytes > maxBytes);
      if (truncated || batch.rows.length < asked) break;
      wanted = Math.max(
        1,
        Math.min(MOST_ROWS_AT_ONCE, Math.floor((BATCH_BYTES * rows.length) / watch.bytes)),
      );
    }
    return { columns, rows, truncated, elapsedMs: Math.round(performance.now() - startedMs) };
  } catch (error) {
    throw statementError(watch.stopped ?? error, options);
  } finally {
    watch.close();
    // Politely, so that the server logs nothing; of a broken one there is nothing to wait for.
    if (watch.stopped === null) await client.end().catch(() => {});
  }
}

const preamble = ({ timeoutMs }: StatementLimits) =>
  [
    'SET search_path = pg_catalog, observatory_sql',
    "SET TimeZone = 'UTC'",
    "SET DateStyle = 'ISO, YMD'",
    'SET standard_conforming_strings = on',
    'SET client_min_messages = error',
    'SET max_parallel_workers_per_gather = 0',
    'SET jit = off',
    "SET work_mem = '16MB'",
    "SET lock_timeout = '5s'",
    "SET idle_in_transaction_session_timeout = '10s'",
    // So that it ends also when this hub is gone.
    "SET client_connection_check_interval = '1s'",
    `SET statement_timeout = ${Math.round(timeoutMs)}`,
    'BEGIN TRANSACTION READ ONLY',
  ].join('; ');

function readBatch(cursor: Cursor<SqlValue[]>, count: number) {
  return new Promise<{ rows: SqlValue[][]; columns: SqlColumn[] }>((resolve, reject) => {
    cursor.read(count, (error, rows, result) => {
      if (error) reject(error);
      else
        resolve({
          rows,
          columns: result.fields.map(({ name, dataTypeID }) => ({ name, type: typeName(dataTypeID) })),
        });
    });
  });
}

type Stop = 'time' | 'memory' | 'bytes' | 'cancelled';

/** Ends a session that goes over its bounds: by the clock here, whatever the server was told. */
class StatementWatch {
  stopped: Stop | null = null;
  bytes = 0;
  readonly #client: pg.Client;
  readonly #options: StatementOptions;
  readonly #timers: NodeJS.Timeout[];
  readonly #ended = Promise.withResolvers<never>();
  readonly #onAbort = () => this.#stop('cancelled');

  constructor(client: pg.Client, options: StatementOptions) {
    this.#client = client;
    this.#options = options;
    const { timeoutMs, maxBytes, maxMemoryBytes, signal, memoryOf } = options;
    // Waited for only while something runs.
    this.#ended.promise.catch(() => {});
    client.connection.stream.on('data', (chunk: Buffer) => {
      this.bytes += chunk.length;
      // What one row may be over it.
      if (this.bytes > 2 * maxBytes + BATCH_BYTES) this.#stop('bytes');
    });
    signal.addEventListener('abort', this.#onAbort);
    const pid = pidOf(client);
    this.#timers = [
      setTimeout(() => this.#stop('time'), timeoutMs + GRACE_MS),
      setInterval(() => {
        if ((memoryOf(pid) ?? 0) > maxMemoryBytes) this.#stop('memory');
      }, WATCH_MS),
    ];
    if (signal.aborted) this.#stop('cancelled');
  }

  during<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#ended.promise]);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#options.signal.removeEventListener('abort', this.#onAbort);
  }

  #stop(reason: Stop): void {
    if (this.stopped !== null) return;
    this.stopped = reason;
    this.close();
    this.#client.connection.stream.destroy();
    this.#options.end(pidOf(this.#client)).catch(() => {});
    this.#ended.reject(new Error(reason));
  }
}

/** The server's process, as it said when the session began; the driver's types leave it out. */
const pidOf = (client: pg.Client): number => Number(Reflect.get(client, 'processID') ?? 0);

const cancelled = () => new HubError('OBS_SQL_CANCELLED', 'The statement was cancelled.');

function statementError(fault: unknown, { timeoutMs, maxBytes, maxMemoryBytes }: StatementOptions): Error {
  const wide = (message: string) => new HubError('OBS_QUERY_TOO_WIDE', message, { cause: fault });
  const tooLong = `The statement took more than ${timeoutMs} ms. Narrow its time, or ask for less.`;
  switch (fault) {
    case 'cancelled':
      return cancelled();
    case 'time':
      return wide(tooLong);
    case 'memory':
      return wide(`The statement took more than ${maxMemoryBytes / 2 ** 20} MB of memory.`);
    case 'bytes':
      return wide(
        `The answer is larger than it may be (${maxBytes} bytes). Ask for fewer rows or columns, or for a part of long texts.`,
      );
  }
  if (!(fault instanceof pg.DatabaseError)) return storeError(fault);
  const { code = '', message } = fault;
  if (code === '57014') return wide(tooLong);
  if (/^(53[124]|54)/.test(code)) return wide(`The statement takes too much: ${message.slice(0, 300)}.`);
  // Of the statement itself: its words, types and values.
  if (/^(0A|21|22|2[BF]|34|38|39|42|XX)/.test(code)) {
    return new HubError('OBS_SQL_FAILED', `${message.slice(0, 500)} (SQLSTATE ${code}).`, { cause: fault });
  }
  return connectionError(fault);
}

/** Where the server does not let the role in, waiting does not help. */
function connectionError(error: unknown): Error {
  const state = error instanceof pg.DatabaseError ? (error.code ?? '') : '';
  if (/^(28|3D|08004)/.test(state) || state === '42501')
    return new HubError(
      'OBS_SQL_UNAVAILABLE',
      'The database server does not let the role of this project in; pg_hba.conf, or the pooler before it, must allow it.',
      { cause: error },
    );
  if (state === '53300')
    return new HubError('OBS_BUSY', 'The database has no connection left. Ask again soon.');
  return storeError(error);
}
