import type { Attributes } from '@opentelemetry/api';
import { areUserIdsPlain } from '../context/pseudonym.ts';
import { hideUserIds } from '../context/user-ids.ts';
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
  return isTracing() ? runInSpan(shimTracer(), name, fn, context, spanAttributes) : runPlain(fn);
}

/** Texts that are longer are cut to the budget of one value; looking at each would cost more than the rest. */
const LONG = 256;

/** The texts, numbers and booleans of a context; short names beside their standard attributes. */
function spanAttributes(context: LogContext | undefined): Attributes | undefined {
  if (typeof context !== 'object' || context === null) return undefined;
  const attributes: Attributes = {};
  addAttributes(attributes, context);
  const { metadata } = context;
  if (typeof metadata === 'object' && metadata !== null) addAttributes(attributes, metadata);
  if (!areUserIdsPlain()) hideUserIds(attributes);
  return attributes;
}

function addAttributes(attributes: Attributes, given: Readonly<Record<string, unknown>>): void {
  for (const key of Object.keys(given)) {
    const value = given[key];
    if (typeof value === 'string') {
      const text = value.length > LONG ? payload(value).text : value;
      add(attributes, key, isSecretName(key) ? REDACTED : text);
    } else if (typeof value === 'number' || typeof value === 'boolean') {
      add(attributes, key, value);
    }
  }
}

function add(attributes: Attributes, key: string, value: string | number | boolean): void {
  attributes[key] = value;
  const standard = plainSpanNames.get(key);
  if (standard !== undefined) attributes[standard] = value;
}
