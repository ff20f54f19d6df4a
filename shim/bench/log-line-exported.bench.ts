import { context, trace } from '@opentelemetry/api';
import { pino } from 'pino';
import { report } from '../../test/bench/report.ts';
import { createLogger, flush, init, observability, shutdown } from '../src/index.ts';
import { startOtlpSink } from './otlp-sink.ts';

// As a service runs: the line on stdout, and the record by OTLP until the receiver has answered.
const sink = await startOtlpSink();
await init({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, PROMETHEUS_PORT: 'off' } });
const destination = () => pino.destination({ dest: '/dev/null', sync: true });
const bare = pino(
  {
    base: { service: 'bench' },
    mixin() {
      const span = trace.getSpanContext(context.active());
      return span ? { traceId: span.traceId, spanId: span.spanId } : {};
    },
  },
  destination(),
);
const logger = createLogger('bench', { destination: destination(), level: 'info' });

await observability.getTracer('bench').startActiveSpan('request', async (span) => {
  await report({
    title: 'log line to stdout and by OTLP',
    baseline: 'pino with a mixin, stdout alone',
    iterations: 5000,
    variants: [
      {
        name: 'pino with a mixin, stdout alone',
        run: (iterations) => {
          for (let i = 0; i < iterations; i++) {
            bare.info({ userId: 'user_123', operation: 'customer_lookup', attempt: i }, 'Customer was found');
          }
          return bare.level;
        },
      },
      {
        name: 'shim, stdout and OTLP',
        run: async (iterations) => {
          for (let i = 0; i < iterations; i++) {
            logger.info('Customer was found', {
              userId: 'user_123',
              operation: 'customer_lookup',
              attempt: i,
            });
          }
          await flush();
          return logger.isLevelEnabled('info');
        },
      },
    ],
  });
  span.end();
});
await shutdown();
sink.stop();
