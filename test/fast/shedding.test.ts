import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { postJson, tracesBody } from '../support/otlp-json.ts';
import { newSpanId, newTraceId } from '../support/send.ts';
import { SseClient } from '../support/sse-client.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ OBSERVATORY_LOAD_SHEDDING: 'true' });
});
afterAll(() => hub.remove());

/** Lets the event loop, which is the hub's too, come round only when it has worked for `turnMs`. */
async function block(turnMs: number, turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    const before = process.cpuUsage();
    while (cpuMs(before) < turnMs);
    await new Promise((done) => setTimeout(done, 5));
  }
}

const cpuMs = (since: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

const status = async (path: string) => (await ask(hub, path)).status;

function anExport(): object {
  const now = Date.now();
  const span = { traceId: newTraceId(), spanId: newSpanId(), name: 'in time', startMs: now - 5, endMs: now };
  return tracesBody('shop', [span]);
}
const exported = () => postJson(`${hub.url}/v1/traces`, anExport());

async function metric(line: string): Promise<number> {
  const { body } = await ask(hub, '/metrics');
  const found = String(body)
    .split('\n')
    .find((text) => text.startsWith(line));
  return Number(found?.split(' ').at(-1));
}

let minutes = 100;
/** What the hub says that it refuses, and what it answers to an analysis, a read and telemetry. */
const answers = async () => [
  await metric('observatory_shed_level'),
  // An answer that is kept is given all the same, so each asks for another stretch.
  await status(`/api/v1/analysis/failures?minutes=${minutes++}`),
  await status('/api/v1/stats'),
  (await exported()).status,
];

test('under pressure it refuses analyses first, then other reads, telemetry last, and serves them again in turn', {
  timeout: 120_000,
}, async () => {
  expect(await answers()).toEqual([0, 200, 200, 200]);
  const stream = await SseClient.open(`${hub.url}/api/observability/events/stream`);
  await block(2700, 3);
  expect(await answers()).toEqual([3, 503, 503, 503]);

  const read = await ask(hub, '/api/v1/stats');
  expect(read.headers.get('retry-after')).toBe('2');
  expect(read.body).toMatchObject({ error: { code: 'OBS_BUSY' } });
  // OTLP's own form of it, with which exporters come again.
  expect((await exported()).body).toMatchObject({ code: 14 });
  expect((await ask(hub, '/api/v1/analysis/failures?minutes=62')).body).toMatchObject({
    error: { code: 'OBS_BUSY' },
  });
  // What looks after the hub, and who signs in, is never refused; streams go on.
  for (const path of ['/health', '/ready', '/status', '/metrics', '/api/v1/session'])
    expect([path, await status(path)]).toEqual([path, 200]);
  expect(stream.isClosed).toBe(false);
  stream.close();
  for (const kind of ['read', 'ingest'])
    expect([kind, await metric(`observatory_shed_total{kind="${kind}"}`)]).toEqual([
      kind,
      expect.toSatisfy((n) => n > 0),
    ]);

  // On a machine that is busy a level may pass between two looks, or while the hub answers.
  const seen: number[][] = [];
  await eventually(async () => {
    const found = await answers();
    const isSteady = (await metric('observatory_shed_level')) === found[0];
    if (isSteady) seen.push(found);
    expect(found).toEqual([0, 200, 200, 200]);
  }, 60_000);
  const right = [
    [3, 503, 503, 503],
    [2, 503, 503, 200],
    [1, 503, 200, 200],
    [0, 200, 200, 200],
  ];
  for (const found of seen) expect(right).toContainEqual(found);
});

test('a hub that is told to refuse nobody refuses nobody', { timeout: 120_000 }, async () => {
  const own = await startTestHub({ OBSERVATORY_LOAD_SHEDDING: 'false' });
  await block(2700, 3);
  expect((await postJson(`${own.url}/v1/traces`, anExport())).status).toBe(200);
  expect((await ask(own, '/api/v1/analysis/failures?minutes=63')).status).toBe(200);
  await own.remove();
});
