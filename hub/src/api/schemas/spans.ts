import Type, { type Static } from 'typebox';
import { Fields, Nullable, oneOf, Ref, Text, Time } from './parts.ts';

/** Spans as they were sent: whole, and as lines of a list. */

/** Which span it is, of what, and when it began. */
const whose = {
  span_id: Type.String(),
  parent_span_id: Nullable(Type.String()),
  name: Type.String(),
  kind: oneOf(['unspecified', 'internal', 'server', 'client', 'producer', 'consumer']),
  service: Type.String(),
  start_time: Time('Start.'),
};

const status = oneOf(['unset', 'ok', 'error']);

export const Span = Type.Object(
  {
    trace_id: Type.String(),
    ...whose,
    end_time: Nullable(Time('End.')),
    duration_ms: Nullable(Type.Number()),
    status,
    status_message: Type.String(),
    attributes: Fields('Span attributes as sent.'),
    resource: Fields('Resource attributes as sent.'),
    events: Type.Array(
      Type.Object({ name: Type.String(), time: Time('When.'), attributes: Fields('As sent.') }),
    ),
    links: Type.Array(
      Type.Object({ trace_id: Type.String(), span_id: Type.String(), attributes: Fields('As sent.') }),
    ),
  },
  { $id: 'Span' },
);

const SpanLine = Type.Object(
  {
    ...whose,
    duration_ms: Nullable(Type.Number({ description: 'Null while it runs.' })),
    status,
  },
  { $id: 'SpanLine' },
);

export const SpanLineList = Type.Object(
  {
    spans: Type.Array(Ref(SpanLine), { description: 'By start.' }),
    next_cursor: Nullable(Text('Give it as `cursor` to get the next page; null on the last.')),
  },
  { $id: 'SpanLineList' },
);

export const spanSchemas = [Span, SpanLine, SpanLineList];

export type Span = Static<typeof Span>;
export type SpanLine = Static<typeof SpanLine>;
