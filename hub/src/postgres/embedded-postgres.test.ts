import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EmbeddedPostgres } from './embedded-postgres.ts';
import { startHubProcess } from './hub-process.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { isRunning, query, startQuietly } from './try-server.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
  chmodSync(folder.path, 0o755);
});
afterAll(() => folder.remove());

describe('one data folder, with a space, a comma, a quote and an umlaut in its path', () => {
  let dataDir: string;
  let server: EmbeddedPostgres;
  const said: string[] = [];
  beforeAll(async () => {
    dataDir = join(folder.path, `Dätä, "a" b's`);
    server = await startQuietly(dataDir, { log: (line) => void said.push(line) });
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

  test('a server that is killed is back at the first try, a tenth of a second later, with all that was committed', async () => {
    await query(server, 'CREATE TABLE killed (n int); INSERT INTO killed VALUES (1)');
    said.length = 0;
    const killed = server.pid;
    const exit = new Promise((resolve) => server.onExit(resolve));
    const restart = new Promise((resolve) => server.onRestart(resolve));
    process.kill(Number(killed), 'SIGKILL');
    expect(await exit).toMatchObject({ signal: 'SIGKILL' });
    expect(server.pid).toBeUndefined();
    // How long a start takes is the machine's affair; that there was one, and the wait before it, are not.
    expect(await restart).toEqual({ pid: server.pid, downMs: expect.toSatisfy((ms) => ms < 20_000) });
    expect(said.filter((line) => /again in|attempt/.test(line))).toEqual([
      'PostgreSQL was ended by SIGKILL; starting it again in 100 ms',
    ]);
    expect(server.pid).not.toBe(killed);
    expect(await query(server, 'SELECT n FROM killed')).toEqual([{ n: 1 }]);
  });

  test('the folder is refused to a second start here and in another process, which name the first', async () => {
    await expect(startQuietly(dataDir)).rejects.toMatchObject({ code: 'DataFolderInUse', pid: process.pid });
    const other = startHubProcess(dataDir);
    expect((await other.report).error).toMatchObject({ code: 'DataFolderInUse', pid: process.pid });
  });

  test('a stop ends the server, and the next start has the data', async () => {
    await query(server, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)');
    const before = Number(server.pid);
    await server.stop();
    expect(isRunning(before)).toBe(false);
    server = await startQuietly(dataDir);
    expect(await query(server, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  test('a setting that the server refuses is shown with its own words', async () => {
    await server.stop();
    await expect(startQuietly(dataDir, { settings: { shared_buffers: 'much' } })).rejects.toThrow(
      /invalid value for parameter "shared_buffers": "much"/,
    );
    server = await startQuietly(dataDir);
  });

  test('a process id that was given again to another program does not stop the start', async () => {
    await server.stop();
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
    writeFileSync(pidFile, `${process.pid}\n${join(dataDir, 'postgres')}\n`);
    server = await startQuietly(dataDir);
    expect(server.pid).not.toBe(process.pid);
  });
});

test('a database of another major version is refused with both versions and a way to keep the data', async () => {
  const cluster = join(folder.path, 'older', 'postgres');
  mkdirSync(cluster, { recursive: true });
  writeFileSync(join(cluster, 'PG_VERSION'), '15\n');
  await expect(startQuietly(join(cluster, '..'))).rejects.toMatchObject({
    code: 'OtherVersion',
    message: expect.stringMatching(/written by PostgreSQL 15;.*PostgreSQL 18.*pg_dump.*DATABASE_URL/s),
  });
});

test('a folder with something else in place of the database is left alone', async () => {
  const cluster = join(folder.path, 'else', 'postgres');
  mkdirSync(cluster, { recursive: true });
  writeFileSync(join(cluster, 'photo.jpg'), '');
  await expect(startQuietly(join(cluster, '..'))).rejects.toMatchObject({ code: 'NotADatabase' });
  expect(readdirSync(cluster)).toEqual(['photo.jpg']);
});

test('over TCP a client needs the password', async () => {
  const dataDir = join(folder.path, 'tcp');
  const tcp = await startQuietly(dataDir, { transport: 'tcp' });
  expect(await query(tcp, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  const guess = { ...tcp, connection: { ...tcp.connection, password: 'guess' } };
  await expect(query(guess, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  await tcp.stop();
});
