import { agentTracking, createLogger, flush, getMetrics, init, shutdown } from '../src/index.ts';
import { startOtlpSink } from './otlp-sink.ts';

/**
 * The heap after a million operations of each kind with everything on, against the heap after the first
 * 50,000; executions are a tenth of that. BENCH_MEMORY_OPERATIONS sets another number.
 */
const operations = Number(process.env.BENCH_MEMORY_OPERATIONS ?? 1_000_000);
const warmUp = Math.min(50_000, operations);
/** What a heap may differ by without growing: caches of the engine, a batch that is being sent. */
const ALLOWED_MIB = 8;

const sink = await startOtlpSink();
await init({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, PROMETHEUS_PORT: '0' } });
const logger = createLogger('bench', { destination: { write() {} }, level: 'info' });
const metrics = getMetrics();

const kinds: Readonly<Record<string, { readonly count: number; readonly run: (i: number) => unknown }>> = {
  'log lines': {
    count: operations,
    run: (i) => logger.info(`Customer ${i % 10} was found`, { userId: `u${i}`, attempt: i }),
  },
  'traced calls': {
    count: operations,
    run: (i) => logger.traceAsync('get_user', () => i, { userId: `u${i}` }),
  },
  counters: { count: operations, run: (i) => metrics.incrementCounter('jobs_total', { kind: `k${i % 20}` }) },
  'counters, each with another value of a label': {
    count: operations,
    run: (i) => metrics.incrementCounter('lookups_total', { page: `page-${i}` }),
  },
  histograms: {
    count: operations,
    run: (i) => metrics.observeHistogram('job_seconds', i % 7, { kind: `k${i % 20}` }),
  },
  executions: {
    count: operations / 10,
    run: (i) =>
      agentTracking.trackExecution('coder', 'generate', async () => {
        await agentTracking.trackInference({ provider: 'openai', model: 'gpt-4.1' }, (call) => {
          call.setUsage({ input: i % 1000, output: 20 });
        });
        await agentTracking.trackTool({ name: 'sql' }, () => i);
      }),
  },
};

process.stdout.write(`heap in use after the first and after all operations, everything on\n`);
let grown = false;
for (const [name, { count, run }] of Object.entries(kinds)) {
  await repeat(Math.min(warmUp, count), run);
  const before = await heapMiB();
  await repeat(count, run);
  const after = await heapMiB();
  grown ||= after - before > ALLOWED_MIB;
  const figures = `${before.toFixed(1)} MiB  ${after.toFixed(1)} MiB  ${after - before > ALLOWED_MIB ? 'GROWN' : 'kept'}`;
  process.stdout.write(`  ${name.padEnd(46)} ${count.toLocaleString('en').padStart(9)}  ${figures}\n`);
}
if (grown && process.env.BENCH_STRICT === '1') process.exitCode = 1;
await shutdown();
sink.stop();

/** In slices, between which what waits is sent, as a service's own awaiting would let it. */
async function repeat(count: number, run: (i: number) => unknown): Promise<void> {
  for (let i = 0; i < count; i++) {
    await run(i);
    if (i % 5000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

async function heapMiB(): Promise<number> {
  await flush();
  globalThis.gc?.();
  await new Promise((resolve) => setImmediate(resolve));
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}
