import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DrizzleQueryError } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { HubError } from '../errors.ts';
import { Keyring, type Sealing } from '../sealing/sealing.ts';
import { Turns } from './turns.ts';

/** A way to read. */
export interface Reads {
  readonly pool: pg.Pool;
  readonly db: NodePgDatabase;
  /** Opens what of the rows is sealed. */
  readonly sealing: Sealing;
}

/** `pool` and `db` are for requests that read; what takes too long is cut off. */
export interface Database extends Reads {
  /** For what is quick and must not wait behind them: probes, and events that are followed. */
  readonly urgent: Reads;
  /** For what must go on whatever is read: storing, folding, maintenance. */
  readonly workPool: pg.Pool;
  /** Searches go through these, so that they leave connections to the reads that are quick. */
  readonly searches: Turns;
  close(): Promise<void>;
}

const INT8 = 20;
const TIMESTAMPTZ = 1184;

/** bigint as number (ours stay below 2^53; hashes are read through Drizzle), timestamptz as PostgreSQL prints it. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (oid === INT8) return Number;
    if (oid === TIMESTAMPTZ) return String;
    return pg.types.getTypeParser(oid, format);
  },
};

/** What connections of hubs are called; what follows tells hubs apart. */
export const HUB_CONNECTION = 'observatory-hub';
const READ_TIMEOUT_MS = 30_000;
const WORK_TIMEOUT_MS = 120_000;

/** Connects lazily; nothing is sent before the first query. */
export function openDatabase(
  connection: pg.ClientConfig,
  onError: (error: Error) => void,
  sealing: Sealing = new Keyring(),
): Database {
  const named = { ...connection, application_name: `${HUB_CONNECTION} ${randomBytes(4).toString('hex')}` };
  const pool = openPool(named, onError, 8, READ_TIMEOUT_MS);
  const workPool = openPool(named, onError, 4, WORK_TIMEOUT_MS);
  const urgentPool = openPool(named, onError, 3, READ_TIMEOUT_MS);
  return {
    pool,
    workPool,
    db: drizzle({ client: pool }),
    sealing,
    urgent: { pool: urgentPool, db: drizzle({ client: urgentPool }), sealing },
    searches: new Turns({ most: 4, mostWaiting: 32, maxWaitMs: 5_000 }),
    async close() {
      await Promise.all([pool.end(), workPool.end(), urgentPool.end()]);
    },
  };
}

/** Runs one piece of SQL on a connection of its own. */
export async function runOnce(connection: pg.ClientConfig, sql: string): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Large values are packed by LZ4 where the server was built with it: it is several times as quick as PostgreSQL's own. */
const LZ4 = `SELECT set_config(name, 'lz4', false) FROM pg_settings
  WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)`;

function openPool(
  connection: pg.ClientConfig,
  onError: (error: Error) => void,
  max: number,
  timeoutMs: number,
): pg.Pool {
  const pool = new pg.Pool({
    ...connection,
    types,
    max,
    keepAlive: true,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 5_000,
    // Not as a start-up parameter: a DATABASE_URL with options of its own would drop it, and a pooler refuses it.
    onConnect: async (client) => {
      await client.query(
        `SET TimeZone = 'UTC'; SET client_min_messages = warning; SET statement_timeout = ${timeoutMs}; ${LZ4}`,
      );
    },
  });
  pool.on('error', (error) => {
    // pg puts its client on it, statements and all: pages of a log that say nothing more.
    Reflect.deleteProperty(error, 'client');
    onError(error);
  });
  return pool;
}

/** Advisory lock of whoever makes or changes tables. */
export const MIGRATION_LOCK = 0x0b5e;

/**
 * Brings the tables up to date, and then does what else one hub at a time may do; of several that start at once, one
 * does it while the others wait.
 */
export async function migrateDatabase(
  database: Database,
  folder: string,
  then: (client: pg.PoolClient) => Promise<void> = async () => {},
): Promise<void> {
  const client = await database.workPool.connect();
  let broken: Error | undefined;
  client.on('error', (error) => {
    broken = error;
  });
  try {
    await client.query('SET statement_timeout = 0');
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate(drizzle({ client }), { migrationsFolder: folder, migrationsSchema: 'public' });
    await then(client);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {});
    // Closed, not kept: it has no time limit.
    client.release(broken ?? true);
  }
}

/** Whether the database has all the migrations of a folder. */
export async function isMigrated({ pool }: Reads, folder: string): Promise<boolean> {
  const journal = JSON.parse(await readFile(join(folder, 'meta', '_journal.json'), 'utf8'));
  const done = await pool.query<{ count: number }>('SELECT count(*) FROM public.__drizzle_migrations');
  return (done.rows[0]?.count ?? 0) >= journal.entries.length;
}

/** Runs a piece of work in one transaction on a connection of its own. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  client.on('error', onConnectionError);
  function onConnectionError(error: Error) {
    broken = error;
  }
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.off('error', onConnectionError);
    client.release(broken);
  }
}

/** SQLSTATE of a server's error; undefined where the server did not answer at all. */
export function sqlState(error: unknown): string | undefined {
  const cause = error instanceof DrizzleQueryError ? error.cause : error;
  return cause instanceof pg.DatabaseError ? cause.code : undefined;
}

const DISK_FULL = '53100';

/** Classes of SQLSTATE that come again with the same data: data exception, constraint violation, program limit. */
const faultsOfContent = /^(22|23|54)/;

/**
 * Whether to try again later. All but faults of the content pass: the server is away, starting, full, read-only after
 * a failover, refuses a rotated password, or chose this one as a victim.
 */
export function isPassing(error: unknown): boolean {
  // Faults of ours, which come again with the same data.
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) return false;
  const state = sqlState(error);
  return state === undefined || !faultsOfContent.test(state);
}

/** Whether an error comes from the database or from the way to it, for which the driver has no class of its own. */
export function isStoreFailure(error: Error): boolean {
  if (error instanceof DrizzleQueryError || error instanceof pg.DatabaseError) return true;
  return 'errno' in error || /connect|terminat/i.test(error.message);
}

/** The error to answer with when the store failed. */
export function storeError(failure: unknown): HubError {
  if (failure instanceof HubError) return failure;
  // Drizzle's message is the whole query with its parameters.
  const error = failure instanceof DrizzleQueryError ? failure.cause : failure;
  const cause = error instanceof Error ? error.message : String(error);
  if (sqlState(error) === DISK_FULL) {
    const message = `The disk of the database is full (${cause}). Free some of it; the request can be sent again.`;
    return new HubError('OBS_STORE_UNAVAILABLE', message, { cause: error });
  }
  return isPassing(error)
    ? new HubError(
        'OBS_STORE_UNAVAILABLE',
        `The database does not answer (${cause}). Send the request again.`,
        { cause: error },
      )
    : new HubError('OBS_INTERNAL', 'The store refused the request; the log of the hub has the cause.', {
        cause: error,
      });
}
