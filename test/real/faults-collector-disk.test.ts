import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AcknowledgedLoad } from '../support/acknowledged-load.ts';
import { AgentRun } from '../support/agent-run.ts';
import { addressesOf, CollectorProcess, openStores, type Stores } from '../support/collector-process.ts';
import { eventually } from '../support/eventually.ts';
import { FaultProxy } from '../support/fault-proxy.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess } from '../support/hub-process.ts';
import { MemoryWatch } from '../support/memory-watch.ts';
import { newDataDir } from '../support/new-data-dir.ts';
import { postJson, tracesBody } from '../support/otlp-json.ts';
import { SmallDisk } from '../support/small-disk.ts';
import { nothingShort, shortfallOf } from '../support/stored-load.ts';

/** The disk of the collector's queue fills while the hub is away, and is freed again. */

const DISK_MB = 64;
const MOST_GROWN_MB = 300;
const isRoot = process.getuid?.() === 0;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

let disk: SmallDisk;
let dataDir: string;
let hub: HubProcess;
let proxy: FaultProxy;
let stores: Stores;
let collector: CollectorProcess;

beforeAll(async () => {
  if (!isRoot) return;
  dataDir = newDataDir();
  const port = await freePort();
  hub = new HubProcess({
    PORT: String(port),
    OBSERVATORY_OTLP_HTTP_PORT: 'off',
    OBSERVATORY_OTLP_GRPC_PORT: 'off',
    OBSERVATORY_DATA_DIR: dataDir,
  });
  await hub.ready;
  proxy = await FaultProxy.open(`127.0.0.1:${port}`);
  stores = await openStores();
  disk = await SmallDisk.mount(DISK_MB);
  const { TMPDIR } = process.env;
  // Where it makes its folder.
  process.env.TMPDIR = disk.path;
  try {
    const addresses = { ...addressesOf(stores), 'hub/http': proxy.address };
    collector = await CollectorProcess.start('collector', {}, addresses);
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
});
afterAll(async () => {
  await collector?.remove();
  for (const store of Object.values(stores ?? {})) await store.go();
  await proxy?.close();
  await hub?.stop();
  await disk?.remove();
  if (dataDir) rmSync(dataDir, { recursive: true, force: true });
});

describe.runIf(isRoot)('a queue of the collector', () => {
  test('on a full disk refuses what it cannot keep, and delivers what it acknowledged when there is room', async () => {
    const memory = new MemoryWatch(() => collector.pid);
    const load = new AcknowledgedLoad(collector.http, { everyMs: 10, padBytes: 50_000 }).start();
    await eventually(() => expect(load.traces.size).toBeGreaterThan(5), 90_000);
    await proxy.refuse();
    await disk.fillBut(4);
    const refused = await eventually(async () => {
      const probe = new AgentRun().span({ attributes: { pad: 'x'.repeat(50_000) } });
      const answer = await postJson(`${collector.http}/v1/traces`, tracesBody('probe', [probe]));
      expect(answer.status).not.toBe(200);
      return answer;
    }, 60_000);
    await pause(2000);
    await disk.free();
    await proxy.take();
    const before = load.traces.size;
    await eventually(() => expect(load.traces.size).toBeGreaterThan(before + 5), 60_000);
    await load.stop();
    memory.stop();
    console.log(
      `${load.traces.size} runs acknowledged, ${load.resent} requests sent again, the collector grew by ${memory.grownMb} MB`,
    );
    const connection = { host: join(dataDir, 'socket'), user: 'observatory', database: 'observatory' };
    await expect
      .poll(() => shortfallOf(connection, [load]), { timeout: 90_000, interval: 1000 })
      .toEqual(nothingShort);
    expect(refused).toMatchObject({
      status: 503,
      body: { message: expect.stringContaining('no space left') },
    });
    expect(memory.grownMb).toBeLessThan(MOST_GROWN_MB);
  });
});
