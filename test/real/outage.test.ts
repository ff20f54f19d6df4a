import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { AcknowledgedLoad } from '../support/acknowledged-load.ts';
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
  const inHub = await Promise.all(traces.map((id) => hubHas(id)));
  return {
    jaeger: traces.filter((_, index) => (inJaeger[index]?.length ?? 0) < 2),
    hub: traces.filter((_, index) => !inHub[index]),
    loki: [...load.lines].filter((line) => !found.has(line)),
    prometheus: [...load.samples].filter((time) => !samples.has(time)),
  };
}

const hubHas = (traceId: string) =>
  hubJson(stack, `/api/v1/observability/traces/${traceId}`).then(
    () => true,
    () => false,
  );

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
    await eventually(async () => expect(await missing(load)).toEqual(nothingMissing), 120_000, 1000);
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
  await eventually(async () => expect(await missing(load)).toEqual(nothingMissing), 120_000, 1000);
});
