import { report } from '../../test/bench/report.ts';
import { createLogger, init } from '../src/index.ts';
import { bareTracedCall, bareTracer } from './bare-otel.ts';

/** Compares `traceAsync` with a span by hand; both tell user and operation, and await a function. */
export async function compareTracedCalls(sampled: boolean): Promise<void> {
  await init({
    env: { OTEL_EXPORTER: 'none', PROMETHEUS_PORT: '0', OTEL_SAMPLING_RATIO: sampled ? '1' : '0' },
  });
  const tracer = bareTracer(sampled);
  const logger = createLogger('bench');
  let calls = 0;
  const work = async () => {
    calls += 1;
    return calls;
  };
  await report({
    title: `traced call, ${sampled ? 'recorded' : 'unsampled'}`,
    baseline: 'bare OpenTelemetry',
    iterations: 10_000,
    variants: [
      {
        name: 'bare OpenTelemetry',
        run: async (iterations) => {
          for (let i = 0; i < iterations; i++) {
            await bareTracedCall(tracer, 'get_user', { userId: 'user_123', operation: 'user_lookup' }, work);
          }
          return calls;
        },
      },
      {
        name: 'shim',
        maxRatio: 1.25,
        run: async (iterations) => {
          for (let i = 0; i < iterations; i++) {
            await logger.traceAsync('get_user', work, { userId: 'user_123', operation: 'user_lookup' });
          }
          return calls;
        },
      },
      {
        name: 'shim, without context',
        run: async (iterations) => {
          for (let i = 0; i < iterations; i++) await logger.traceAsync('get_user', work);
          return calls;
        },
      },
    ],
  });
}
