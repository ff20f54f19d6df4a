import { context, type MeterProvider, type TracerProvider } from '@opentelemetry/api';
import type { LibraryName } from './library-names.ts';

/** What the shim asks of an instrumentation; those of OpenTelemetry are such. */
export interface Instrumentation {
  setTracerProvider?(provider: TracerProvider): void;
  setMeterProvider?(provider: MeterProvider): void;
  /** Changes in place what one of `Library.patched` exports, classes most often. */
  patch?(exports: object, file: string): void;
}

/** A library that is instrumented, and how. */
export interface Library {
  readonly name: LibraryName;
  /** Modules of Node, which are patched at once. */
  readonly builtins?: readonly string[];
  /** Packages that are patched when they are loaded. With neither, the library is seen from the start. */
  readonly packages?: readonly string[];
  /** Whether it is instrumented from the start although it is a package: it tells by itself what it does. */
  readonly atOnce?: boolean;
  /**
   * Files of the packages, as paths within them, that `patch` is given after they have run, be they CommonJS or ES
   * modules (with named exports alone). Without them the instrumentation sees to CommonJS by hooking `require`.
   */
  readonly patched?: readonly string[];
  /** A text of the library's own that stays in a bundle, minified too, so that one can be told. */
  readonly fingerprint?: string;
  /** Makes the instrumentation; its package is loaded here and not before. */
  readonly make: (load: NodeJS.Require) => Instrumentation;
}

/** What both the instrumentation of node:http and that of undici know of an outgoing request. */
interface OutgoingRequest {
  readonly path?: string | null | undefined;
}

/** An upload of Sentry's, to its own servers or one's own, whose query has the key of the project. */
const sentryUpload = /^[^?]*\/api\/[^/?]+\/envelope\/\?.*sentry_key=/;

/**
 * Whether an outgoing request is none of the application's: the shim's own, which would never end if it were traced, or
 * an upload of Sentry, whose newest version says so to its own spans alone.
 */
export function untraced(load: NodeJS.Require): (request: OutgoingRequest) => boolean {
  const { isTracingSuppressed } = load('@opentelemetry/core') as typeof import('@opentelemetry/core');
  return ({ path }) =>
    isTracingSuppressed(context.active()) || (typeof path === 'string' && sentryUpload.test(path));
}
