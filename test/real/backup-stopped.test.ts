import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startEmbeddedPostgres } from '../../hub/src/postgres/embedded-postgres.ts';
import { type DatabaseServer, startDatabaseServer } from '../support/database-server.ts';
import { eventually } from '../support/eventually.ts';
import { HubProcess, hubProgram } from '../support/hub-process.ts';
import { everyTable } from '../support/table-contents.ts';

/** Backups and restores that are stopped or killed while rows flow, as programs of their own. */

const SIGNALS = ['SIGINT', 'SIGKILL'] as const;
const folder = mkdtempSync(join(tmpdir(), 'observatory-stopped-'));
const whole = join(folder, 'whole.backup');
const source = 'source';
const children: ChildProcess[] = [];
let server: DatabaseServer;

/** Random, so that they are long in a backup too. */
const LINES = 60;
const fill = `INSERT INTO logs (project, time, id, severity, severity_text, body, source_id, attributes)
  SELECT 'default', now(), n::text, 9, 'INFO',
         (SELECT string_agg(md5(n::text || m::text || random()::text), '') FROM generate_series(1, 16000) AS m), 1, '{}'
  FROM generate_series(1, ${LINES}) AS n`;

beforeAll(async () => {
  server = await startDatabaseServer(folder);
  await server.newDatabase(source);
  const hub = new HubProcess({
    ...on(source),
    PORT: '0',
    OBSERVATORY_OTLP_HTTP_PORT: 'off',
    OBSERVATORY_OTLP_GRPC_PORT: 'off',
  });
  await hub.ready;
  await hub.stop();
  await server.query(source, fill);
  await expect(end(start(on(source), 'backup', whole))).resolves.toMatchObject({ code: 0 });
  // Hexadecimal digits are half of their bytes.
  expect(statSync(whole).size).toBeGreaterThan(LINES * 16000 * 16);
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const on = (database: string) => ({ DATABASE_URL: server.urlOf(database), OBSERVATORY_DATA_DIR: folder });

function start(env: Record<string, string>, ...words: string[]) {
  const child = spawn(process.execPath, ['--conditions=@observatory/source', hubProgram.source, ...words], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  children.push(child);
  // What is fed to one that was killed goes nowhere.
  child.stdin?.on('error', () => {});
  return child;
}

/** Waits until it ended by itself. */
async function end(child: ChildProcess) {
  let said = '';
  child.stderr?.on('data', (text) => {
    said += text;
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, said };
}

/** What each is left with. */
const endings = {
  SIGINT: { code: 2, signal: null, said: expect.stringContaining('Stopped.') },
  SIGKILL: { code: null, signal: 'SIGKILL' },
};

describe.each(SIGNALS)('%s in the middle of a backup', (signal) => {
  const file = join(folder, `${signal}.backup`);
  const parts = () => readdirSync(folder).filter((name) => /\.part$/.test(name));

  test('leaves no file of its name, and the next one needs no force', async () => {
    const child = start(on(source), 'backup', file);
    const ended = end(child);
    await eventually(
      () => expect(parts().map((name) => statSync(join(folder, name)).size > 0)).toEqual([true]),
      90_000,
      1,
    );
    child.kill(signal);
    expect(await ended).toMatchObject(endings[signal]);
    expect(existsSync(file)).toBe(false);
    // Who is killed cannot put away what it began; nobody else may read it.
    expect(parts().map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual(
      signal === 'SIGKILL' ? [0o600] : [],
    );
    for (const name of parts()) rmSync(join(folder, name));
    expect(await end(start(on(source), 'backup', file))).toMatchObject({ code: 0 });
    expect(existsSync(file)).toBe(true);
  });
});

describe.each(SIGNALS)('%s in the middle of a restore', (signal) => {
  const bytes = () => readFileSync(whole);

  /** Feeds a restore two thirds of the backup, waits until rows flow, and ends it. */
  async function stopRestore(env: Record<string, string>, flowing: () => Promise<void>) {
    const child = start(env, 'restore', '-');
    const ended = end(child);
    child.stdin?.write(bytes().subarray(0, (bytes().length / 3) * 2));
    await flowing();
    child.kill(signal);
    expect(await ended).toMatchObject(endings[signal]);
  }

  const copying = async (client: pg.ClientBase, database: string) => {
    const { rows } = await client.query<{ copied: string }>(
      `SELECT bytes_processed::text AS copied FROM pg_stat_progress_copy WHERE datname = $1 AND type = 'PIPE'`,
      [database],
    );
    expect(rows.map(({ copied }) => Number(copied) > 1_000_000)).toEqual([true]);
  };
  const lines = 'SELECT count(*)::int AS lines FROM logs';

  test('leaves an empty database, and another begins anew', async () => {
    const database = await server.newDatabase(`stopped_by_${signal.toLowerCase()}`);
    await stopRestore(on(database), () =>
      server.connected(database, (client) => eventually(() => copying(client, database), 60_000)),
    );
    expect(await server.connected(database, everyTable)).toEqual([]);
    expect(await end(start(on(database), 'restore', whole))).toMatchObject({ code: 0 });
    expect(await server.query(database, lines)).toEqual([{ lines: LINES }]);
  });

  test('leaves a data folder into which another begins anew', async () => {
    const dataDir = join(folder, `data-${signal}`);
    const env = { DATABASE_URL: '', OBSERVATORY_DATA_DIR: dataDir };
    await stopRestore(env, () => eventually(() => withServerOf(dataDir, copying), 60_000));
    expect(await end(start(env, 'restore', whole))).toMatchObject({ code: 0 });
    const restored = await startEmbeddedPostgres({ dataDir, log: () => {} });
    try {
      const client = new pg.Client(restored.connection);
      await client.connect();
      expect((await client.query(lines)).rows).toEqual([{ lines: LINES }]);
      await client.end();
    } finally {
      await restored.stop();
    }
  });
});

/** Asks the server that a restore runs on its data folder. */
async function withServerOf(
  dataDir: string,
  work: (client: pg.ClientBase, database: string) => Promise<void>,
): Promise<void> {
  const [, , , port, host] = readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n');
  const client = new pg.Client({
    host: host ?? '',
    port: Number(port),
    user: 'observatory',
    database: 'observatory',
  });
  client.on('error', () => {});
  await client.connect();
  try {
    await work(client, 'observatory');
  } finally {
    await client.end();
  }
}
