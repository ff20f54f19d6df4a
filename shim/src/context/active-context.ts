import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, context, ROOT_CONTEXT } from '@opentelemetry/api';
import { processWide } from '../setup/process-wide.ts';

/**
 * Keeps contexts where OpenTelemetry has no context manager (switched off, or no SDK), so that
 * `withContext` reaches log lines there too.
 */
const ownStorage = new AsyncLocalStorage<Context>();
const probeKey = Symbol('observatory.shim.probe');
const probe = ROOT_CONTEXT.setValue(probeKey, true);
const state = processWide('context', () => ({ managed: false }));

/** The current OpenTelemetry context. */
export function activeContext(): Context {
  return state.managed ? context.active() : (ownStorage.getStore() ?? context.active());
}

/** Runs fn in this context. */
export function runInContext<T>(target: Context, fn: () => T): T {
  state.managed ||= hasContextManager();
  return state.managed ? context.with(target, fn) : ownStorage.run(target, fn);
}

/** Looks anew whether OpenTelemetry manages contexts; for `init` and `shutdown`, which change it. */
export function forgetContextManager(): void {
  state.managed = false;
}

/** Whether OpenTelemetry manages contexts. A manager may give more than it was told (Sentry's does). */
export function hasContextManager(): boolean {
  return context.with(probe, () => context.active().getValue(probeKey) === true);
}
