/**
 * The SDK, loaded when telemetry starts and not before: importing the shim must stay cheap, and costs
 * nothing more where it is switched off.
 */
export async function loadSdk() {
  const [trace, metrics, logs, resources, core, hooks, transformer, batching, exporting, sending] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/sdk-metrics'),
      import('@opentelemetry/sdk-logs'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/core'),
      import('@opentelemetry/context-async-hooks'),
      import('@opentelemetry/otlp-transformer'),
      import('./batcher.ts'),
      import('./otlp-export.ts'),
      import('./otlp-sender.ts'),
    ]);
  return { trace, metrics, logs, resources, core, hooks, transformer, ...batching, ...exporting, ...sending };
}

export type Sdk = Awaited<ReturnType<typeof loadSdk>>;
