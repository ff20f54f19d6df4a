import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, context, ROOT_CONTEXT } from '@opentelemetry/api';
import { processWide } from '../setup/process-wide.ts';

/**
 * Keeps contexts where OpenTelemetry has no context manager (switched off, or no SDK), so that
 * `withContext` reaches log lines there too.
 */
const ownStorage = new AsyncLocalStorage<Context>();
const probe = ROOT_CONTEXT.setValue(Symbol('observatory.shim.probe'), true);
const state = processWide('context', () => ({ managed: false }));

/** The current OpenTelemetry context. */
export function activeContext(): Context {
  return state.managed ? context.active() : (ownStorage.getStore() ?? context.active());
}

/** Runs fn in this context. */
export function runInContext<T>(target: Context, fn: () => T): T {
  state.managed ||= context.with(probe, () => context.active() === probe);
  return state.managed ? context.with(target, fn) : ownStorage.run(target, fn);
}

/** Looks anew whether OpenTelemetry manages contexts; for `init` and `shutdown`, which change it. */
export function forgetContextManager(): void {
  state.managed = false;
}
