import {
  eventTypes,
  executionKinds,
  executionStatuses,
  severities,
  stepKinds,
} from '@observatory/shim/conventions';
import Type, { type Static } from 'typebox';
import { alertActionNames } from '../../alerts/alert-actions.ts';
import { alertSources, alertStates, alertStatuses } from '../../alerts/alert-notice.ts';
import { accessSchemas } from './access.ts';
import { auditSchemas } from './audit.ts';
import { costSchemas } from './cost.ts';
import { encryptionSchemas } from './encryption.ts';
import { Evaluation, evaluationSchemas } from './evaluations.ts';
import { eventSchemas } from './events.ts';
import { failureSchemas } from './failures.ts';
import { FleetHealth, PerformanceMetrics } from './health.ts';
import { loginSchemas } from './login.ts';
import { notificationSchemas } from './notifications.ts';
import { otlpExportSchemas } from './otlp-export.ts';
import { overviewSchemas } from './overview.ts';
import { participantSchemas } from './participants.ts';
import { Count, Fields, Json, Nullable, oneOf, Ref, Text, Time } from './parts.ts';
import { predictionSchemas } from './predictions.ts';
import { privacySchemas } from './privacy.ts';
import { recordSchemas } from './records.ts';
import { resourceSchemas } from './resources.ts';
import { ruleSchemas } from './rules.ts';
import { savedSchemas } from './saved.ts';
import { searchSchemas } from './search.ts';
import { sqlSchemas } from './sql.ts';
import { stateFields } from './state.ts';
import { traceSchemas } from './traces.ts';

/** Shapes of the API's answers. Keys of `/api/v1` are snake_case; times are ISO 8601 with microseconds in UTC. */

export const Usage = Type.Object(
  {
    input_tokens: Count('Input tokens, cached ones included.'),
    output_tokens: Count('Output tokens, reasoning included.'),
    cache_read_tokens: Count('Part of the input that came from the cache.'),
    cache_write_tokens: Count('Part of the input that was written to the cache.'),
    reasoning_tokens: Count('Part of the output spent on reasoning.'),
  },
  { $id: 'Usage' },
);

export const Failure = Type.Object(
  { type: Text('Type of the error, such as TimeoutError or abandoned.'), message: Text('What it said.') },
  { $id: 'Failure' },
);

export const ModelUsage = Type.Object(
  {
    provider: Nullable(Text('Provider, as in gen_ai.provider.name.')),
    model: Text('The model that answered.'),
    calls: Count('Inferences.'),
    usage: Ref(Usage),
    cost_usd: Nullable(Type.Number({ description: 'US dollars; null while nothing of it is priced.' })),
    unpriced_calls: Count('Inferences whose model has no price.'),
  },
  { $id: 'ModelUsage' },
);

export const executionMarks = ['clock_skew', 'missing_end', 'missing_start'] as const;

export const ExecutionSummary = Type.Object(
  {
    id: Text('48 hex digits: trace id and span id.'),
    trace_id: Text('32 hex digits.'),
    span_id: Text('16 hex digits.'),
    parent_id: Nullable(Text('The execution that this one was started from.')),
    kind: oneOf(executionKinds),
    name: Text('Name of the agent or workflow.'),
    operation: Nullable(Text('What it was asked to do.')),
    status: oneOf(executionStatuses),
    error: Nullable(Ref(Failure)),
    started_at: Time('Start.'),
    ended_at: Nullable(Time('End; null while running.')),
    duration_ms: Nullable(Type.Number({ description: 'Milliseconds; null while running.' })),
    last_event_at: Time('Last sign of life: a span or an event.'),
    service: Text('service.name of the sender.'),
    environment: Nullable(Text('deployment.environment.name of the sender.')),
    version: Nullable(Text('Of the agent, else of the sender.')),
    user_id: Nullable(Type.String()),
    session_id: Nullable(Type.String()),
    task_id: Nullable(Type.String()),
    conversation_id: Nullable(Type.String()),
    usage: Ref(Usage),
    own_usage: Ref(Usage),
    cost_usd: Nullable(
      Type.Number({
        description: 'US dollars, executions within this one included; null while nothing is priced.',
      }),
    ),
    own_cost_usd: Nullable(Type.Number({ description: 'The same without the executions within this one.' })),
    unpriced_calls: Count('Inferences, executions within this one included, whose model has no price.'),
    llm_calls: Count('Inferences, executions within this one included.'),
    tool_calls: Count('Tool calls, executions within this one included.'),
    step_count: Count('Steps of this execution itself.'),
    models: Type.Array(Ref(ModelUsage), {
      description: 'By model, executions within this one included.',
    }),
    marks: Type.Array(oneOf(executionMarks), { description: 'What the hub found odd about the data.' }),
  },
  { $id: 'ExecutionSummary' },
);

export const Step = Type.Object(
  {
    step_id: Text('16 hex digits: the span id.'),
    parent_step_id: Nullable(Text('The step within which this one ran.')),
    execution_id: Text('The execution that it is a step of.'),
    child_execution_id: Nullable(Text('Where the step is an execution of its own: its id.')),
    kind: oneOf(stepKinds),
    name: Text('Name of the step, tool, model, agent or workflow.'),
    status: oneOf(executionStatuses),
    started_at: Time('Start.'),
    ended_at: Nullable(Time('End; null while running.')),
    duration_ms: Nullable(Type.Number()),
    attempt: Nullable(
      Type.Integer({ description: 'Which try this was, from 1, where the step was retried.' }),
    ),
    provider: Nullable(Type.String()),
    model: Nullable(Type.String()),
    usage: Nullable(Ref(Usage)),
    cost_usd: Nullable(Type.Number()),
    cost_source: Nullable(oneOf(['provider', 'table', 'override', 'unpriced'], 'Where the cost comes from.')),
    error: Nullable(Ref(Failure)),
    data: Nullable(Fields('What the service recorded with the step.')),
  },
  { $id: 'Step' },
);

export const Span = Type.Object(
  {
    trace_id: Type.String(),
    span_id: Type.String(),
    parent_span_id: Nullable(Type.String()),
    name: Type.String(),
    kind: oneOf(['unspecified', 'internal', 'server', 'client', 'producer', 'consumer']),
    service: Type.String(),
    start_time: Time('Start.'),
    end_time: Nullable(Time('End.')),
    duration_ms: Nullable(Type.Number()),
    status: oneOf(['unset', 'ok', 'error']),
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
    span_id: Type.String(),
    parent_span_id: Nullable(Type.String()),
    name: Type.String(),
    kind: oneOf(['unspecified', 'internal', 'server', 'client', 'producer', 'consumer']),
    service: Type.String(),
    start_time: Time('Start.'),
    duration_ms: Nullable(Type.Number({ description: 'Null while it runs.' })),
    status: oneOf(['unset', 'ok', 'error']),
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

export const ExecutionList = Type.Object(
  {
    executions: Type.Array(Ref(ExecutionSummary)),
    next_cursor: Nullable(Text('Give it as `cursor` to get the next page; null on the last.')),
    note: Type.Optional(Text('What was not searched, since content is encrypted, or is no longer kept.')),
  },
  { $id: 'ExecutionList' },
);

export const unknownStates = ['too_large', 'missing', 'damaged'] as const;

export const Snapshot = Type.Object(
  {
    sequence: Count('Place in the execution, from 0; a gap is a snapshot that never came.'),
    time: Time('When.'),
    step: Nullable(Text('Name of the step that it belongs to.')),
    state: Json('The state then; null also where it is not known.'),
    unknown: Nullable(
      oneOf(
        unknownStates,
        'Why the state is not known: it was too large to send, one that it builds upon is missing, or what came is no such thing. Null where it is known.',
      ),
    ),
  },
  { $id: 'Snapshot' },
);
export const SnapshotList = Type.Object(
  {
    snapshots: Type.Array(Ref(Snapshot), { description: 'By sequence.' }),
    next_from: Nullable(
      Type.Integer({ description: 'Give it as `from` to get the next page; null on the last.' }),
    ),
  },
  { $id: 'SnapshotList' },
);

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

const runFigures = {
  started: Count('Runs that began.'),
  completed: Count('Of these, how many ended well.'),
  failed: Count('Of these, how many failed.'),
  cancelled: Count('Of these, how many were cancelled.'),
  running: Count('Of these, how many still run.'),
  cost_usd: Nullable(
    Type.Number({ description: 'US dollars of what is priced; null where nothing of it is.' }),
  ),
  unpriced_calls: Count('Inferences whose model has no price.'),
  tokens: Count('Input and output tokens.'),
};

export const Stats = Type.Object(
  {
    minutes: Type.Integer(),
    bucket_seconds: Type.Integer(),
    buckets: Type.Array(Type.Object({ time: Time('Begin of the bucket.'), ...runFigures })),
    totals: Type.Object(runFigures, { description: 'Over the buckets; `running` counts all that run now.' }),
  },
  { $id: 'Stats' },
);

export const Health = Type.Object(
  {
    status: oneOf(['ok', 'unavailable']),
    checks: Type.Record(
      Type.String(),
      Type.Object({ ok: Type.Boolean(), detail: Text('What was checked, or what is wrong.') }),
    ),
  },
  { $id: 'Health' },
);

export const Status = Type.Object(
  {
    version: Type.String(),
    node: Type.String(),
    started_at: Time('Start of the hub.'),
    uptime_seconds: Type.Number(),
    memory_bytes: Type.Integer({ description: 'Resident memory of the hub itself.' }),
    store: Text('`embedded` or `server`.'),
    prices: Fields('Version and date of the price table.'),
    counts: Nullable(
      Type.Object(
        {
          executions: Count('Executions stored.'),
          running: Count('Executions running.'),
          spans: Count('Spans stored.'),
          events: Count('Events stored.'),
          logs: Count('Log lines stored.'),
          fold_queue: Count('Entries that wait to be folded into executions.'),
        },
        { description: 'Null while the database does not answer.' },
      ),
    ),
    queue: Type.Object({
      waiting_bytes: Count('Rough bytes that wait for the database; the same as of writer.'),
    }),
    streams: Type.Object({ open: Count('Live streams open.') }),
    ...stateFields,
  },
  { $id: 'Status' },
);

export const ErrorAnswer = Type.Object(
  {
    error: Type.Object({
      code: Type.String(),
      message: Text('What was expected, what came, what to do.'),
      where: Type.Optional(Type.String()),
    }),
  },
  { $id: 'ErrorAnswer' },
);

const Texts = (description: string) => Type.Record(Type.String(), Type.String(), { description });
const Names = (description: string) => Type.Array(Type.String(), { description });

export const Instrumentation = Type.Object(
  {
    service: Text('Name of the service.'),
    instance: Nullable(Text('service.instance.id of the process.')),
    reported_at: Time('When its shim said so.'),
    instrumented: Names('Libraries that are seen.'),
    late: Names('Loaded before the shim: what was set up with them by then may not be seen.'),
    unreached: Names('Bundled into the service, where nothing reaches them.'),
    waiting: Names('Installed, and not loaded by then.'),
    unwrapped: Names('Packages that would be seen through a wrapper, each with the line that adds it.'),
  },
  { $id: 'Instrumentation' },
);

export const Alert = Type.Object(
  {
    id: Text('Of this occurrence: fingerprint and start.'),
    fingerprint: Text('Of the labels: the same whenever this alert fires.'),
    source: oneOf(alertSources, 'Who told the hub.'),
    name: Text('Label alertname.'),
    severity: Text('Label severity, or none.'),
    status: oneOf(alertStatuses, 'What whoever evaluates it says.'),
    state: oneOf(alertStates, 'The same with what people said of it: a silence, an acknowledgement.'),
    summary: Nullable(Text('Annotation summary.')),
    description: Nullable(Text('Annotation description.')),
    labels: Texts('What fires; values above 1,024 bytes are cut.'),
    annotations: Texts('What is said of it, links included; values above 4,096 bytes are cut.'),
    starts_at: Time('When it began to fire.'),
    ends_at: Nullable(Time('When it was over; null while it fires.')),
    duration_ms: Nullable(Type.Number({ description: 'Milliseconds; null while it fires.' })),
    received_at: Time('When the hub heard of it first.'),
    last_notified_at: Time('When the hub heard of it last.'),
    generator_url: Nullable(Text('Where its expression can be seen.')),
    runbook: Nullable(Text("Path of the hub's page about it.")),
    condition: Nullable(Text('Of the rule of the hub; null for what others evaluate.')),
    rule: Nullable(
      Type.Object(
        {
          threshold: Type.Number(),
          window: Text('As 5m.'),
          value: Nullable(Type.Number()),
        },
        { description: 'The rule of the hub as it was when the alert began to fire.' },
      ),
    ),
    event: Nullable(
      Type.Object(
        {
          app: Text('Agent, else workflow, else service.'),
          event_type: Text('Type of the event.'),
          timestamp: Time('When it was.'),
        },
        { description: 'The newest event that the rule counted then.' },
      ),
    ),
    acknowledged_at: Nullable(Time('When somebody took it on.')),
    acknowledged_by: Nullable(Text('Who.')),
    silenced_until: Nullable(Time('End of the silence that holds of it.')),
    silence_id: Nullable(Text('That silence.')),
    actions: Type.Optional(
      Type.Array(
        Type.Object({
          at: Time('When.'),
          action: oneOf(alertActionNames),
          by: Text('Who.'),
          comment: Text('Why.'),
        }),
        { description: 'Who did what to it, oldest first; not in lists.' },
      ),
    ),
  },
  { $id: 'Alert' },
);

export const AlertList = Type.Object(
  {
    alerts: Type.Array(Ref(Alert)),
    next_cursor: Nullable(Text('For the next page; null on the last one.')),
  },
  { $id: 'AlertList' },
);

export const AlertsTaken = Type.Object(
  {
    taken: Count('Alerts of the message that are in the history now.'),
    left_out: Type.Object({
      invalid_record: Count('Alerts that are of another form.'),
      too_many: Count('Alerts beyond the most that one message may hold.'),
      truncated: Count('Alerts that Alertmanager itself left out (max_alerts).'),
    }),
    shortened: Count('Labels and annotations that were cut or left out.'),
    fault: Nullable(Text('What was wrong with the first invalid one.')),
  },
  { $id: 'AlertsTaken' },
);

export const schemas = [
  ...notificationSchemas,
  ...accessSchemas,
  ...auditSchemas,
  ...costSchemas,
  ...encryptionSchemas,
  Usage,
  Failure,
  ModelUsage,
  ExecutionSummary,
  Step,
  Span,
  SpanLine,
  SpanLineList,
  Event,
  LogLine,
  ExecutionLinks,
  ExecutionDetail,
  ExecutionList,
  Snapshot,
  SnapshotList,
  Trace,
  TraceList,
  Stats,
  Health,
  Status,
  FleetHealth,
  PerformanceMetrics,
  Instrumentation,
  Alert,
  AlertList,
  AlertsTaken,
  ...eventSchemas,
  ...searchSchemas,
  ...traceSchemas,
  ErrorAnswer,
  ...otlpExportSchemas,
  ...overviewSchemas,
  ...failureSchemas,
  ...resourceSchemas,
  ...evaluationSchemas,
  ...participantSchemas,
  ...predictionSchemas,
  ...recordSchemas,
  ...ruleSchemas,
  ...savedSchemas,
  ...sqlSchemas,
  ...privacySchemas,
  ...loginSchemas,
];

export type Usage = Static<typeof Usage>;
export type Failure = Static<typeof Failure>;
export type ModelUsage = Static<typeof ModelUsage>;
export type ExecutionSummary = Static<typeof ExecutionSummary>;
export type Step = Static<typeof Step>;
export type Span = Static<typeof Span>;
export type SpanLine = Static<typeof SpanLine>;
export type Event = Static<typeof Event>;
export type LogLine = Static<typeof LogLine>;
export type ExecutionLinks = Static<typeof ExecutionLinks>;
export type ExecutionDetail = Static<typeof ExecutionDetail>;
export type ExecutionList = Static<typeof ExecutionList>;
export type Snapshot = Static<typeof Snapshot>;
export type UnknownState = (typeof unknownStates)[number];
export type ExecutionMark = (typeof executionMarks)[number];
export type Alert = Static<typeof Alert>;
export type Trace = Static<typeof Trace>;
export type TraceList = Static<typeof TraceList>;
