import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { hubDatabase, hubRole } from '../postgres/create-cluster.ts';
import { type PostgresConnection, startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import type { HubSettings } from '../settings.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { CommandFault } from './command-fault.ts';

/**
 * Does some work on the hub's database: that of DATABASE_URL, or that of the data folder, whether a hub runs on it or
 * not; where none does, its server is started for as long as the work takes.
 */
export async function withDatabase<T>(
  settings: Pick<HubSettings, 'databaseUrl' | 'dataDir'>,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  if (settings.databaseUrl !== null) return use({ connectionString: settings.databaseUrl }, work);
  const running = await runningServer(settings.dataDir);
  if (running !== null) return use(running, work);
  if (!existsSync(join(settings.dataDir, 'postgres', 'PG_VERSION')))
    throw new CommandFault(
      `There is no hub's database in ${settings.dataDir}. Set OBSERVATORY_DATA_DIR to its folder, or DATABASE_URL.`,
    );
  const server = await startEmbeddedPostgres({ dataDir: settings.dataDir, log: () => {} });
  try {
    return await use(server.connection, work);
  } finally {
    await server.stop();
  }
}

/**
 * Does some work on a database that a hub will have: that of DATABASE_URL, or a new one in the data folder, whose server has room
 * for so many locks. Throws DataFolderInUse where a hub runs on the folder; a server that a killed one left there is stopped.
 */
export async function withNewDatabase<T>(
  settings: Pick<HubSettings, 'databaseUrl' | 'dataDir'>,
  locks: number,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  if (settings.databaseUrl !== null) return use({ connectionString: settings.databaseUrl }, work);
  const server = await startEmbeddedPostgres({
    dataDir: settings.dataDir,
    log: () => {},
    settings: { max_locks_per_transaction: Math.max(128, Math.ceil(locks / LEAST_CONNECTIONS)) },
  });
  try {
    return await use(server.connection, work);
  } finally {
    await server.stop();
  }
}

/** Fewer than the server takes: the room for locks is of all connections together. */
const LEAST_CONNECTIONS = 40;

async function use<T>(connection: pg.ClientConfig, work: (database: Database) => Promise<T>): Promise<T> {
  const database = openDatabase(connection, () => {});
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** The server that a hub runs on this folder, by the file in which PostgreSQL says where it listens; null for none. */
async function runningServer(dataDir: string): Promise<PostgresConnection | null> {
  if (!existsSync(dataDir)) return null;
  const folder = realpathSync(dataDir);
  const pidFile = join(folder, 'postgres', 'postmaster.pid');
  if (!existsSync(pidFile)) return null;
  const [, , , port = '', socketFolder = '', address = ''] = readFileSync(pidFile, 'utf8').split('\n');
  const passwordFile = join(folder, 'postgres.password');
  const connection = {
    host: socketFolder === '' ? address || '127.0.0.1' : socketFolder,
    port: Number(port),
    user: hubRole,
    database: hubDatabase,
    ...(existsSync(passwordFile) && { password: readFileSync(passwordFile, 'utf8').trim() }),
  };
  const client = new pg.Client(connection);
  client.on('error', () => {});
  try {
    await client.connect();
    return connection;
  } catch {
    // A file that a killed server left.
    return null;
  } finally {
    await client.end().catch(() => {});
  }
}
