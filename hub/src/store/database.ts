import { DrizzleQueryError } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { HubError } from '../errors.ts';

export interface Database {
  readonly pool: pg.Pool;
  readonly db: NodePgDatabase;
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

/** Connects lazily; nothing is sent before the first query. */
export function openDatabase(connection: pg.ClientConfig, onError: (error: Error) => void): Database {
  const pool = new pg.Pool({
    ...connection,
    types,
    max: 10,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 5_000,
    options: '-c TimeZone=UTC -c client_min_messages=warning',
    application_name: 'observatory-hub',
  });
  pool.on('error', onError);
  return { pool, db: drizzle({ client: pool }), close: () => pool.end() };
}

const MIGRATION_LOCK = 0x0b5e;

/** Brings the tables up to date; of several hubs that start at once, one does it while the others wait. */
export async function migrateDatabase(database: Database, folder: string): Promise<void> {
  const client = await database.pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate(drizzle({ client }), { migrationsFolder: folder, migrationsSchema: 'public' });
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {});
    client.release();
  }
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

/** Classes of SQLSTATE that pass by themselves: connection, resources, operator intervention, deadlock, system. */
const passing = /^(08|53|57|40|58)/;

/** Whether to try again later: the server is away, starting, stopping, full, or chose this one as a victim. */
export function isPassing(error: unknown): boolean {
  // Faults of ours, which come again with the same data.
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) return false;
  const state = sqlState(error);
  return state === undefined || passing.test(state);
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
