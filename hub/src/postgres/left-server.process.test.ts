import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHubProcess } from './hub-process.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { isRunning, query, startQuietly, until } from './try-server.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
  chmodSync(folder.path, 0o755);
});
afterAll(() => folder.remove());

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
    const server = await startQuietly(dataDir, { log: (message) => said.push(message) });
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

  const server = await startQuietly(dataDir);
  expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  const { host } = server.connection;
  expect(host.length).toBeLessThan(80);
  await server.stop();
  expect(drafts()).toEqual([]);
  expect(existsSync(host)).toBe(false);
});
