import { eventTypes, severities } from '@observatory/shim/conventions';
import Type, { type Static } from 'typebox';
import { Evaluation } from './evaluations.ts';
import { ExecutionSummary, Step } from './executions.ts';
import { Fields, Json, Nullable, oneOf, Ref, Text, Time } from './parts.ts';
import { Span } from './spans.ts';

/** One execution with all that belongs to it. */

export const Event = Type.Object(
  {
    cursor: Text('Place in the stream; later events have a larger one.'),
    id: Type.String(),
    type: oneOf(eventTypes),
    severity: oneOf(severities),
    time: Time('When.'),
    message: Type.String(),
    execution_id: Nullable(Type.String()),
    trace_id: Nullable(Type.String()),
    span_id: Nullable(Type.String()),
    step: Nullable(Type.String()),
    data: Fields('All attributes of the event as sent.'),
  },
  { $id: 'Event' },
);

export const LogLine = Type.Object(
  {
    time: Time('When.'),
    severity: oneOf(severities),
    severity_text: Type.String(),
    message: Type.String(),
    service: Type.String(),
    trace_id: Nullable(Type.String()),
    span_id: Nullable(Type.String()),
    attributes: Fields('As sent.'),
  },
  { $id: 'LogLine' },
);

export const ExecutionLinks = Type.Object(
  {
    trace: Nullable(Text("Jaeger's page of its trace; null without OBSERVATORY_JAEGER_URL.")),
    logs: Nullable(Text('Grafana: log lines of its trace; null without OBSERVATORY_GRAFANA_URL.')),
    dashboard: Nullable(Text('Grafana: its agent or workflow around that time; null likewise.')),
  },
  { $id: 'ExecutionLinks' },
);

export const ExecutionDetail = Type.Object(
  {
    execution: Ref(ExecutionSummary),
    parents: Type.Array(Ref(ExecutionSummary), { description: 'From the outermost execution down.' }),
    children: Type.Array(Ref(ExecutionSummary), {
      description: 'Executions started directly from this one.',
    }),
    steps: Type.Array(Ref(Step), {
      description: 'By start; those of executions within this one included.',
    }),
    spans: Type.Array(Ref(Span), { description: 'Spans of the trace, by start.' }),
    events: Type.Array(Ref(Event), {
      description: 'Events of this execution and those within it, by time.',
    }),
    logs: Type.Array(Ref(LogLine), { description: 'Log lines of the trace, by time.' }),
    logs_from: Type.Object({
      source: oneOf(['hub', 'loki'], 'Whose lines these are.'),
      error: Nullable(Text('Why they are not from Loki, where the hub knows one.')),
    }),
    evaluations: Type.Array(Ref(Evaluation), {
      description: 'Judgements of this execution and those within it, by time.',
    }),
    links: Ref(ExecutionLinks),
    input: Json('What the execution was given, where content is recorded.'),
    output: Json('What it answered, where content is recorded.'),
    truncated: Type.Array(oneOf(['spans', 'events', 'logs', 'steps', 'evaluations']), {
      description: 'Lists that were cut at their limit.',
    }),
  },
  { $id: 'ExecutionDetail' },
);

export const executionDetailSchemas = [Event, LogLine, ExecutionLinks, ExecutionDetail];

export type Event = Static<typeof Event>;
export type LogLine = Static<typeof LogLine>;
export type ExecutionLinks = Static<typeof ExecutionLinks>;
export type ExecutionDetail = Static<typeof ExecutionDetail>;
