import type { Span } from '@opentelemetry/api';
import { areUserIdsPlain, pseudonymOf } from '../context/pseudonym.ts';
import { isUserIdName } from '../context/user-ids.ts';
import { runInSpan } from '../operation/run-in-span.ts';
import { runPlain } from '../operation/run-plain.ts';
import { plainSpanNames } from '../operation/short-names.ts';
import { payload } from '../safe/payload.ts';
import { isSecretName, REDACTED } from '../safe/redact.ts';
import { isTracing, shimTracer } from '../setup/tracing-api.ts';
import type { LogContext } from './types.ts';

/**
 * Runs fn once in a span below the current one, which carries the context's texts, numbers and booleans.
 * fn's error is recorded and thrown on unchanged.
 */
export function tracedCall<T>(
  name: string,
  fn: () => T | PromiseLike<T>,
  context: LogContext | undefined,
): Promise<T> {
  return isTracing() ? runInSpan(shimTracer(), name, fn, context, describeCall) : runPlain(fn);
}

/** Texts that are longer are cut to the budget of one value; looking at each would cost more than the rest. */
const LONG = 256;

/** Puts onto the span the texts, numbers and booleans of a context; short names beside their standard attributes. */
function describeCall(span: Span, context: LogContext | undefined): void {
  if (typeof context !== 'object' || context === null) return;
  const arePlain = areUserIdsPlain();
  addMembers(span, context, arePlain);
  const { metadata } = context;
  if (typeof metadata === 'object' && metadata !== null) addMembers(span, metadata, arePlain);
}

function addMembers(span: Span, given: Readonly<Record<string, unknown>>, arePlain: boolean): void {
  // One by one, since an object in between would cost more than what it holds.
  for (const key of Object.keys(given)) {
    const value = given[key];
    if (typeof value === 'string') {
      if (isSecretName(key)) add(span, key, REDACTED);
      else if (!arePlain && isUserIdName(key)) add(span, key, pseudonymOf(value));
      else add(span, key, value.length > LONG ? payload(value).text : value);
    } else if (typeof value === 'number' || typeof value === 'boolean') {
      add(span, key, !arePlain && isUserIdName(key) ? pseudonymOf(String(value)) : value);
    }
  }
}

function add(span: Span, key: string, value: string | number | boolean | undefined): void {
  if (value === undefined) return;
  span.setAttribute(key, value);
  const standard = plainSpanNames.get(key);
  if (standard !== undefined) span.setAttribute(standard, value);
}
