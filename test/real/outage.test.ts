import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { AcknowledgedLoad } from '../support/acknowledged-load.ts';
import type { Schemas } from '../support/api.ts';
import { hubJson, jaegerSpans, lokiLines, promSampleTimes } from '../support/backends.ts';
import { eventually } from '../support/eventually.ts';
import { ProcessStack } from '../support/process-stack.ts';

/** Seconds that a backend is gone; `npm run test:soak` takes 60. */
const OUTAGE_S = Number(process.env.OUTAGE_S ?? 10);
const BACKENDS = ['jaeger', 'prometheus', 'loki', 'hub'] as const;
const pause = (seconds: number) => new Promise((done) => setTimeout(done, seconds * 1000));

let stack: ProcessStack;
const startedMs = Date.now();
beforeAll(async () => {
  stack = await ProcessStack.prepare();
  await stack.up();
}, 300_000);
afterAll(() => stack?.remove());

/** Load until it is stopped, or the test is over: of a test that failed it must not hit the next one. */
function startLoad(): AcknowledgedLoad {
  const load = new AcknowledgedLoad(stack.url('otlpHttp')).start();
  onTestFinished(() => load.stop());
  return load;
}

/** What was acknowledged and is not found anywhere, by signal. */
async function missing(load: AcknowledgedLoad) {
  const lines = await lokiLines(stack, '{service_name="acknowledged-load"}', startedMs);
  const found = new Set(lines.map((line) => line.split(' ')[1]));
  const samples = new Set(await promSampleTimes(stack, '{__name__=~"load_requests.*"}', 30));
  const traces = [...load.traces];
  const inJaeger = await Promise.all(traces.map((id) => jaegerSpans(stack, id)));
  const inHub = await tracesOfHub();
  return {
    jaeger: traces.filter((_, index) => (inJaeger[index]?.length ?? 0) < 2),
    hub: traces.filter((id) => !inHub.has(id)),
    loki: [...load.lines].filter((line) => !found.has(line)),
    prometheus: [...load.samples].filter((time) => !samples.has(time)),
  };
}

/** Ids of all traces that the hub has runs of: in pages, as it answers 600 requests a minute with one key. */
async function tracesOfHub(): Promise<Set<string>> {
  const ids = new Set<string>();
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Schemas['ExecutionList'] = await hubJson(
      stack,
      `/api/v1/executions?${new URLSearchParams({ name: 'loaded', limit: '500', ...(cursor && { cursor }) })}`,
    );
    for (const { trace_id } of page.executions) ids.add(trace_id);
    cursor = page.next_cursor;
  }
  return ids;
}

/** Waits until all that was acknowledged is found; says how much that was, and how long it took. */
async function allFound(load: AcknowledgedLoad, what: string): Promise<void> {
  const backMs = performance.now();
  await eventually(async () => expect(await missing(load)).toEqual(nothingMissing), 240_000, 1000);
  console.log(
    `${what}: ${load.traces.size} runs, ${load.lines.size} lines and ${load.samples.size} samples acknowledged, ${load.resent} requests sent again; all found, ${Math.round((performance.now() - backMs) / 1000)} s after the load`,
  );
}

const nothingMissing = { jaeger: [], hub: [], loki: [], prometheus: [] };

describe(`a backend that is gone for ${OUTAGE_S} s under load`, () => {
  test.each(BACKENDS)('%s: what was acknowledged meanwhile is found when it is back', async (backend) => {
    const load = startLoad();
    await pause(1);
    stack.signal(backend, 'SIGSTOP');
    await pause(OUTAGE_S / 2);
    // From hanging to gone: connections that were open are cut.
    stack.signal(backend, 'SIGKILL');
    await pause(OUTAGE_S / 2);
    await load.stop();
    expect(load.traces.size).toBeGreaterThan(OUTAGE_S);
    await allFound(load, `${backend} gone for ${OUTAGE_S} s`);
  });
});

test('a collector that is killed with full queues loses nothing that it acknowledged', async () => {
  for (const backend of BACKENDS) stack.signal(backend, 'SIGSTOP');
  const load = startLoad();
  await pause(OUTAGE_S / 2);
  stack.signal('collector', 'SIGKILL');
  await pause(OUTAGE_S / 2);
  await load.stop();
  stack.signal('collector', 'SIGKILL');
  expect(load.traces.size).toBeGreaterThan(10);
  expect(load.resent, 'the kill hit the load').toBeGreaterThan(0);
  for (const backend of BACKENDS) stack.signal(backend, 'SIGCONT');
  await allFound(load, `collector killed with the queues of ${OUTAGE_S} s`);
});
