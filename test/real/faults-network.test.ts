import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AcknowledgedLoad } from '../support/acknowledged-load.ts';
import { addressesOf, CollectorProcess, openStores, type Stores } from '../support/collector-process.ts';
import { eventually } from '../support/eventually.ts';
import { type Fault, FaultProxy } from '../support/fault-proxy.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess } from '../support/hub-process.ts';
import { MemoryWatch } from '../support/memory-watch.ts';
import { newDataDir } from '../support/new-data-dir.ts';
import { nothingShort, shortfallOf } from '../support/stored-load.ts';

/** The network between collector and hub, cut in each way that it can be, while services send. */

/** How long in each way; `npm run test:soak` takes 60. */
const CUT_S = Number(process.env.CUT_S ?? 3);
const MOST_GROWN_MB = { hub: 250, collector: 300 };
const pause = (seconds: number) => new Promise((done) => setTimeout(done, seconds * 1000));

let dataDir: string;
let hub: HubProcess;
let proxy: FaultProxy;
let stores: Stores;
let collector: CollectorProcess;

beforeAll(async () => {
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
  collector = await CollectorProcess.start(
    'collector',
    {},
    { ...addressesOf(stores), 'hub/http': proxy.address },
  );
});
afterAll(async () => {
  await collector?.remove();
  for (const store of Object.values(stores ?? {})) await store.go();
  await proxy?.close();
  await hub?.stop();
  if (dataDir) rmSync(dataDir, { recursive: true, force: true });
});

const faults: readonly Fault[] = ['silent', 'reset', 'cut', 'garbage', 'unanswered', 'slow'];

test(
  `a network that refuses, hangs, resets, cuts bodies and loses answers for ${CUT_S} s each loses and doubles nothing`,
  async () => {
    const memory = {
      hub: new MemoryWatch(() => hub.child.pid),
      collector: new MemoryWatch(() => collector.pid),
    };
    const load = new AcknowledgedLoad(collector.http, { everyMs: 10, padBytes: 3000 }).start();
    await pause(1);
    await proxy.refuse();
    await pause(CUT_S);
    await proxy.take();
    for (const fault of faults) {
      proxy.fault = fault;
      proxy.breakOff();
      await pause(CUT_S);
      // The collector comes again with growing pauses.
      await eventually(() => expect(proxy.met.get(fault)).toBeGreaterThan(0), 60_000);
    }
    proxy.fault = 'none';
    proxy.breakOff();
    const healedMs = performance.now();
    await load.stop();
    const socket = join(dataDir, 'socket');
    const connection = { host: socket, user: 'observatory', database: 'observatory' };
    await expect
      .poll(() => shortfallOf(connection, [load]), { timeout: 120_000 + CUT_S * 2000, interval: 1000 })
      .toEqual(nothingShort);
    const took = Math.round((performance.now() - healedMs) / 1000);
    for (const watch of Object.values(memory)) watch.stop();
    console.log(
      `${load.traces.size} runs acknowledged by the collector, ${load.resent} requests sent again to it; all in the hub ${took} s after the last cut; grown by ${memory.hub.grownMb} MB (hub) and ${memory.collector.grownMb} MB (collector)`,
    );
    expect(load.traces.size).toBeGreaterThan(CUT_S * faults.length);
    expect([...proxy.met.keys()]).toEqual(expect.arrayContaining([...faults]));
    expect(memory.hub.grownMb).toBeLessThan(MOST_GROWN_MB.hub);
    expect(memory.collector.grownMb).toBeLessThan(MOST_GROWN_MB.collector);
  },
  600_000 + CUT_S * 12_000,
);
