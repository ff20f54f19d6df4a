import { agentTracking, createLogger, getMetrics, init, shutdown, withContext } from '../src/index.ts';
import { startOtlpSink } from './otlp-sink.ts';

/**
 * What `getPerformanceImpact` says of a service that answers 500 requests with 10 ms of work each, against
 * what the same requests cost with telemetry and without, in CPU time of this process.
 */
const REQUESTS = 500;
const sink = await startOtlpSink();
await init({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, PROMETHEUS_PORT: '0' } });
const logger = createLogger('bench', { destination: { write() {} }, level: 'info' });
const metrics = getMetrics();

/** A fixed amount of work, since time that passes may be another process's. */
const spin = (steps: number) => {
  let sum = 0;
  for (let step = 0; step < steps; step++) sum += Math.sqrt(step ^ sum);
  return sum;
};
spin(1_000_000);
const calibration = process.cpuUsage();
spin(20_000_000);
const calibrated = process.cpuUsage(calibration).user / 1000;
const plain = () => spin(Math.round((20_000_000 / calibrated) * 10));
const seen = (id: number) =>
  withContext({ requestId: `r${id}`, userId: `u${id % 50}` }, () =>
    logger.traceAsync('GET /answer', async () => {
      logger.info('A question came', { length: id });
      await agentTracking.trackExecution('support', 'answer', () =>
        agentTracking.trackInference({ provider: 'openai', model: 'gpt-4.1' }, (call) => {
          call.setUsage({ input: 900, output: 120 });
          plain();
        }),
      );
      metrics.incrementCounter('answers_total', { kind: 'chat' });
      metrics.observeHistogram('answer_seconds', 0.002, { kind: 'chat' });
    }),
  );

for (let id = 0; id < 300; id++) await answered(seen, id);
const before = metrics.getPerformanceImpact();
const withTelemetry = await cpuOf(seen);
const impact = metrics.getPerformanceImpact();
const without = await cpuOf(async () => plain());
await shutdown();
sink.stop();

const { metric, log, span, export: sent } = impact.operations;
const line = (name: string, { averageMs, averageLimitMs, worstMs, limitMs, kept }: typeof metric) =>
  `  ${name.padEnd(18)} ${micro(averageMs)} on average (limit ${averageLimitMs} ms: ${kept ? 'kept' : 'MISSED'}), ` +
  `at most ${worstMs.toFixed(3)} ms (limit ${limitMs} ms)\n`;
const micro = (milliseconds: number) => `${(milliseconds * 1000).toFixed(1)} µs`;
process.stdout.write('what telemetry says that it costs, in a service with 10 ms of work a request (AE6)\n');
process.stdout.write(line('metric operation', metric) + line('log line', log) + line('span', span));
process.stdout.write(`  ${'export'.padEnd(18)} ${micro(sent.averageMs)} a step\n`);
const toldMs = toldOf(impact) - toldOf(before);
process.stdout.write(
  `  a request: ${micro(toldMs / REQUESTS)} measured by itself, ${micro((withTelemetry - without) / REQUESTS)} more CPU with telemetry than without\n` +
    `  in total: ${(impact.overheadRatio * 100).toFixed(2)} % by itself, ${((withTelemetry / without - 1) * 100).toFixed(2)} % of CPU; ` +
    `limit ${impact.overheadRatioLimit * 100} %: ${impact.kept && withTelemetry / without < 1 + impact.overheadRatioLimit ? 'kept' : 'MISSED'}\n`,
);

function toldOf({ operations }: typeof impact): number {
  const kinds = [operations.metric, operations.log, operations.span, operations.export];
  return kinds.reduce((sum, { averageMs, operations: count }) => sum + averageMs * count, 0);
}

/** As a server does it: each request comes by the event loop. */
async function answered(request: (id: number) => Promise<unknown>, id: number): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await request(id);
}

/** CPU milliseconds of all requests. */
async function cpuOf(request: (id: number) => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  const start = process.cpuUsage();
  for (let id = 0; id < REQUESTS; id++) await answered(request, id);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
