import { context, type MeterProvider, type TracerProvider } from '@opentelemetry/api';

/** What the shim asks of an instrumentation; those of OpenTelemetry are such. */
export interface Instrumentation {
  setTracerProvider(provider: TracerProvider): void;
  setMeterProvider(provider: MeterProvider): void;
}

/** A library that is instrumented, and how. */
export interface Library {
  /** As OpenTelemetry's own instrumentation has it in variables, or as its package is called. */
  readonly name: string;
  /** Modules of Node, which are patched at once. */
  readonly builtins?: readonly string[];
  /** Packages that are patched when they are loaded. With neither, the library is seen from the start. */
  readonly packages?: readonly string[];
  /** Makes the instrumentation; its package is loaded here and not before. */
  readonly make: (load: NodeJS.Require) => Instrumentation;
}

/** Whether the work at hand is the shim's own, which must not be traced: it would never end. */
export function untraced(load: NodeJS.Require): () => boolean {
  const { isTracingSuppressed } = load('@opentelemetry/core') as typeof import('@opentelemetry/core');
  return () => isTracingSuppressed(context.active());
}
