import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded-postgres.ts';
import { startHubProcess } from './hub-process.ts';
import { isAlive } from './is-alive.ts';
import { temporaryFolder } from './temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
  chmodSync(folder.path, 0o755);
});
afterAll(() => folder.remove());

const start = (dataDir: string, options: Partial<EmbeddedPostgresOptions> = {}) =>
  startEmbeddedPostgres({ dataDir, log() {}, ...options });

async function query(
  { connection }: EmbeddedPostgres,
  sql: string,
  database = connection.database,
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ ...connection, database });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Some init processes take seconds to collect what ended: state Z. */
function isRunning(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  const state = existsSync(file) ? /\) (.)/.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return state !== 'Z' && isAlive(pid);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

describe('one data folder, with a space, a comma, a quote and an umlaut in its path', () => {
  let dataDir: string;
  let server: EmbeddedPostgres;
  beforeAll(async () => {
    dataDir = join(folder.path, `Dätä, "a" b's`);
    server = await start(dataDir);
  });
  afterAll(() => server.stop());

  test('a new folder has the database of the hub, in UTF-8, by code point, in UTC', async () => {
    const [row] = await query(
      server,
      `SELECT current_user AS role, current_database() AS database, current_setting('server_encoding') AS encoding,
         current_setting('TimeZone') AS zone, 'Z' < 'a' AS by_code_point, lower('Ä') AS lower,
         (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser`,
    );
    expect(row).toEqual({
      role: 'observatory',
      database: 'observatory',
      encoding: 'UTF8',
      zone: 'UTC',
      by_code_point: true,
      lower: 'ä',
      superuser: false,
    });
  });

  test('what is committed is on disk', async () => {
    const rows = await query(
      server,
      `SELECT name, setting FROM pg_settings
       WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums') ORDER BY name`,
    );
    expect(rows).toEqual(
      ['data_checksums', 'fsync', 'full_page_writes', 'synchronous_commit'].map((name) => ({
        name,
        setting: 'on',
      })),
    );
  });

  test.runIf(process.platform === 'linux')('it listens on no TCP port', () => {
    const inodes = readdirSync(`/proc/${server.pid}/fd`).flatMap((fd) => {
      const socket = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${server.pid}/fd/${fd}`));
      return socket?.[1] ?? [];
    });
    const tcp = ['tcp', 'tcp6'].flatMap((table) =>
      readFileSync(`/proc/net/${table}`, 'utf8')
        .split('\n')
        .slice(1)
        .map((line) => line.trim().split(/\s+/)[9]),
    );
    expect(inodes.length).toBeGreaterThan(0);
    expect(inodes.filter((inode) => tcp.includes(inode))).toEqual([]);
  });

  test('only its own user and root can enter the folder of its socket', () => {
    const stats = statSync(server.connection.host);
    expect(stats.mode & 0o777).toBe(0o700);
    expect(stats.uid).toBe(process.getuid?.() === 0 ? 65534 : process.getuid?.());
  });

  test('the errors of statements, which hold content, are not in its log', async () => {
    await expect(query(server, `SELECT 'a secret'::int`)).rejects.toThrow('a secret');
    const log = readFileSync(join(dataDir, 'postgres.log'), 'utf8');
    expect(log).toContain('ready to accept connections');
    expect(log).not.toContain('a secret');
  });

  test('a server that is killed is back within a second with all that was committed', async () => {
    await query(server, 'CREATE TABLE killed (n int); INSERT INTO killed VALUES (1)');
    const killed = server.pid;
    const exit = new Promise((resolve) => server.onExit(resolve));
    const restart = new Promise((resolve) => server.onRestart(resolve));
    process.kill(Number(killed), 'SIGKILL');
    expect(await exit).toMatchObject({ signal: 'SIGKILL' });
    expect(server.pid).toBeUndefined();
    expect(await restart).toEqual({ pid: server.pid, downMs: expect.toSatisfy((ms) => ms < 1000) });
    expect(server.pid).not.toBe(killed);
    expect(await query(server, 'SELECT n FROM killed')).toEqual([{ n: 1 }]);
  });

  test('the folder is refused to a second start here and in another process, which name the first', async () => {
    await expect(start(dataDir)).rejects.toMatchObject({ code: 'DataFolderInUse', pid: process.pid });
    const other = startHubProcess(dataDir);
    expect((await other.report).error).toMatchObject({ code: 'DataFolderInUse', pid: process.pid });
  });

  test('a stop ends the server, and the next start has the data', async () => {
    await query(server, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)');
    const before = Number(server.pid);
    await server.stop();
    expect(isRunning(before)).toBe(false);
    server = await start(dataDir);
    expect(await query(server, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  test('a setting that the server refuses is shown with its own words', async () => {
    await server.stop();
    await expect(start(dataDir, { settings: { shared_buffers: 'much' } })).rejects.toThrow(
      /invalid value for parameter "shared_buffers": "much"/,
    );
    server = await start(dataDir);
  });

  test('a process id that was given again to another program does not stop the start', async () => {
    await server.stop();
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
    writeFileSync(pidFile, `${process.pid}\n${join(dataDir, 'postgres')}\n`);
    server = await start(dataDir);
    expect(server.pid).not.toBe(process.pid);
  });
});

describe('one data folder and hubs that are killed', () => {
  let dataDir: string;
  beforeAll(() => {
    dataDir = join(folder.path, 'killed');
  });

  test('of two first starts at the same moment one makes the database and the other names it', async () => {
    const hubs = [startHubProcess(dataDir), startHubProcess(dataDir)];
    const reports = await Promise.all(hubs.map(({ report }) => report));
    const winner = reports.findIndex(({ server }) => server !== undefined);
    expect(reports[1 - winner]?.error).toMatchObject({
      code: 'DataFolderInUse',
      pid: hubs[winner]?.pid,
      message: expect.stringContaining('http://127.0.0.1:3001'),
    });
    await hubs[winner]?.end('SIGKILL');
  });

  test('after kill -9 of a hub the next start stops the server it left and goes on with its data', async () => {
    const hub = startHubProcess(dataDir);
    const left = Number((await hub.report).server);
    await hub.end('SIGKILL');
    expect(isRunning(left)).toBe(true);

    const said: string[] = [];
    const server = await start(dataDir, { log: (message) => said.push(message) });
    expect(server.pid).not.toBe(left);
    expect(said.join()).toContain(`process ${left}`);
    expect(isRunning(left)).toBe(false);
    expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  test('a hub that ends by an error nobody caught leaves no server', async () => {
    const hub = startHubProcess(dataDir);
    const left = Number((await hub.report).server);
    hub.child.stdin?.write('a bug');
    await once(hub.child, 'exit');
    await until(() => !isRunning(left));
  });
});

test('a first start that is killed half-way is made up for by the next one, under a path too long for a socket', async () => {
  const dataDir = join(folder.path, 'interrupted'.repeat(12));
  const drafts = () => readdirSync(dataDir).filter((name) => name.startsWith('postgres.new-'));
  mkdirSync(dataDir);
  const hub = startHubProcess(dataDir);
  hub.report.catch(() => {});
  await until(() => drafts().some((name) => readdirSync(join(dataDir, name)).includes('PG_VERSION')));
  await hub.end('SIGKILL');
  expect(readdirSync(dataDir)).not.toContain('postgres');

  const server = await start(dataDir);
  expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  const { host } = server.connection;
  expect(host.length).toBeLessThan(80);
  await server.stop();
  expect(drafts()).toEqual([]);
  expect(existsSync(host)).toBe(false);
});

test('a database of another major version is refused with both versions and a way to keep the data', async () => {
  const cluster = join(folder.path, 'older', 'postgres');
  mkdirSync(cluster, { recursive: true });
  writeFileSync(join(cluster, 'PG_VERSION'), '15\n');
  await expect(start(join(cluster, '..'))).rejects.toMatchObject({
    code: 'OtherVersion',
    message: expect.stringMatching(/written by PostgreSQL 15;.*PostgreSQL 18.*pg_dump.*DATABASE_URL/s),
  });
});

test('a folder with something else in place of the database is left alone', async () => {
  const cluster = join(folder.path, 'else', 'postgres');
  mkdirSync(cluster, { recursive: true });
  writeFileSync(join(cluster, 'photo.jpg'), '');
  await expect(start(join(cluster, '..'))).rejects.toMatchObject({ code: 'NotADatabase' });
  expect(readdirSync(cluster)).toEqual(['photo.jpg']);
});

test('over TCP a client needs the password', async () => {
  const dataDir = join(folder.path, 'tcp');
  const tcp = await start(dataDir, { transport: 'tcp' });
  expect(await query(tcp, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  const guess = { ...tcp, connection: { ...tcp.connection, password: 'guess' } };
  await expect(query(guess, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  await tcp.stop();
});
