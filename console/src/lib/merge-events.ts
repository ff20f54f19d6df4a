import type { ObservabilityEvent } from '@observatory/shim/conventions';
import type { ExecutionEvent } from '../hub/types.ts';

/** An event of the live stream (VX9) in the shape of the hub's answer on an execution. */
export function liveEvent(event: ObservabilityEvent): ExecutionEvent {
  return {
    cursor: '',
    id: event.id,
    type: event.type,
    severity: event.severity,
    time: event.timestamp,
    message: event.message,
    execution_id: event.executionId ?? null,
    trace_id: event.traceId ?? null,
    span_id: event.spanId ?? null,
    step: event.step ?? null,
    data: { ...event.data },
  };
}

/** Events by time, each once; where one is in both lists the hub's answer wins, for it holds all attributes. */
export function mergeEvents(
  answered: readonly ExecutionEvent[],
  live: readonly ExecutionEvent[],
): readonly ExecutionEvent[] {
  const known = new Set(answered.map((event) => event.id));
  const fresh = live.filter((event) => !known.has(event.id));
  if (fresh.length === 0) return answered;
  return [...answered, ...fresh].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}
