import { eventTypes, severities } from '@observatory/shim/conventions';
import Type from 'typebox';
import { MOST_OF_EVENT } from '../../search/beginning.ts';
import { Fields, Nullable, oneOf, Ref, Text, Time } from './parts.ts';

export const ListedEvent = Type.Object(
  {
    cursor: Text('Place in the streams of events; what was stored later has a larger one.'),
    id: Type.String(),
    type: oneOf(eventTypes),
    severity: oneOf(severities),
    time: Time('When.'),
    message: Text(
      `${MOST_OF_EVENT} characters at most; a longer one ends with …, and is whole in the events of GET /api/v1/executions/{id}.`,
    ),
    agent: Nullable(Text('Name of the agent, or of the workflow, that it is of.')),
    service: Nullable(Text('Name of the service that sent it.')),
    execution_id: Nullable(Type.String()),
    trace_id: Nullable(Type.String()),
    span_id: Nullable(Type.String()),
    step: Nullable(Type.String()),
    data: Fields(
      'Its attributes as sent; a long `exception.message` or `exception.stacktrace` is cut like the message.',
    ),
  },
  { $id: 'ListedEvent' },
);

export const EventList = Type.Object(
  {
    events: Type.Array(Ref(ListedEvent), { description: 'Newest first.' }),
    next_cursor: Nullable(Text('`cursor` of the next page; null on the last one.')),
    start_time: Time('The events are from then on …'),
    end_time: Time('… and before then.'),
    note: Type.Optional(Text('What was not searched, since content is encrypted, or is no longer kept.')),
  },
  { $id: 'EventList' },
);

export const eventSchemas = [ListedEvent, EventList];
