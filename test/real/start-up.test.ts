import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { get, listed } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { HubProcess } from '../support/hub-process.ts';
import { postgresProcesses } from '../support/postgres-processes.ts';
import { sendRecords, sendSpans } from '../support/send.ts';

/** Hubs as programs of their own, which can be refused, signalled and left. */
const root = mkdtempSync(join(tmpdir(), 'observatory-start-'));
// Where the tests run as root, the database runs as another user, who must get through.
chmodSync(root, 0o755);
const dataDir = join(root, 'data');
const hubs: HubProcess[] = [];

function start(env: Record<string, string> = {}): HubProcess {
  const hub = new HubProcess({
    PORT: '0',
    OBSERVATORY_OTLP_HTTP_PORT: '0',
    OBSERVATORY_OTLP_GRPC_PORT: '0',
    OBSERVATORY_DATA_DIR: dataDir,
    ...env,
  });
  hubs.push(hub);
  return hub;
}

/** What a hub that does not start says. */
async function refusal(env: Record<string, string>): Promise<{ code: number | null; message: string }> {
  const hub = start(env);
  await once(hub.child, 'exit');
  await hub.ready.then(
    () => Promise.reject(new Error('the hub started')),
    () => {},
  );
  return { code: hub.child.exitCode, message: hub.stderr.trim() };
}

afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.stop();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('two hubs on the same data', () => {
  test('are not to be: the second is refused, told whose it is and which setting helps', async () => {
    const first = start();
    const { url, databasePid } = await first.ready;
    const { code, message } = await refusal({});
    expect(code).toBe(1);
    expect(message).toMatch(
      /^The hub did not start\.\nThe data folder .*\/data is in use by process \d+ on /,
    );
    expect(message).toContain(`process ${first.child.pid} `);
    expect(message).toContain('OBSERVATORY_DATA_DIR');
    expect(await get({ url }, '/health')).toMatchObject({ status: 'ok' });
    expect(postgresProcesses(dataDir)).toEqual([databasePid]);
  });
});

describe('a port in use', () => {
  let holder: Server;
  let port: string;
  beforeAll(async () => {
    holder = createServer();
    holder.listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    port = String(typeof address === 'object' ? address?.port : address);
  });
  afterAll(() => holder.close());

  test.each(['PORT', 'OBSERVATORY_OTLP_HTTP_PORT', 'OBSERVATORY_OTLP_GRPC_PORT'])(
    'is named with %s, which moves it, before anything is made',
    async (setting) => {
      const fresh = join(root, `fresh-${setting}`);
      const { code, message } = await refusal({ [setting]: port, OBSERVATORY_DATA_DIR: fresh });
      expect(code).toBe(1);
      expect(message).toContain(`Port ${port} `);
      expect(message).toContain(`set ${setting} to another port`);
      expect(existsSync(fresh)).toBe(false);
    },
  );

  test('is also one that two settings name', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const address = free.address();
    const twice = String(typeof address === 'object' ? address?.port : address);
    free.close();
    const { message } = await refusal({ PORT: twice, OBSERVATORY_OTLP_HTTP_PORT: twice });
    expect(message).toContain(`Port ${twice} `);
    expect(message).toContain('OBSERVATORY_OTLP_HTTP_PORT');
  });
});

describe('a start that fails', () => {
  test('after the database is up leaves neither it nor a lock behind', async () => {
    const prices = join(root, 'prices.yaml');
    writeFileSync(prices, '- { model: gpt-4.1, inputPerMillion: cheap }\n');
    const { code, message } = await refusal({ OBSERVATORY_PRICES: prices });
    expect([code, message]).toEqual([1, expect.stringContaining('prices.yaml')]);
    expect(message).toContain('inputPerMillion');
    expect(postgresProcesses(dataDir)).toEqual([]);
    await start().ready;
  });

  test('for a bad setting names it, what was expected and what came', async () => {
    const { code, message } = await refusal({ RETENTION_DAYS: 'forever', HOST: '0.0.0.0' });
    expect([code, message]).toEqual([1, expect.stringMatching(/RETENTION_DAYS: .*got "forever"/)]);
  });

  test('for a database that is not there names DATABASE_URL, and not its password', async () => {
    for (const host of ['127.0.0.1:1', 'localhost:1']) {
      const DATABASE_URL = `postgres://observatory:secret-word@${host}/observatory`;
      const { code, message } = await refusal({ DATABASE_URL });
      expect([code, message]).toEqual([1, expect.stringContaining('DATABASE_URL')]);
      expect(message).toContain('ECONNREFUSED');
      expect(message).toContain('"observatory" on');
      expect(message).not.toContain('secret-word');
    }
  });
});

describe('a hub that is asked to stop', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('by %s ends well, and its database with it', async (signal) => {
    const hub = start();
    await hub.ready;
    hub.child.kill(signal);
    await once(hub.child, 'exit');
    expect([hub.child.exitCode, hub.child.signalCode]).toEqual([0, null]);
    expect(postgresProcesses(dataDir)).toEqual([]);
    expect(readdirSync(dataDir)).not.toContain('hub.json');
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  test('while it still starts ends too, and leaves nothing running', async () => {
    const fresh = join(root, 'interrupted');
    const hub = start({ OBSERVATORY_DATA_DIR: fresh });
    await eventually(() => expect(readdirSync(fresh)).toContain('postgres'), 90_000, 5);
    hub.child.kill('SIGTERM');
    await once(hub.child, 'exit');
    expect([hub.child.exitCode, hub.child.signalCode]).toEqual([0, null]);
    expect(postgresProcesses(fresh)).toEqual([]);
    await start({ OBSERVATORY_DATA_DIR: fresh }).ready;
  });

  test('because the program that started it is gone', async () => {
    const hub = start();
    await hub.ready;
    hub.child.disconnect();
    await once(hub.child, 'exit');
    expect(hub.child.exitCode).toBe(0);
    expect(postgresProcesses(dataDir)).toEqual([]);
  });

  test('has its data after the next start, and folds what it had not folded', async () => {
    const first = start();
    const before = await first.ready;
    const [folded, waiting] = [new AgentRun({ name: 'folded' }), new AgentRun({ name: 'waiting' })];
    await sendSpans(before, [folded.span()]);
    await eventually(async () => expect(await listed(before, folded.id)).toBeDefined());
    await sendRecords(before, [waiting.start()]);
    await first.stop();
    const after = await start().ready;
    expect(await listed(after, folded.id)).toMatchObject({ name: 'folded', status: 'completed' });
    await eventually(async () =>
      expect(await listed(after, waiting.id)).toMatchObject({ status: 'running' }),
    );
  });
});

describe('the settings', () => {
  test('are printed by --help with their defaults, one for each that is read', async () => {
    const program = ['--conditions=@observatory/source', 'hub/src/main.ts', '--help'];
    const help = execFileSync(process.execPath, program, { encoding: 'utf8' });
    expect(help).toContain('PORT (3001)');
    expect(help).toContain('OBSERVATORY_OTLP_GRPC_PORT (4317)');
    expect(help).toContain('RETENTION_DAYS (30)');
  });
});
