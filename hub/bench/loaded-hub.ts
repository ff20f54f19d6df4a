import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { build, hubBuild, isBuilt } from '../../infra/start/build.ts';
import { HubProcess, hubProgram } from '../../test/support/hub-process.ts';
import { hubDatabase, hubRole } from '../src/postgres/create-cluster.ts';

const root = join(import.meta.dirname, '../..');

/** Builds the hub where its sources are newer than what was built. */
export async function buildHub(): Promise<void> {
  if (!isBuilt(hubBuild(root))) await build(hubBuild(root));
}

/** A hub as it is built, on its own PostgreSQL in a folder of its own. */
export class LoadedHub {
  readonly folder = mkdtempSync(join(tmpdir(), 'observatory-bench-'));
  hub: HubProcess;
  #client: pg.Client | undefined;

  private constructor() {
    this.hub = this.#process();
  }

  /** Starts the hub; `buildHub` comes first. */
  static async start(): Promise<LoadedHub> {
    const started = new LoadedHub();
    await started.hub.ready;
    return started;
  }

  #process(): HubProcess {
    return new HubProcess(
      {
        PORT: '0',
        OBSERVATORY_OTLP_HTTP_PORT: 'off',
        OBSERVATORY_OTLP_GRPC_PORT: 'off',
        OBSERVATORY_DATA_DIR: this.folder,
      },
      hubProgram.built,
    );
  }

  /** Starts it on the same data, after a stop or a kill. */
  async startAgain(): Promise<void> {
    await this.#disconnect();
    this.hub = this.#process();
    await this.hub.ready;
  }

  async url(): Promise<string> {
    return (await this.hub.ready).url;
  }

  async pids(): Promise<{ hub: number; postgres: number }> {
    return { hub: this.hub.child.pid ?? 0, postgres: (await this.hub.ready).databasePid };
  }

  async database(): Promise<pg.Client> {
    if (this.#client === undefined) {
      this.#client = new pg.Client({
        host: join(this.folder, 'socket'),
        user: hubRole,
        database: hubDatabase,
      });
      // It ends with the database, which a benchmark may kill.
      this.#client.on('error', () => {});
      await this.#client.connect();
    }
    return this.#client;
  }

  /** Bytes of the database, without what the server keeps beside it. */
  async databaseBytes(): Promise<number> {
    const { rows } = await (await this.database()).query(
      'SELECT pg_database_size(current_database())::float8 AS n',
    );
    return rows[0]?.n;
  }

  async #disconnect(): Promise<void> {
    await this.#client?.end().catch(() => {});
    this.#client = undefined;
  }

  /** Stops it and removes its data. */
  async remove(): Promise<void> {
    await this.#disconnect();
    await this.hub.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
