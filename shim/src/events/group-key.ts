import type { ObservabilityEvent } from '../conventions/events.ts';

/** Fields of an event by which it can be grouped. */
export const groupFields = [
  'id',
  'type',
  'severity',
  'timestamp',
  'message',
  'executionId',
  'parentExecutionId',
  'kind',
  'agentType',
  'operation',
  'step',
  'service',
  'traceId',
  'spanId',
  'userId',
  'sessionId',
  'taskId',
] as const satisfies readonly (keyof ObservabilityEvent)[];
/** One of the fields by which an event can be grouped. */
export type GroupField = (typeof groupFields)[number];

/** The key under which an event is counted: of several fields the values are joined by `|`. */
export function groupKeyOf(event: ObservabilityEvent, [first, ...others]: readonly GroupField[]): string {
  if (first === undefined) return '';
  // Callers without types may name a field that is no text.
  if (others.length === 0) return String(event[first] ?? '');
  return [first, ...others].map((field) => String(event[field] ?? '').replace(/[\\|]/g, '\\$&')).join('|');
}
