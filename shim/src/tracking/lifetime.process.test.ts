import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { only } from '../testing/recording.ts';
import { runService } from '../testing/run-service.ts';

let receiver: OtlpReceiver;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
});
afterAll(() => receiver.close());
beforeEach(() => receiver.clear());

const service = (program: string, env: Record<string, string> = {}) =>
  runService(
    `import { agentTracking, enhancedObservability, init } from '@observatory/shim'; await init(); ${program}`,
    {
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
    },
  );

it('lets the process end where executions hang or were never ended', async () => {
  const { code } = await service(`
    await enhancedObservability.startAgentExecution('forgotten', 'work');
    agentTracking.trackExecution({ agentType: 'hung', operation: 'work' }, () => new Promise(() => {}));
    console.log('done');
  `);
  expect(code).toBe(0);
  const started = receiver.events().filter(({ eventName }) => eventName === 'observatory.execution_start');
  expect(started).toHaveLength(2);
});

it('a time limit ends its run in a process that nothing else keeps alive', async () => {
  const { code, stdout } = await service(`
    const waiting = agentTracking.trackExecution(
      { agentType: 'slow', operation: 'work', timeoutMs: 300 },
      ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    console.log(await waiting.catch(({ name }) => name));
  `);
  expect([code, stdout.trim()]).toEqual([0, 'TimeoutError']);
  expect(only(receiver.spans).attributes['error.type']).toBe('timeout');
});

it('a time limit keeps no process whose run has ended', async () => {
  const options = `{ agentType: 'quick', operation: 'work', timeoutMs: 3_600_000 }`;
  const { code } = await service(`await agentTracking.trackExecution(${options}, () => 1);`);
  expect(code).toBe(0);
});

it('lets a step that waits for its next try finish before the process ends', async () => {
  const { code, stdout } = await service(`
    let tries = 0;
    agentTracking
      .trackStep('fetch', () => { if (++tries < 3) throw new Error('busy'); return tries; }, { retries: { attempts: 3, delayMs: 20 } })
      .then((result) => console.log('after', result));
  `);
  expect([code, stdout.trim()]).toEqual([0, 'after 3']);
  expect(receiver.spans.filter(({ name }) => name === 'fetch')).toHaveLength(3);
});

it('sends heartbeats of a process that works on, from timers of its own', async () => {
  const { code } = await service(
    `await agentTracking.trackExecution('slow', 'work', async () => {
       await new Promise((resolve) => setTimeout(resolve, 2500));
     });`,
    { OBSERVATORY_HEARTBEAT_INTERVAL: '1000' },
  );
  expect(code).toBe(0);
  const span = only(receiver.spans);
  const beats = receiver.logs.filter(({ eventName }) => eventName === 'observatory.heartbeat');
  expect(beats.length).toBeGreaterThan(0);
  for (const { attributes } of beats) {
    expect(attributes['observatory.heartbeat.executions']).toEqual([
      `${span.traceId}${span.spanId}/${span.startUs}`,
    ]);
  }
});

it('says that startAgentExecution must be awaited where its promise is given as the id', async () => {
  const { stderr } = await service(`
    const id = enhancedObservability.startAgentExecution('coder', 'work');
    await enhancedObservability.completeAgentExecution(id, 1);
  `);
  expect(stderr).toContain(
    'a call for a promise in place of the id of an execution (startAgentExecution must be awaited) was ignored',
  );
});
