import { afterAll, expect, it } from 'vitest';
import { startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { runService } from '../testing/run-service.ts';

const receiver = await startOtlpReceiver();
afterAll(() => receiver.close());

it('runs that end while the hub is away for longer than an export may take are all received', async () => {
  let refused = 0;
  const away = new Set<string>();
  receiver.answer = ({ path }) => {
    // Each signal finds it gone several times, each time for longer than the service may try.
    if (receiver.spans.length === 0 || refused >= 6) return {};
    refused += 1;
    away.add(path);
    return { status: 503, headers: { 'retry-after': '1' } };
  };
  const { code, stderr } = await runService(
    `import { agentTracking, flush, init, shutdown } from '@observatory/shim';
     import { createHealth } from '@observatory/shim/health';
     await init();
     const run = (name) => agentTracking.trackExecution(name, 'work', () => 1);
     await run('before');
     await flush();
     for (let i = 0; i < 20; i++) await run('while away');
     await flush();
     const telemetry = async () => JSON.parse((await createHealth().status()).body).telemetry;
     while ((await telemetry()).waiting > 0) await new Promise((resolve) => setTimeout(resolve, 20));
     await shutdown();
     const { dropped } = await telemetry();
     process.exitCode = dropped.traces + dropped.logs;`,
    {
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_TIMEOUT: '500',
        OTEL_METRICS_EXPORTER: 'none',
      },
    },
  );
  expect(stderr).toContain('It is tried again');
  expect(stderr).toContain('takes telemetry again');
  expect([refused, away]).toEqual([6, new Set(['/v1/traces', '/v1/logs'])]);
  expect(code).toBe(0);
  expect(receiver.spans.filter(({ name }) => name === 'invoke_agent while away')).toHaveLength(20);
  const ends = receiver.events().filter(({ eventName }) => eventName === 'observatory.execution_end');
  expect(ends).toHaveLength(21);
}, 30_000);
