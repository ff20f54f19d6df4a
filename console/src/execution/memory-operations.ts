import { Attr } from '@observatory/shim/conventions';
import type { Span } from '../hub/types.ts';
import { unwrapped } from './messages.ts';

/** What an execution did with the memory of its agent, by one span. */
export interface MemoryOperation {
  readonly spanId: string;
  /** `upsert_memory`, `search_memory` … */
  readonly operation: string;
  readonly store: string | null;
  readonly record: string | null;
  readonly hasFailed: boolean;
  readonly startTime: string;
  /** The records that it kept or found; null where they are not recorded. */
  readonly records: unknown;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);

/** Operations on memories in a trace, by their begin. */
export function memoryOperations(spans: readonly Span[]): MemoryOperation[] {
  return spans.flatMap(({ span_id, attributes, status, start_time }) => {
    const operation = text(attributes[Attr.operationName]);
    if (operation === null || !/_memory(_store)?$/.test(operation)) return [];
    return [
      {
        spanId: span_id,
        operation,
        store: text(attributes[Attr.memoryStoreId]),
        record: text(attributes[Attr.memoryRecordId]),
        hasFailed: status === 'error',
        startTime: start_time,
        records: unwrapped(attributes[Attr.memoryRecords] ?? null),
      },
    ];
  });
}
