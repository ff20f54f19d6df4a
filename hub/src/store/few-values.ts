import {
  Attr,
  executionKinds,
  executionStatuses,
  operations,
  stepKinds,
} from '@observatory/shim/conventions';
import type { AttributeValue } from '../otlp/records.ts';

const json = (values: readonly AttributeValue[]): ReadonlySet<string> =>
  new Set(values.map((value) => JSON.stringify(value)));

/** Attributes of which there are few values, with these as JSON: they are part of a shape. */
const known: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [Attr.operationName, json(operations)],
  [Attr.executionKind, json(executionKinds)],
  [Attr.executionStatus, json(executionStatuses)],
  [Attr.stepKind, json(stepKinds)],
  [Attr.stepStatus, json(executionStatuses)],
  [Attr.toolType, json(['function', 'extension', 'datastore'])],
  [
    Attr.finishReasons,
    json(
      ['stop', 'length', 'tool_calls', 'tool_call', 'tool_use', 'end_turn', 'content_filter'].map((one) => [
        one,
      ]),
    ),
  ],
]);

/** The value as JSON, where it is one of few; null where it is any. It begins with `"` or `[`. */
export function fewValueOf(key: string, value: AttributeValue): string | null {
  const values = known.get(key);
  if (values === undefined) return null;
  const text = JSON.stringify(value);
  return values.has(text) ? text : null;
}
