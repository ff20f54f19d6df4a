import { executionStatuses } from '@observatory/shim/conventions';
import Type, { type Static } from 'typebox';
import { Nullable, oneOf, Ref, Text, Time } from './parts.ts';
import { Span } from './spans.ts';

/** IA2: the described system's trace; seconds, and `trace_id` the OpenTelemetry id. */
export const Trace = Type.Object(
  {
    trace_id: Type.String(),
    execution_id: Nullable(Type.String()),
    workflow_id: Nullable(Type.String()),
    name: Type.String(),
    status: oneOf(executionStatuses),
    start_time: Time('Start.'),
    end_time: Nullable(Time('End; null while running.')),
    duration: Nullable(Type.Number({ description: 'Seconds; null while running.' })),
    spans: Type.Array(Ref(Span), { description: 'Spans of the trace, by start.' }),
    spans_truncated: Type.Boolean({ description: 'Whether there are more spans than these.' }),
  },
  { $id: 'Trace' },
);

export const TraceList = Type.Object(
  {
    traces: Type.Array(Ref(Trace)),
    next_cursor: Nullable(Text('Give it as `cursor` to get the next page; null on the last.')),
  },
  { $id: 'TraceList' },
);

export const traceListSchemas = [Trace, TraceList];

export type Trace = Static<typeof Trace>;
export type TraceList = Static<typeof TraceList>;
