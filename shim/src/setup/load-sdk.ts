/**
 * The SDK, loaded when telemetry starts and not before: importing the shim must stay cheap, and costs
 * nothing more where it is switched off.
 */
export async function loadSdk() {
  const [
    trace,
    metrics,
    logs,
    resources,
    core,
    hooks,
    prometheus,
    traceExporter,
    metricExporter,
    logExporter,
  ] = await Promise.all([
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/sdk-metrics'),
    import('@opentelemetry/sdk-logs'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/core'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/exporter-prometheus'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
    import('@opentelemetry/exporter-metrics-otlp-proto'),
    import('@opentelemetry/exporter-logs-otlp-proto'),
  ]);
  return {
    trace,
    metrics,
    logs,
    resources,
    core,
    hooks,
    prometheus,
    traceExporter,
    metricExporter,
    logExporter,
  };
}

export type Sdk = Awaited<ReturnType<typeof loadSdk>>;
