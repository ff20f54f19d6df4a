import { openSync } from 'node:fs';
import { context, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { pino } from 'pino';
import { report } from '../../test/bench/report.ts';
import { createLogger, flush, init, observability, shutdown } from '../src/index.ts';
import { StdoutWriter } from '../src/logger/stdout-writer.ts';
import { exportingLogger } from './bare-otel.ts';
import { startOtlpSink } from './otlp-sink.ts';

// As a service runs: the line on stdout, and the record by OTLP until the receiver has answered.
const sink = await startOtlpSink();
await init({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, PROMETHEUS_PORT: 'off' } });
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
const records = exportingLogger(sink.url);
// The same line again and again would soon be left out; what the limit costs is measured.
const logger = createLogger('bench', {
  destination: new StdoutWriter(openSync(device, 'w')),
  level: 'info',
  repeatLimit: 1_000_000_000,
});

await observability.getTracer('bench').startActiveSpan('request', async (span) => {
  await report({
    title: 'log line to stdout and by OTLP',
    baseline: 'pino and the Logs API by hand',
    iterations: 5000,
    variants: [
      {
        name: 'pino and the Logs API by hand',
        run: async (iterations) => {
          for (let i = 0; i < iterations; i++) {
            const facts = { userId: 'user_123', operation: 'customer_lookup', attempt: i };
            bare.info(facts, 'Customer was found');
            records.logger.emit({
              severityNumber: SeverityNumber.INFO,
              severityText: 'INFO',
              body: 'Customer was found',
              attributes: facts,
            });
          }
          await records.flush();
          return bare.level;
        },
      },
      {
        name: 'shim, its metrics included',
        maxRatio: 1.1,
        run: async (iterations) => {
          for (let i = 0; i < iterations; i++) {
            logger.info('Customer was found', {
              userId: 'user_123',
              operation: 'customer_lookup',
              attempt: i,
            });
          }
          await flush();
          return logger.level;
        },
      },
    ],
  });
  span.end();
});
await shutdown();
sink.stop();
