import { context, trace } from '@opentelemetry/api';
import { pino } from 'pino';
import { report } from '../../test/bench/report.ts';
import { createLogger, init, observability } from '../src/index.ts';

// Log records go nowhere: what is compared is the line on stdout, the shim's counts and times included.
await init({ env: { OTEL_EXPORTER: 'none', PROMETHEUS_PORT: '0' } });

/** A file descriptor as stdout is one, of its own for each variant. */
const sink = () => pino.destination({ dest: '/dev/null', sync: true });

const bare = pino(
  {
    base: { service: 'bench' },
    mixin() {
      const span = trace.getSpanContext(context.active());
      return span ? { traceId: span.traceId, spanId: span.spanId } : {};
    },
  },
  sink(),
);
const logger = createLogger('bench', { destination: sink(), level: 'info' });

await observability.getTracer('bench').startActiveSpan('request', async (span) => {
  await report({
    title: 'log line to stdout within an active recorded span',
    baseline: 'pino with a mixin',
    iterations: 20_000,
    variants: [
      {
        name: 'pino with a mixin',
        run: (iterations) => {
          for (let i = 0; i < iterations; i++) {
            bare.info({ userId: 'user_123', operation: 'customer_lookup', attempt: i }, 'Customer was found');
          }
          return bare.level;
        },
      },
      {
        name: 'shim',
        maxRatio: 1.6,
        run: (iterations) => {
          for (let i = 0; i < iterations; i++) {
            logger.info('Customer was found', {
              userId: 'user_123',
              operation: 'customer_lookup',
              attempt: i,
            });
          }
          return logger.isLevelEnabled('info');
        },
      },
    ],
  });
  await report({
    title: 'log line below the level',
    baseline: 'pino with a mixin',
    iterations: 200_000,
    variants: [
      {
        name: 'pino with a mixin',
        run: (iterations) => {
          for (let i = 0; i < iterations; i++) bare.debug({ attempt: i }, 'Customer was found');
          return bare.level;
        },
      },
      {
        name: 'shim',
        run: (iterations) => {
          for (let i = 0; i < iterations; i++) logger.debug('Customer was found', { attempt: i });
          return logger.isLevelEnabled('info');
        },
      },
    ],
  });
  span.end();
});
