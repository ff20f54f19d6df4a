import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { only } from '../testing/recording.ts';
import { runService } from '../testing/run-service.ts';

let receiver: OtlpReceiver;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
});
afterAll(() => receiver.close());
beforeEach(() => receiver.clear());

/** Loads the shim a second time, as a service does that requires what `node --import` has imported. */
const second = `
  import { registerHooks } from 'node:module';
  const ofCopy = (url) => url?.endsWith('?copy');
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier.replace('?copy', ''), context);
      const copied = (ofCopy(specifier) || ofCopy(context.parentURL)) && found.url.includes('/shim/src/');
      return copied ? { ...found, url: found.url + '?copy' } : found;
    },
  });
  const [first, second] = [await import('@observatory/shim'), await import('@observatory/shim?copy')];
  if (first.init === second.init) throw new Error('there is one copy');
`;
const run = (program: string, env: Record<string, string> = {}) =>
  runService(`${second}\n${program}`, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env } });

describe('two copies of the shim in one process', () => {
  it('say once what is wrong, and that they are set up', async () => {
    const { stderr } = await run(
      `await first.init();
       await second.init();
       second.createLogger('svc').info('x');`,
      { LOG_LEVEL: 'loud' },
    );
    expect(stderr.match(/LOG_LEVEL/g)).toHaveLength(1);
    expect(stderr.match(/unknown_service:node/g)).toHaveLength(1);
  });

  it('go by the options that one of them was given', async () => {
    await run(`
      await first.init({ env: { ...process.env, OTEL_AGENT_TRACKING_ENABLED: 'false' } });
      await second.agentTracking.trackExecution('coder', 'work', () => second.createLogger('svc').info('ready'));
    `);
    expect(receiver.spans).toEqual([]);
    expect(only(receiver.logs).body).toBe('ready');
  });

  it('record on where one is shut down and started anew', async () => {
    await run(`
      const track = (name) => second.agentTracking.trackExecution(name, 'work', () => 1);
      await first.init();
      await track('one');
      await first.shutdown();
      await first.init();
      await track('two');
    `);
    expect(receiver.spans.map(({ name }) => name)).toEqual(['invoke_agent one', 'invoke_agent two']);
  });

  it('instrument a library once, and observe on, where the second starts what the first ended', async () => {
    await run(
      `second.observability.getMeter('svc').createObservableGauge('level').addCallback((result) => result.observe(3));
       await first.init();
       await first.shutdown();
       await second.init();
       const { request } = await import('node:http');
       await new Promise((resolve) => request('http://127.0.0.1:1').on('error', resolve).end());
       await second.shutdown();
       await first.init();
       await first.flush();`,
      { OBSERVATORY_INSTRUMENT: 'on' },
    );
    expect(only(receiver.spans).name).toBe('GET');
    expect(receiver.points.map(({ name }) => name)).toContain('level');
  });

  it('switch metrics off for each other, and know what telemetry costs both', async () => {
    const { stdout } = await run(`
      await first.init();
      for (let line = 0; line < 5; line++) second.createLogger('svc').info('x');
      const { log } = first.getMetrics().getPerformanceImpact().operations;
      second.getMetrics().disableMetrics();
      console.log(JSON.stringify([log.operations, first.getMetrics().isDisabled()]));
    `);
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual([5, true]);
    expect(receiver.points).toEqual([]);
  });
});
