import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import type { Logger } from 'pino';
import { startEmbeddedPostgres } from './postgres/embedded-postgres.ts';
import type { Sealing } from './sealing/sealing.ts';
import type { HubSettings } from './settings.ts';
import { type Database, migrateDatabase, openDatabase, runOnce } from './store/database.ts';
import { DatabaseUnusable } from './store/database-unusable.ts';
import { type Dropped, dropDaysOver, dropOldDays, ensureDays } from './store/maintenance.ts';
import { ensureReader, readerRole } from './store/reader-role.ts';

/** Beside the sources, and beside what is built of them. */
export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** How the hub reaches its database, for what connects to it in another name. */
export interface StoreAccess {
  readonly connection: pg.ClientConfig;
  /** Runs SQL as a superuser; undefined where the server is not the hub's own. */
  readonly administer: ((sql: string) => Promise<unknown>) | undefined;
}

/** Stops one part; what it returns is waited for. */
export type Closer = () => unknown;

/** Says that the clock leapt ahead, and what comes of it. */
export const warnOfLeap = (log: Logger) => (aheadS: number) =>
  log.warn(
    { ahead_hours: Math.round(aheadS / 3600) },
    'the clock of the database leapt ahead: what is too old by it is dropped when it has stood there for a day',
  );

/** The hub's database, its own or the user's, with its tables up to date and the days around now. */
export async function openStore(
  settings: HubSettings,
  log: Logger,
  closers: Closer[],
  sealing?: Sealing,
): Promise<{
  database: Database;
  databasePid: () => number | null;
  dropped: readonly Dropped[];
  storeAccess: StoreAccess;
}> {
  const embedded =
    settings.databaseUrl === null
      ? await startEmbeddedPostgres({
          dataDir: settings.dataDir,
          address: `http://${settings.host}:${settings.port}`,
          // A trace is looked for in each day's partition, which locks it and its indexes.
          settings: { max_locks_per_transaction: 128 + 2 * settings.retentionDays },
          log: (message) => log.info(message),
          ...(settings.readerPort === null
            ? {}
            : { reader: { role: readerRole, host: settings.host, port: settings.readerPort } }),
        })
      : null;
  if (embedded) closers.push(() => embedded.stop());
  const connection = embedded ? embedded.connection : { connectionString: settings.databaseUrl ?? '' };
  const database = openDatabase(
    connection,
    (error) => log.warn({ err: error }, 'lost a connection to the database'),
    sealing,
  );
  closers.push(() => database.close());
  const administer = embedded ? (sql: string) => runOnce(embedded.administrator, sql) : undefined;
  const renewReader = async (client: pg.PoolClient) => {
    if (settings.readerPassword === null) return;
    const advice = await ensureReader(client, settings.readerPassword, administer);
    if (advice !== null)
      log.warn(advice, `the role ${readerRole} is not as it should be; run this SQL as an administrator`);
  };
  await migrateDatabase(database, MIGRATIONS, renewReader).catch((cause) => {
    throw settings.databaseUrl === null ? cause : new DatabaseUnusable(settings.databaseUrl, cause);
  });
  await ensureDays(database);
  const dropped = await dropOldDays(database, settings.privacy.retention, warnOfLeap(log));
  if (settings.maxDatabaseBytes !== null) await dropDaysOver(database, settings.maxDatabaseBytes);
  return {
    database,
    databasePid: () => embedded?.pid ?? null,
    dropped,
    storeAccess: { connection, administer },
  };
}
