import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { AcknowledgedLoad } from '../support/acknowledged-load.ts';
import { get, type Schemas } from '../support/api.ts';
import { type DatabaseServer, startDatabaseServer } from '../support/database-server.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess, hubProgram } from '../support/hub-process.ts';

/** The moves of docs/backup.md, with the hub as a program and a database server that is not its own. */

const folder = mkdtempSync(join(tmpdir(), 'observatory-moves-'));
const hubs: HubProcess[] = [];
const loads: AcknowledgedLoad[] = [];
let server: DatabaseServer;

beforeAll(async () => {
  server = await startDatabaseServer(folder);
});
afterEach(async () => {
  await Promise.all(loads.splice(0).map((load) => load.stop()));
  await Promise.all(hubs.splice(0).map((hub) => hub.stop()));
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** So many that some are on their way at any moment, however slow the machine is. */
const someAcknowledged = (load: AcknowledgedLoad, after = 0) =>
  eventually(() => expect(load.traces.size).toBeGreaterThan(after + 20), 60_000);
async function ports() {
  const free = [await freePort(), await freePort()] as const;
  return {
    PORT: String(free[0]),
    OBSERVATORY_OTLP_HTTP_PORT: String(free[1]),
    OBSERVATORY_OTLP_GRPC_PORT: '0',
  };
}

async function startHub(env: Record<string, string>): Promise<HubProcess> {
  const hub = new HubProcess(env);
  hubs.push(hub);
  await hub.ready;
  return hub;
}

function startLoad(port: string | undefined): AcknowledgedLoad {
  const load = new AcknowledgedLoad(`http://127.0.0.1:${port}`, { everyMs: 10 });
  loads.push(load);
  return load.start();
}

/** `observatory-hub …` as an operator types it. */
async function command(env: Record<string, string>, ...words: string[]): Promise<string> {
  const args = ['--conditions=@observatory/source', hubProgram.source, ...words];
  const { stderr } = await promisify(execFile)(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  return stderr;
}

/** Traces and log lines that were acknowledged and are not there, and what is there more than once. */
async function lostAndDoubled(
  database: string,
  { traces, lines }: { traces: Set<string>; lines: Set<string> },
) {
  const found = new Map(
    (
      await server.query<{ id: string; spans: number; distinct: number }>(
        database,
        `SELECT encode(trace_id, 'hex') AS id, count(*)::int AS spans, count(DISTINCT span_id)::int AS distinct
         FROM spans GROUP BY trace_id`,
      )
    ).map(({ id, ...counts }) => [id, counts]),
  );
  const bodies = (
    await server.query<{ line: string }>(
      database,
      "SELECT substring(body from 'line (\\w+)') AS line FROM logs",
    )
  ).map(({ line }) => line);
  const executions = await server.query<{ id: string }>(
    database,
    'SELECT encode(id, $1) AS id FROM agent_executions GROUP BY id HAVING count(*) > 1',
    ['hex'],
  );
  const there = new Set(bodies);
  return {
    lost: [
      ...[...traces].filter((id) => found.get(id)?.distinct !== 2),
      ...[...lines].filter((line) => !there.has(line)),
    ],
    doubled: [
      ...[...found].filter(([, { spans }]) => spans > 2).map(([id]) => id),
      ...executions.map(({ id }) => id),
      ...bodies.filter((line, at) => bodies.indexOf(line) !== at),
    ],
  };
}

const nothing = { lost: [], doubled: [] };

test('a backup under load holds all that was acknowledged before it', async () => {
  const env = { ...(await ports()), OBSERVATORY_DATA_DIR: join(folder, 'loaded') };
  await startHub(env);
  const load = startLoad(env.OBSERVATORY_OTLP_HTTP_PORT);
  await someAcknowledged(load);
  const before = { traces: new Set(load.traces), lines: new Set(load.lines) };
  await command(env, 'backup', 'loaded.backup');
  // It went on meanwhile.
  expect(load.traces.size).toBeGreaterThan(before.traces.size);
  await load.stop();
  const database = await server.newDatabase('loaded');
  expect(await command({ DATABASE_URL: server.urlOf(database) }, 'restore', 'loaded.backup')).toContain(
    'Restored',
  );
  expect(await lostAndDoubled(database, before)).toEqual(nothing);
});

test('from the embedded database to a server: nothing is lost, what comes meanwhile is sent again', async () => {
  const env = { ...(await ports()), OBSERVATORY_DATA_DIR: join(folder, 'embedded') };
  const hub = await startHub(env);
  const load = startLoad(env.OBSERVATORY_OTLP_HTTP_PORT);
  await someAcknowledged(load);
  const database = await server.newDatabase('moved');

  await hub.stop();
  const atStop = load.traces.size;
  await command(env, 'backup', 'moved.backup');
  await command({ DATABASE_URL: server.urlOf(database) }, 'restore', 'moved.backup');
  expect(load.traces.size).toBe(atStop);
  const moved = await startHub({ ...env, DATABASE_URL: server.urlOf(database) });
  await someAcknowledged(load, atStop);
  await load.stop();

  expect(load.resent).toBeGreaterThan(0);
  expect(await lostAndDoubled(database, load)).toEqual(nothing);
  const { url } = await moved.ready;
  await eventually(async () => {
    expect(await get<Schemas['Status']>({ url }, '/status')).toMatchObject({
      store: 'server',
      counts: { fold_queue: 0 },
    });
    expect(await server.query(database, 'SELECT count(*)::int AS n FROM agent_executions')).toEqual([
      { n: load.traces.size },
    ]);
  }, 90_000);
});

test('from one hub to three on its database: two more are started, and nothing else', async () => {
  const database = await server.newDatabase('shared');
  const DATABASE_URL = server.urlOf(database);
  const first = { ...(await ports()), DATABASE_URL };
  await startHub(first);
  const all = [startLoad(first.OBSERVATORY_OTLP_HTTP_PORT)];
  await Promise.all(all.map((load) => someAcknowledged(load)));
  const more = [
    { ...(await ports()), DATABASE_URL },
    { ...(await ports()), DATABASE_URL },
  ];
  await Promise.all(more.map((env) => startHub(env)));
  all.push(...more.map((env) => startLoad(env.OBSERVATORY_OTLP_HTTP_PORT)));
  await Promise.all(all.map((load) => someAcknowledged(load)));
  await Promise.all(all.map((load) => load.stop()));

  const acknowledged = {
    traces: new Set(all.flatMap(({ traces }) => [...traces])),
    lines: new Set(all.flatMap(({ lines }) => [...lines])),
  };
  expect(await lostAndDoubled(database, acknowledged)).toEqual(nothing);
  // Each answers for all three.
  for (const env of [first, ...more])
    await eventually(async () => {
      const { counts } = await get<Schemas['Status']>({ url: `http://127.0.0.1:${env.PORT}` }, '/status');
      expect(counts).toMatchObject({ fold_queue: 0 });
      expect(await server.query(database, 'SELECT count(*)::int AS n FROM agent_executions')).toEqual([
        { n: acknowledged.traces.size },
      ]);
    }, 90_000);
});
