import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../hub/src/postgres/embedded-postgres.ts';

/** A PostgreSQL with databases for hubs, which belongs to none of them. */
export type DatabaseServer = Awaited<ReturnType<typeof startDatabaseServer>>;

/** Starts one in a folder; `stop` it. */
export async function startDatabaseServer(folder: string) {
  // As root the databases run as another user.
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'server'), log: () => {} });
  const urlOf = (database: string) =>
    `postgres://observatory@/${database}?host=${encodeURIComponent(server.connection.host)}`;

  async function connected<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: urlOf(database) });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  return {
    urlOf,
    connected,
    /** Rows of one question to a database. */
    query: <R extends object>(database: string, text: string, values: unknown[] = []): Promise<R[]> =>
      connected(database, async (client) => (await client.query(text, values)).rows),
    /** Makes an empty database that the hub's role owns; returns its name. */
    async newDatabase(name: string): Promise<string> {
      const client = new pg.Client({ ...server.administrator, database: 'postgres' });
      await client.connect();
      await client.query(`CREATE DATABASE ${name} OWNER observatory`);
      await client.end();
      return name;
    },
    stop: () => server.stop(),
  };
}
