import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLoad } from '../load/load.ts';
import { ask, get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess } from '../support/hub-process.ts';
import { MemoryWatch } from '../support/memory-watch.ts';
import { newDataDir } from '../support/new-data-dir.ts';
import { SseClient } from '../support/sse-client.ts';

/** What services send in a day, sent as fast as the hub answers: more than it can fold meanwhile. */

/** Spans, events, lines and points; `npm run test:soak` takes 600,000, more than two days of the profile `small`. */
const RECORDS = Number(process.env.BURST_RECORDS ?? 60_000);
/** At once, each waiting for its answer. */
const SENDERS = 12;
/** With what it holds at the start two thirds of the 1 GiB that it may take in each profile. */
const MOST_GROWN_MB = 450;

let dataDir: string;
let hub: HubProcess;
let url: string;
beforeAll(async () => {
  dataDir = newDataDir();
  hub = new HubProcess({
    PORT: String(await freePort()),
    OBSERVATORY_OTLP_HTTP_PORT: 'off',
    OBSERVATORY_OTLP_GRPC_PORT: 'off',
    OBSERVATORY_DATA_DIR: dataDir,
  });
  ({ url } = await hub.ready);
});
afterAll(async () => {
  await hub?.stop();
  if (dataDir) rmSync(dataDir, { recursive: true, force: true });
});

/** Of a stream: events that came, those that it was told to have missed, and those that came twice. */
function tally(stream: SseClient) {
  const tallied = { came: 0, missed: 0, twice: 0 };
  const ids = new Set<string>();
  for (const { data } of stream.messages) {
    const message = data as { id?: string; type: string; count?: number };
    if (message.type === 'missed') tallied.missed += message.count ?? 0;
    else if (ids.has(message.id ?? '')) tallied.twice += 1;
    else tallied.came = ids.add(message.id ?? '').size;
  }
  return tallied;
}

test(
  `a day's worth at once (${RECORDS} records): senders wait, memory is bounded, the fold catches up, streams are told what they miss`,
  async () => {
    const memory = new MemoryWatch(() => hub.child.pid);
    const stream = await SseClient.open(`${url}/api/observability/events/stream`);
    const deaf = await SseClient.open(`${url}/api/observability/events/stream`, { reads: false });
    const lag = { queue: 0, bytes: 0 };
    const load = startLoad({
      urls: [url],
      shape: 'mix',
      count: RECORDS,
      senders: SENDERS,
      // On a machine that others keep busy an answer can take longer than exporters wait.
      timeoutMs: 60_000,
    });
    const watching = setInterval(async () => {
      const { status, body } = await ask({ url }, '/status').catch(() => ({ status: 0, body: null }));
      if (status !== 200) return;
      const { counts, queue } = body as Schemas['Status'];
      lag.queue = Math.max(lag.queue, counts?.fold_queue ?? 0);
      lag.bytes = Math.max(lag.bytes, queue.waiting_bytes);
    }, 250);
    await load.done;
    const sentMs = load.acknowledgedMs - load.startedMs;
    await eventually(
      async () => expect((await get<Schemas['Status']>({ url }, '/status')).counts?.fold_queue).toBe(0),
      60_000 + RECORDS,
      250,
    );
    const foldedMs = performance.now() - load.startedMs;
    clearInterval(watching);
    const client = new pg.Client({
      host: join(dataDir, 'socket'),
      user: 'observatory',
      database: 'observatory',
    });
    await client.connect();
    const checked = await load.check(client);
    const [stored] = (await client.query('SELECT count(*)::int AS n FROM observability_events')).rows as {
      n: number;
    }[];
    await client.end();
    await eventually(() => {
      const { came, missed } = tally(stream);
      expect(came + missed).toBe(stored?.n);
    }, 60_000);
    memory.stop();
    const seconds = (ms: number) => (ms / 1000).toFixed(1);
    const latency = (percent: number) => Math.round(load.latency.percentile(percent) / 1e6);
    console.log(
      `${checked.acknowledged} records acknowledged in ${seconds(sentMs)} s (${load.resent} requests sent again; ${latency(50)} ms at the median, ${latency(99)} ms for one in a hundred), all folded after ${seconds(foldedMs)} s; at most ${lag.queue} traces waited to be folded and ${Math.round(lag.bytes / 1e6)} MB to be stored; the hub held ${memory.startMb} to ${memory.peakMb} MB; ${JSON.stringify(tally(stream))}`,
    );
    expect(load.refused).toBe(0);
    expect(checked).toMatchObject({ lost: 0, doubled: 0 });
    expect(Object.values(load.acknowledged).reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(
      RECORDS,
    );
    expect(lag.queue).toBeGreaterThan(0);
    expect(tally(stream).twice).toBe(0);
    expect([stream.isClosed, deaf.isClosed]).toEqual([false, false]);
    stream.close();
    deaf.close();
    expect(memory.grownMb).toBeLessThan(MOST_GROWN_MB);
  },
  180_000 + 2 * RECORDS,
);
