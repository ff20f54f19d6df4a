// An awaited function within a span that tells user and operation: `traced-call.mjs bare|shim|traceloop|langfuse|openlit`.
// Spans go nowhere. OTEL_TRACES_SAMPLER=always_off in the environment makes them unsampled.
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { serveVariant } from './serve-variant.mjs';

const attributes = { userId: 'user_123', operation: 'user_lookup' };
const nowhere = {
  onStart() {},
  onEnd() {},
  async forceFlush() {},
  async shutdown() {},
};
let calls = 0;
const work = async () => {
  calls += 1;
  return calls;
};

async function bareProvider() {
  const { AlwaysOffSampler, AlwaysOnSampler, BasicTracerProvider } = await import(
    '@opentelemetry/sdk-trace-base'
  );
  const { AsyncLocalStorageContextManager } = await import('@opentelemetry/context-async-hooks');
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const isOff = process.env.OTEL_TRACES_SAMPLER === 'always_off';
  const sampler = isOff ? new AlwaysOffSampler() : new AlwaysOnSampler();
  return new BasicTracerProvider({ sampler, spanProcessors: [nowhere] });
}

const variants = {
  async bare() {
    const tracer = (await bareProvider()).getTracer('bare');
    return () =>
      tracer.startActiveSpan('get_user', { attributes }, async (span) => {
        try {
          return await work();
        } catch (error) {
          span.recordException(error);
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      });
  },
  async shim() {
    const { createLogger, init } = await import('@observatory/shim');
    const { OTEL_TRACES_SAMPLER = 'always_on' } = process.env;
    await init({ env: { OTEL_EXPORTER: 'none', PROMETHEUS_PORT: '0', OTEL_TRACES_SAMPLER } });
    const logger = createLogger('bench');
    return () => logger.traceAsync('get_user', work, attributes);
  },
  async traceloop() {
    const { initialize, withTask } = await import('@traceloop/node-server-sdk');
    initialize({
      appName: 'bench',
      apiKey: 'none',
      processor: nowhere,
      traceloopSyncEnabled: false,
      silenceInitializationMessage: true,
    });
    return () => withTask({ name: 'get_user', associationProperties: attributes }, work);
  },
  async langfuse() {
    const { setLangfuseTracerProvider, startActiveObservation } = await import('@langfuse/tracing');
    setLangfuseTracerProvider(await bareProvider());
    return () =>
      startActiveObservation('get_user', async (span) => {
        span.update({ metadata: attributes });
        return await work();
      });
  },
  async openlit() {
    const { default: module } = await import('openlit');
    const openlit = module.default ?? module;
    const tracer = await bareProvider();
    trace.setGlobalTracerProvider(tracer);
    openlit.init({ applicationName: 'bench', tracer, disableMetrics: true, disableEvents: true });
    return () =>
      openlit.startTrace('get_user', async (span) => {
        span.setMetadata(attributes);
        return await work();
      });
  },
};

const call = await variants[process.argv[2]]();
serveVariant(async (iterations) => {
  for (let i = 0; i < iterations; i++) await call();
  return calls;
});
