import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AcknowledgedLoad } from '../support/acknowledged-load.ts';
import { AgentRun } from '../support/agent-run.ts';
import { ask } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess } from '../support/hub-process.ts';
import { MemoryWatch } from '../support/memory-watch.ts';
import { postJson, tracesBody } from '../support/otlp-json.ts';
import { processorSeconds } from '../support/processor-time.ts';
import { SmallDisk } from '../support/small-disk.ts';
import { nothingShort, shortfallOf } from '../support/stored-load.ts';

/** A disk of 700 MB with the hub's own database on it that another program fills, and that is freed again. */

const DISK_MB = 700;
/** What a busy hub may grow by: requests are refused while nothing can be stored, not kept. */
const MOST_GROWN_MB = 250;
/** Of one core, by hub and database together, while the disk is full and nobody sends. */
const MOST_IDLE_SHARE = 0.25;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

let disk: SmallDisk;
let hub: HubProcess;
let url: string;
let memory: MemoryWatch;
let loads: AcknowledgedLoad[] = [];
const all: AcknowledgedLoad[] = [];
const isRoot = process.getuid?.() === 0;
const connection = () => ({
  host: join(disk.path, 'hub/socket'),
  user: 'observatory',
  database: 'observatory',
});

beforeAll(async () => {
  if (!isRoot) return;
  disk = await SmallDisk.mount(DISK_MB);
  hub = new HubProcess({
    PORT: String(await freePort()),
    OBSERVATORY_OTLP_HTTP_PORT: 'off',
    OBSERVATORY_OTLP_GRPC_PORT: 'off',
    OBSERVATORY_DATA_DIR: join(disk.path, 'hub'),
  });
  ({ url } = await hub.ready);
  memory = new MemoryWatch(() => hub.child.pid);
});
afterAll(async () => {
  memory?.stop();
  await hub?.stop();
  await disk?.remove();
});

function startLoads() {
  loads = [1, 2, 3].map(() => new AcknowledgedLoad(url, { everyMs: 5, padBytes: 20_000 }).start());
  all.push(...loads);
}
const stopLoads = () => Promise.all(loads.map((load) => load.stop()));
const send = () =>
  postJson(
    `${url}/v1/traces`,
    tracesBody('probe', [new AgentRun().span({ attributes: { pad: 'x'.repeat(20_000) } })]),
  );
const readiness = async () => (await ask({ url }, '/ready')) as { status: number; body: unknown };

/** The share of a core that hub and database take in these seconds. */
async function share(seconds: number): Promise<number> {
  const pid = hub.child.pid ?? 0;
  const before = processorSeconds(pid);
  await pause(seconds * 1000);
  return (processorSeconds(pid) - before) / seconds;
}

/** How often the database was started so far, by its own log. */
const starts = () =>
  readFileSync(join(disk.path, 'hub/postgres.log'), 'utf8').split('LOG:  starting PostgreSQL').length - 1;

async function storesAgain() {
  await eventually(async () => expect((await readiness()).status).toBe(200), 60_000, 200);
  const before = loads.map((load) => load.traces.size);
  await eventually(() => {
    for (const [at, load] of loads.entries()) expect(load.traces.size).toBeGreaterThan(before[at] ?? 0);
  }, 90_000);
}

describe.runIf(isRoot)('a disk that is full', () => {
  test('of data: senders are told to come back and why, what is stored is read, and it goes on when there is room', async () => {
    startLoads();
    await eventually(() => expect(loads.every(({ traces }) => traces.size > 5)).toBe(true), 90_000);
    await disk.fillBut(0);
    await eventually(async () => {
      expect(await send()).toMatchObject({
        status: 503,
        body: {
          code: 14,
          message: expect.stringMatching(/OBS_STORE_UNAVAILABLE: .*disk of the database is full/),
          details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo' }],
        },
      });
    }, 60_000);
    await eventually(async () => {
      expect(await readiness()).toMatchObject({
        status: 503,
        body: { checks: { database: { ok: true }, folder: { ok: false } } },
      });
    }, 90_000);
    await eventually(async () => expect((await ask({ url }, '/api/v1/executions')).status).toBe(200), 90_000);
    await disk.free();
    await storesAgain();
    await stopLoads();
  });

  test('of the log of the database too: it is not started again and again, and goes on when there is room', async () => {
    startLoads();
    await disk.fillBut(0);
    // Until no segment of the write-ahead log is left, which ends the server.
    const client = new pg.Client(connection());
    client.on('error', () => {});
    await client.connect();
    await expect(
      (async () => {
        for (;;) await client.query("SELECT pg_logical_emit_message(false, 'fill', repeat('x', 1000000))");
      })(),
    ).rejects.toThrow();
    await client.end().catch(() => {});
    await eventually(async () => {
      const { status, body } = await readiness();
      expect([status, body]).toMatchObject([503, { checks: { database: { ok: false } } }]);
    }, 90_000);
    expect((await send()).status).toBe(503);
    expect((await ask({ url }, '/api/v1/executions')).status).toBe(503);
    await stopLoads();
    const startsBefore = starts();
    const idle = await share(12);
    const startsMeanwhile = starts() - startsBefore;
    console.log(`full: ${Math.round(idle * 100)} % of a core by hub and database`);
    startLoads();
    const freedMs = performance.now();
    await disk.free();
    await storesAgain();
    console.log(`stores again ${Math.round(performance.now() - freedMs)} ms after there is room`);
    await stopLoads();
    expect(idle).toBeLessThan(MOST_IDLE_SHARE);
    expect(startsMeanwhile).toBe(0);
  });

  test('loses nothing that was acknowledged, and makes the hub hold no more', async () => {
    const resent = all.reduce((sum, load) => sum + load.resent, 0);
    const acknowledged = all.reduce((sum, load) => sum + load.traces.size, 0);
    console.log(
      `${acknowledged} runs acknowledged, ${resent} requests sent again, the hub held ${memory.startMb} to ${memory.peakMb} MB`,
    );
    expect(hub.child.exitCode).toBeNull();
    expect(await shortfallOf(connection(), all)).toEqual(nothingShort);
    expect(memory.grownMb).toBeLessThan(MOST_GROWN_MB);
  });
});
