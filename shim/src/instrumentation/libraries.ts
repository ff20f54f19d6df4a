import { context, type MeterProvider, type TracerProvider } from '@opentelemetry/api';
import type { LibraryName } from './library-names.ts';
import { isOwnConnection } from './own-connections.ts';

/** What the shim asks of an instrumentation of OpenTelemetry. */
export interface Instrumentation {
  setTracerProvider(provider: TracerProvider): void;
  setMeterProvider(provider: MeterProvider): void;
}

/** A library that is instrumented, and how. */
export interface Library {
  readonly name: LibraryName;
  /** Modules of Node, which are patched at once. */
  readonly builtins?: readonly string[];
  /** Packages that are patched when they are loaded. With neither, the library is seen from the start. */
  readonly packages?: readonly string[];
  /** Makes the instrumentation; its package is loaded here and not before. */
  readonly make: (load: NodeJS.Require) => Instrumentation;
}

/** Whether the work at hand is the shim's own, which must not be traced: it would never end. */
function untraced(load: NodeJS.Require): () => boolean {
  const { isTracingSuppressed } = load('@opentelemetry/core') as typeof import('@opentelemetry/core');
  return () => isTracingSuppressed(context.active());
}

/** Every library that the shim instruments. */
export const libraries: readonly Library[] = [
  {
    name: 'http',
    builtins: ['node:http', 'node:https'],
    make: (load) => {
      const { HttpInstrumentation } = load(
        '@opentelemetry/instrumentation-http',
      ) as typeof import('@opentelemetry/instrumentation-http');
      return new HttpInstrumentation({
        ignoreIncomingRequestHook: ({ socket }) => isOwnConnection(socket),
        ignoreOutgoingRequestHook: untraced(load),
      });
    },
  },
  {
    name: 'undici',
    make: (load) => {
      const { UndiciInstrumentation } = load(
        '@opentelemetry/instrumentation-undici',
      ) as typeof import('@opentelemetry/instrumentation-undici');
      return new UndiciInstrumentation({ ignoreRequestHook: untraced(load) });
    },
  },
  {
    name: 'express',
    packages: ['express'],
    make: (load) => {
      const { ExpressInstrumentation } = load(
        '@opentelemetry/instrumentation-express',
      ) as typeof import('@opentelemetry/instrumentation-express');
      return new ExpressInstrumentation();
    },
  },
  {
    name: 'pg',
    packages: ['pg', 'pg-pool'],
    make: (load) => {
      const { PgInstrumentation } = load(
        '@opentelemetry/instrumentation-pg',
      ) as typeof import('@opentelemetry/instrumentation-pg');
      return new PgInstrumentation();
    },
  },
];
