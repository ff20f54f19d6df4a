import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkPorts } from '../ports.ts';
import { hasCluster } from './cluster-version.ts';
import { createCluster, hubDatabase, hubRole, superuser } from './create-cluster.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { lockFolder } from './folder-lock.ts';
import { giveTo } from './give-to.ts';
import { type ReaderAccess, writeHostAccess } from './host-access.ts';
import { keepRunning, type Restart } from './keep-running.ts';
import { stopLeftServer } from './left-server.ts';
import { packagedBinaries } from './packaged-binaries.ts';
import { hasRoom } from './room.ts';
import { type ServerExit, startServer } from './server.ts';
import { ServerLog } from './server-log.ts';
import { type ServerSettings, serverArguments } from './server-settings.ts';
import { type Log, slowly } from './slowly.ts';
import { socketTransport, type Transport, tcpTransport } from './transport.ts';
import { cacheFolders, usableBinaries } from './usable-binaries.ts';

export interface EmbeddedPostgresOptions {
  /** The hub's data folder; relative paths are taken from the working folder. It is made where it is missing. */
  readonly dataDir: string;
  readonly log: Log;
  /** Over the defaults of server-settings.ts. */
  readonly settings?: ServerSettings;
  /** Where this hub answers: told to another one that is refused the folder. */
  readonly address?: string;
  /** Default: `tcp` on Windows, `socket` elsewhere. A folder keeps the one that it was made with. */
  readonly transport?: Transport['kind'];
  /** Lets the reader of the SQL views in over TCP, and nobody else. Without it the server listens on no TCP port. */
  readonly reader?: ReaderAccess | undefined;
  /** How long a stop may take before it goes without a checkpoint, ms. With the 3 s after it, within Docker's 10 s. */
  readonly stopMs?: number;
}

/** Takes the place of `DATABASE_URL`: options for `pg`, where `host` is a socket's folder or an address. */
export interface PostgresConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
}

export interface EmbeddedPostgres {
  readonly connection: PostgresConnection;
  /** The same as the superuser, for what the hub's role may not; nobody else can use it. */
  readonly administrator: PostgresConnection;
  /** Of the server's main process; undefined while none runs. It changes with a restart, the connection does not. */
  readonly pid: number | undefined;
  /** Called when the server ended by itself; a restart follows. Returns what takes the listener off. */
  onExit(listener: (exit: ServerExit) => void): () => void;
  onRestart(listener: (restart: Restart) => void): () => void;
  /** Stops the server and gives the folder free. Close the clients first: open ones are cut off. */
  stop(): Promise<void>;
}

/**
 * Starts a private PostgreSQL on `dataDir`, makes its database where there is none, and starts it again when it dies.
 * Throws an `EmbeddedPostgresError` that says what to do; `DataFolderInUse` where another hub has the folder.
 * Call `stop` on SIGTERM, SIGINT and SIGHUP: by these alone Node ends without giving the chance to stop the server.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log, stopMs = 6500 } = options;
  const packaged = packagedBinaries();
  const folder = openDataFolder(options.dataDir);
  const { cluster, user } = folder;
  const lock = await lockFolder(folder.path, options.address);
  const serverLog = new ServerLog(join(folder.path, 'postgres.log'));
  const release = () => {
    serverLog.close();
    lock.release();
  };
  const exits = new Set<(exit: ServerExit) => void>();
  const restarts = new Set<(restart: Restart) => void>();
  try {
    const binaries = await usableBinaries(packaged, { user, caches: cacheFolders(user), log });
    const kind = options.transport ?? (process.platform === 'win32' ? 'tcp' : 'socket');
    const { reader } = options;
    const transport =
      kind === 'tcp' ? await tcpTransport(folder, reader?.port) : socketTransport(folder, reader?.port);
    if (!hasCluster(cluster, binaries)) {
      const creation = createCluster(folder, binaries, transport);
      await slowly(log, `Making a new database in ${cluster}`, creation);
    }
    giveToServer(folder);
    const hbaFile = writeHostAccess(folder, transport.kind, reader);
    const args = serverArguments(cluster, transport, { reader, hbaFile }, options.settings);
    const server = await keepRunning({
      async start(stopping) {
        await stopLeftServer(cluster, binaries, log);
        transport.clear();
        // Not before: the server that an earlier hub left has it.
        if (reader) {
          const wanted = { port: reader.port, purpose: 'SQL views', setting: 'OBSERVATORY_READER_PORT' };
          await checkPorts(reader.host, [wanted]);
        }
        return startServer({ binaries, cluster, args, user, serverLog, log, stopping });
      },
      hasRoom: () => hasRoom(cluster),
      stopMs,
      log,
      onExit: (exit) => tell(exits, exit, log),
      onRestart: (restart) => tell(restarts, restart, log),
    });
    let stopped: Promise<void> | undefined;
    const { host, port, password } = transport;
    const access = { host, port, database: hubDatabase, ...(password ? { password } : {}) };
    return {
      connection: { ...access, user: hubRole },
      administrator: { ...access, user: superuser },
      get pid() {
        return server.pid;
      },
      onExit: (listener) => listen(exits, listener),
      onRestart: (listener) => listen(restarts, listener),
      stop() {
        stopped ??= server.stop().finally(() => {
          transport.close();
          release();
        });
        return stopped;
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** A folder that root copied or restored belongs to root, and the server accepts only its own. */
function giveToServer({ cluster, user }: DataFolder): void {
  if (!user || statSync(cluster).uid === user.uid) return;
  for (const entry of readdirSync(cluster, { recursive: true, withFileTypes: true })) {
    giveTo(user, join(entry.parentPath, entry.name));
  }
  giveTo(user, cluster);
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell<T>(listeners: Set<(value: T) => void>, value: T, log: Log): void {
  for (const listener of listeners) {
    try {
      listener(value);
    } catch (error) {
      log(`A listener of the embedded PostgreSQL failed: ${error}`);
    }
  }
}
