import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { openDataFolder } from '../../hub/src/postgres/data-folder.ts';
import { startEmbeddedPostgres } from '../../hub/src/postgres/embedded-postgres.ts';
import { packagedBinaries } from '../../hub/src/postgres/packaged-binaries.ts';
import { cacheFolders, usableBinaries } from '../../hub/src/postgres/usable-binaries.ts';
import { eventually } from './eventually.ts';
import type { FakeClock } from './fake-clock.ts';

/** A PostgreSQL server with the clock of a test, for `DATABASE_URL`: a hub gives its own server nothing of its environment. */
export class PostgresUnderClock {
  readonly connection: pg.ClientConfig;
  readonly #child: ChildProcess;

  private constructor(connection: pg.ClientConfig, child: ChildProcess) {
    this.connection = connection;
    this.#child = child;
  }

  static async start(dataDir: string, clock: FakeClock): Promise<PostgresUnderClock> {
    // Makes the cluster and its database as a hub does.
    const made = await startEmbeddedPostgres({ dataDir, log: () => {}, transport: 'socket' });
    const { connection } = made;
    await made.stop();
    const { path, cluster, user } = openDataFolder(dataDir);
    const binaries = await usableBinaries(packagedBinaries(), {
      user,
      caches: cacheFolders(user),
      log: () => {},
    });
    const settings = [
      'listen_addresses=',
      `unix_socket_directories=${connection.host}`,
      `hba_file=${join(path, 'postgres.hba')}`,
      'timezone=UTC',
    ];
    const child = spawn(
      binaries.postgres,
      ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])],
      {
        env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', ...clock.env },
        stdio: 'ignore',
        cwd: '/',
        ...user,
      },
    );
    const server = new PostgresUnderClock(connection, child);
    await eventually(() => server.query('SELECT 1'), 90_000);
    return server;
  }

  get url(): string {
    const { host = '' } = this.connection;
    return `postgres://observatory@/observatory?host=${encodeURIComponent(host)}`;
  }

  async query<R extends object>(sql: string): Promise<R[]> {
    const client = new pg.Client(this.connection);
    await client.connect();
    try {
      return (await client.query(sql)).rows as R[];
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGINT');
    await ended;
  }
}
