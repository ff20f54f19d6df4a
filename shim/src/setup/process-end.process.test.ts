import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { only } from '../testing/recording.ts';
import { runService } from '../testing/run-service.ts';

let receiver: OtlpReceiver;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
});
afterAll(() => receiver.close());
beforeEach(() => receiver.clear());

const toReceiver = () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
const track = `
  import { agentTracking, createLogger, init } from '@observatory/shim';
  await init();
  await agentTracking.trackExecution('coder', 'generate', () => createLogger('svc').info('ready'));
`;
/** What a whole run of `track` leaves with the receiver. */
function expectAllReceived(): void {
  expect(only(receiver.spans).name).toBe('invoke_agent coder');
  expect(receiver.events().map(({ eventName }) => eventName)).toEqual([
    'observatory.execution_start',
    'observatory.execution_end',
  ]);
  expect(receiver.logs.map(({ body }) => body)).toContain('ready');
  expect(receiver.points.map(({ name }) => name)).toContain('agent_execution_duration_seconds');
}

describe('a process that has nothing left to do', () => {
  it('sends what waits and ends with its own code', async () => {
    const { code, stderr, stdout } = await runService(`${track} process.exitCode = 4;`, {
      env: toReceiver(),
    });
    expect(code).toBe(4);
    expectAllReceived();
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(
        /^\[observatory\] unknown_service:node \(OTEL_SERVICE_NAME names it\): traces, metrics, logs to http/,
      ),
    ]);
    expect(JSON.parse(only(stdout.trim().split('\n')))).toMatchObject({ level: 'INFO', message: 'ready' });
  });

  // A program that waited for these would be killed, and would have no code.
  const longWaits = { OBSERVATORY_FLUSH_TIMEOUT: '600000', OTEL_EXPORTER_OTLP_TIMEOUT: '600000' };

  it('does not wait for a receiver that is not there', async () => {
    const { code, stderr } = await runService(track, {
      env: { ...longWaits, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' },
    });
    expect(code).toBe(0);
    expect(stderr.match(/did not take/g)).toHaveLength(1);
  });

  it('gives a hint in development', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', NODE_ENV: 'development' };
    const { stderr } = await runService(track, { env });
    expect(stderr.match(/hint: the hub takes telemetry there once it runs/g)).toHaveLength(1);
  });

  it('waits for a receiver that does not answer until the deadline, and no longer', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, stderr } = await runService(track, {
      env: {
        ...longWaits,
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        OBSERVATORY_FLUSH_TIMEOUT: '300',
      },
    });
    silent.close();
    expect(code).toBe(0);
    expect(stderr).toContain('could not be sent within 300 ms');
  });
});

describe('a process that is asked to end', () => {
  const wait = `${track} setInterval(() => {}, 1000);`;
  /** Nothing is sent but by a flush. */
  const flushOnly = {
    OTEL_BSP_SCHEDULE_DELAY: '600000',
    OTEL_BLRP_SCHEDULE_DELAY: '600000',
    OTEL_METRIC_EXPORT_INTERVAL: '600000',
  };

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'sends what waits and dies of %s as it would without',
    async (signal) => {
      const run = await runService(`${wait} process.kill(process.pid, '${signal}');`, {
        env: { ...toReceiver(), ...flushOnly },
      });
      expect([run.code, run.signal]).toEqual([null, signal]);
      expectAllReceived();
    },
  );

  it.each(['on', 'once'])("leaves a signal to the application's own handler (%s)", async (how) => {
    const run = await runService(
      `process.${how}('SIGTERM', () => console.log('closing'));
       process.on('SIGUSR2', () => process.exit(7));
       ${wait} process.kill(process.pid, 'SIGTERM');`,
      {
        env: { ...toReceiver(), ...flushOnly },
        onReady: async (kill) => {
          await vi.waitFor(expectAllReceived, { timeout: 12_000 });
          kill('SIGUSR2');
        },
      },
    );
    expect(run.code).toBe(7);
    expect(run.stdout).toContain('closing');
  });
});

describe('a process that fails', () => {
  it('keeps its code and its message', async () => {
    const { code, stderr } = await runService(`${track} throw new Error('boom');`, { env: toReceiver() });
    expect(code).toBe(1);
    expect(stderr).toContain('boom');
  });
});
