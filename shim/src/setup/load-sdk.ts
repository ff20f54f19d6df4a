import { createRequire } from 'node:module';

/** The parts of OpenTelemetry's SDK that the shim uses. */
export interface Sdk {
  readonly trace: typeof import('@opentelemetry/sdk-trace-base');
  readonly metrics: typeof import('@opentelemetry/sdk-metrics');
  readonly logs: typeof import('@opentelemetry/sdk-logs');
  readonly resources: typeof import('@opentelemetry/resources');
  readonly core: typeof import('@opentelemetry/core');
  readonly hooks: typeof import('@opentelemetry/context-async-hooks');
  readonly transformer: typeof import('@opentelemetry/otlp-transformer');
}

/** What sending records takes of the SDK. */
export type Transport = Pick<Sdk, 'core' | 'transformer'>;

/**
 * The SDK, loaded at once: a library that is loaded right after `init` is called, or a span that is started
 * then, finds it in place. Null in a bundle, where there is nothing to require.
 */
export function requireSdk(): Sdk | null {
  try {
    const load = createRequire(import.meta.url);
    return {
      trace: load('@opentelemetry/sdk-trace-base'),
      metrics: load('@opentelemetry/sdk-metrics'),
      logs: load('@opentelemetry/sdk-logs'),
      resources: load('@opentelemetry/resources'),
      core: load('@opentelemetry/core'),
      hooks: load('@opentelemetry/context-async-hooks'),
      transformer: load('@opentelemetry/otlp-transformer'),
    };
  } catch {
    return null;
  }
}

/** As `requireSdk`, in a way that bundlers follow. */
export async function importSdk(): Promise<Sdk> {
  const [trace, metrics, logs, resources, core, hooks, transformer] = await Promise.all([
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/sdk-metrics'),
    import('@opentelemetry/sdk-logs'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/core'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/otlp-transformer'),
  ]);
  return { trace, metrics, logs, resources, core, hooks, transformer };
}

/** As `requireSdk`, for sending alone. */
export function requireTransport(): Transport | null {
  try {
    const load = createRequire(import.meta.url);
    return { core: load('@opentelemetry/core'), transformer: load('@opentelemetry/otlp-transformer') };
  } catch {
    return null;
  }
}

/** As `importSdk`, for sending alone. */
export async function importTransport(): Promise<Transport> {
  const [core, transformer] = await Promise.all([
    import('@opentelemetry/core'),
    import('@opentelemetry/otlp-transformer'),
  ]);
  return { core, transformer };
}
