// What loading and starting costs: `import.mjs nothing|bare|shim|shim-register|traceloop|langfuse|openlit`. Prints
// milliseconds and bytes of resident memory as one line of JSON. Nothing is sent: OTEL_EXPORTER_OTLP_ENDPOINT is closed.
const silent = { log: console.log };
console.log = console.info = () => {};

const starts = {
  async nothing() {},
  /** The same parts of OpenTelemetry as the shim sets up: traces, metrics and logs by OTLP in protobuf. */
  async bare() {
    const [{ AsyncLocalStorageContextManager }, api, traces, metrics, logs, t, m, l] = await Promise.all([
      import('@opentelemetry/context-async-hooks'),
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/sdk-metrics'),
      import('@opentelemetry/sdk-logs'),
      import('@opentelemetry/exporter-trace-otlp-proto'),
      import('@opentelemetry/exporter-metrics-otlp-proto'),
      import('@opentelemetry/exporter-logs-otlp-proto'),
    ]);
    api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const spanProcessors = [new traces.BatchSpanProcessor(new t.OTLPTraceExporter())];
    api.trace.setGlobalTracerProvider(new traces.BasicTracerProvider({ spanProcessors }));
    const readers = [new metrics.PeriodicExportingMetricReader({ exporter: new m.OTLPMetricExporter() })];
    api.metrics.setGlobalMeterProvider(new metrics.MeterProvider({ readers }));
    const processors = [new logs.BatchLogRecordProcessor({ exporter: new l.OTLPLogExporter() })];
    new logs.LoggerProvider({ processors });
  },
  async shim() {
    const { createLogger, init } = await import(`${process.env.SHIM_DIST}/index.mjs`);
    await init({ scrapePort: 0 });
    createLogger('bench');
  },
  async 'shim-register'() {
    await import(`${process.env.SHIM_DIST}/register.mjs`);
  },
  async traceloop() {
    const { initialize } = await import('@traceloop/node-server-sdk');
    initialize({ appName: 'bench', apiKey: 'none', traceloopSyncEnabled: false });
  },
  async langfuse() {
    const [
      { BasicTracerProvider },
      { AsyncLocalStorageContextManager },
      { LangfuseSpanProcessor },
      { context },
    ] = await Promise.all([
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/context-async-hooks'),
      import('@langfuse/otel'),
      import('@opentelemetry/api'),
      import('@langfuse/tracing'),
    ]);
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const spanProcessors = [new LangfuseSpanProcessor({ publicKey: 'pk', secretKey: 'sk' })];
    new BasicTracerProvider({ spanProcessors });
  },
  async openlit() {
    const { default: module } = await import('openlit');
    const openlit = module.default ?? module;
    openlit.init({ applicationName: 'bench', otlpEndpoint: 'http://127.0.0.1:9' });
  },
};

const start = performance.now();
const before = process.cpuUsage();
await starts[process.argv[2]]();
const milliseconds = performance.now() - start;
const { user, system } = process.cpuUsage(before);
globalThis.gc?.();
silent.log(JSON.stringify({ milliseconds, cpu: (user + system) / 1000, bytes: process.memoryUsage.rss() }));
process.exit();
