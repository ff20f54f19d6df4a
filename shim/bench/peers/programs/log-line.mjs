// One line on stdout within an active recorded span, with the ids of the span: `log-line.mjs pino|winston|shim`.
import { context, trace } from '@opentelemetry/api';
import { serveVariant } from './serve-variant.mjs';

const ids = () => {
  const span = trace.getSpanContext(context.active());
  return span ? { traceId: span.traceId, spanId: span.spanId } : {};
};

const variants = {
  async pino() {
    await registerBareSdk();
    const { pino } = await import('pino');
    const logger = pino({ base: { service: 'bench' }, mixin: ids }, pino.destination({ fd: 1, sync: true }));
    return (i) =>
      logger.info({ userId: 'user_123', operation: 'customer_lookup', attempt: i }, 'Customer was found');
  },
  async winston() {
    await registerBareSdk();
    const { default: winston } = await import('winston');
    const { combine, json, timestamp } = winston.format;
    const logger = winston.createLogger({
      level: 'info',
      defaultMeta: { service: 'bench' },
      format: combine(winston.format((line) => Object.assign(line, ids()))(), timestamp(), json()),
      transports: [new winston.transports.Console()],
    });
    return (i) =>
      logger.info('Customer was found', { userId: 'user_123', operation: 'customer_lookup', attempt: i });
  },
  async shim() {
    const { createLogger, init } = await import('@observatory/shim');
    await init({ env: { OTEL_EXPORTER: 'none', PROMETHEUS_PORT: '0' } });
    // The same line again and again would soon be left out; what the limit costs is measured.
    const logger = createLogger('bench', { repeatLimit: 1e9 });
    return (i) =>
      logger.info('Customer was found', { userId: 'user_123', operation: 'customer_lookup', attempt: i });
  },
};

async function registerBareSdk() {
  const { BasicTracerProvider } = await import('@opentelemetry/sdk-trace-base');
  const { AsyncLocalStorageContextManager } = await import('@opentelemetry/context-async-hooks');
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new BasicTracerProvider());
}

const log = await variants[process.argv[2]]();
serveVariant((iterations) =>
  trace.getTracer('bench').startActiveSpan('request', (span) => {
    for (let i = 0; i < iterations; i++) log(i);
    span.end();
  }),
);
