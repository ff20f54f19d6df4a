import type { Span } from '@opentelemetry/api';
import { areUserIdsPlain } from '../context/pseudonym.ts';
import { hideUserIds } from '../context/user-ids.ts';
import { Attr, operationFamilies, operationFamilyOf } from '../conventions/index.ts';
import { isTracing, shimTracer } from '../setup/tracing-api.ts';
import { callerAttributes } from '../tracking/caller-attributes.ts';
import { runInSpan } from './run-in-span.ts';
import { runPlain } from './run-plain.ts';
import { plainSpanNames } from './short-names.ts';

/** Attributes of an operation: texts, numbers, booleans and lists of them; anything else is kept as JSON text. */
export type OperationAttributes = Readonly<Record<string, unknown>>;

/**
 * Runs fn once in a span of this name below the current one, and gives its result (AE3). fn's error is recorded
 * and thrown on unchanged. Names such as `file.write`, `registry.update`, `transaction.commit`,
 * `knowledge.search` and `orchestration.cycle` are of families, whose short names of attributes are sent under
 * their standard ones too. Without an SDK fn just runs.
 */
export function traceOperation<T>(
  name: string,
  attributes: OperationAttributes | undefined,
  fn: () => T | PromiseLike<T>,
): Promise<T> {
  return isTracing() ? runInSpan(shimTracer(), name, fn, attributes, describeOperation) : runPlain(fn);
}

/** Puts onto the span of an operation what it carries. */
export function describeOperation(span: Span, given: OperationAttributes | undefined, name: string): void {
  const attributes = callerAttributes(given) ?? {};
  for (const key of Object.keys(attributes)) {
    const standard = plainSpanNames.get(key);
    if (standard !== undefined) attributes[standard] = attributes[key];
  }
  const family = operationFamilyOf(name);
  if (family !== undefined) {
    attributes[Attr.operationFamily] = family;
    for (const [key, standard] of Object.entries(operationFamilies[family])) {
      if (attributes[key] !== undefined) attributes[standard] ??= attributes[key];
    }
  }
  if (!areUserIdsPlain()) hideUserIds(attributes);
  span.setAttributes(attributes);
}
