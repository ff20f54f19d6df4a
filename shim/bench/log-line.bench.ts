import { openSync } from 'node:fs';
import { context, trace } from '@opentelemetry/api';
import { pino } from 'pino';
import { report } from '../../test/bench/report.ts';
import { createLogger, init, observability } from '../src/index.ts';
import { StdoutWriter } from '../src/logger/stdout-writer.ts';

// Log records go nowhere: what is compared is the line on stdout, the shim's counts and times included.
await init({ env: { OTEL_EXPORTER: 'none', PROMETHEUS_PORT: '0' } });

/** Each variant writes as it would to stdout: to a file descriptor, line by line. */
const device = '/dev/null';

const bare = pino(
  {
    base: { service: 'bench' },
    mixin() {
      const span = trace.getSpanContext(context.active());
      return span ? { traceId: span.traceId, spanId: span.spanId } : {};
    },
  },
  pino.destination({ dest: device, sync: true }),
);
// The same line again and again would soon be left out; what the limit costs is measured.
const logger = createLogger('bench', {
  destination: new StdoutWriter(openSync(device, 'w')),
  level: 'info',
  repeatLimit: 1_000_000_000,
});

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
        maxRatio: 1.35,
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
