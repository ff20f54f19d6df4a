import { executionKinds, executionStatuses, severities, stepKinds } from '@observatory/shim/conventions';
import Type, { type Static } from 'typebox';
import { ComputedAt } from '../kept-answer.ts';
import { Count, Nullable, oneOf, Ref, Text, Time } from './parts.ts';

const Ms = (description: string) => Type.Number({ description: `Milliseconds: ${description}` });
const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
const pathKinds = [...stepKinds, 'span'] as const;
const PathKind = oneOf(pathKinds, '`span`: none of the steps of an agent.');

const traceHead = {
  trace_id: Text('32 hex digits.'),
  execution_id: Nullable(
    Text('The execution that was asked for, else the first root one of the trace; null where it has none.'),
  ),
  name: Text('Of that execution, else of the first span.'),
  status: oneOf(executionStatuses),
  start_time: Time('Begin of what the answer is of.'),
  end_time: Time('Its end; while it runs, the time of the answer.'),
  duration_ms: Ms('from begin to end.'),
  span_count: Count('Spans that were read.'),
  truncated: Type.Boolean({
    description: 'Whether the trace has more spans than were read, or a list was cut.',
  }),
};

export const CriticalPath = Type.Object(
  {
    ...traceHead,
    segments: Type.Array(
      Type.Object({
        span_id: Nullable(Text('Null where no span of the trace ran.')),
        execution_id: Nullable(Text('The execution that the span is, or is a step of.')),
        name: Type.String(),
        service: Type.String(),
        kind: PathKind,
        status: oneOf(executionStatuses),
        offset_ms: Ms('since the begin.'),
        self_ms: Ms('that passed here, in the span itself.'),
        share: Share('Of the duration.'),
      }),
      { description: 'By time; they do not overlap, and together they are the duration.' },
    ),
    by_step: Type.Array(
      Type.Object({
        name: Type.String(),
        service: Type.String(),
        kind: PathKind,
        self_ms: Ms('on the path, added up.'),
        share: Share('Of the duration.'),
        spans: Count('Different spans on the path.'),
      }),
      { description: 'The same by name, service and kind, the longest first.' },
    ),
    outlasted_ms: Ms('by which the last span outlasted the end; that is no part of the path.'),
  },
  { $id: 'CriticalPath' },
);

const FlameFrame = Type.Object(
  {
    name: Type.String(),
    kind: PathKind,
    service: Type.String(),
    count: Count('Spans.'),
    errors: Count('Of these, how many failed.'),
    total_ms: Ms('what its spans took, added up.'),
    self_ms: Ms('the part of it in which none of their children ran.'),
    value: Ms('width: self_ms and the widths of the children; parallel children make it more than total_ms.'),
    children: Type.Array(Type.Unsafe<unknown>({ $ref: 'FlameFrame#' })),
  },
  { $id: 'FlameFrame' },
);

export const Flame = Type.Object(
  {
    ...traceHead,
    frames: Count('Frames in `roots`.'),
    roots: Type.Array(Ref(FlameFrame), {
      description: 'Nested; `(more)` holds what is beyond 5,000 frames or 100 levels.',
    }),
    waterfall: Type.Array(
      Type.Object({
        span_id: Type.String(),
        parent_span_id: Nullable(Text('The row above it that it is below.')),
        depth: Count('From 0.'),
        name: Type.String(),
        service: Type.String(),
        kind: PathKind,
        status: oneOf(executionStatuses),
        offset_ms: Ms('since the begin; negative where a clock is off.'),
        duration_ms: Ms('from its start to its end.'),
        self_ms: Ms('in which none of its children ran.'),
        path_ms: Ms('on the critical path.'),
      }),
      { description: 'The spans, each followed by what is below it, by start; at most 5,000.' },
    ),
  },
  { $id: 'Flame' },
);

const StepFigures = Type.Object(
  {
    count: Count('How often.'),
    duration_ms: Ms('added up.'),
    first_offset_ms: Ms('from the begin of the trace to the first of them.'),
    llm_calls: Count('Inferences in it and below it.'),
    tool_calls: Count('Tool calls in it and below it.'),
    input_tokens: Count('Of these inferences.'),
    output_tokens: Count('Of these inferences.'),
    cost_usd: Nullable(Type.Number({ description: 'Of what is priced; null where nothing is.' })),
    unpriced_calls: Count('Inferences without a price.'),
    statuses: Type.Object({
      running: Count('Still run.'),
      completed: Count('Ended well.'),
      failed: Count('Failed.'),
      cancelled: Count('Were cancelled.'),
    }),
    errors: Type.Array(Type.Object({ type: Type.String(), count: Count('How often.') })),
  },
  { $id: 'ComparedFigures' },
);

const StepDifference = Type.Object(
  {
    count: Type.Integer(),
    duration_ms: Type.Number(),
    tokens: Type.Integer({ description: 'Input and output.' }),
    cost_usd: Nullable(Type.Number({ description: 'Null where either side has calls without a price.' })),
  },
  { $id: 'ComparedDifference', description: 'b less a.' },
);

const ComparedTrace = Type.Object({
  ...traceHead,
  agent_or_workflow: Nullable(oneOf(executionKinds)),
  error: Nullable(Type.Object({ type: Type.String(), message: Type.String() })),
  figures: Ref(StepFigures),
});

export const TraceComparison = Type.Object(
  {
    a: ComparedTrace,
    b: ComparedTrace,
    difference: Ref(StepDifference),
    structure: Type.Object({
      is_same: Type.Boolean({ description: 'Whether both have the same steps, each as often.' }),
      in_both: Count('Steps in both.'),
      only_a: Count('Steps only in a.'),
      only_b: Count('Steps only in b.'),
    }),
    steps: Type.Array(
      Type.Object({
        path: Type.Array(Type.String(), { description: 'Names from the root down.' }),
        depth: Count('From 0.'),
        kind: PathKind,
        in: oneOf(['a', 'b', 'both']),
        a: Nullable(Ref(StepFigures)),
        b: Nullable(Ref(StepFigures)),
        difference: Nullable(Ref(StepDifference)),
      }),
      { description: 'In the order of a, then what is only in b; at most 2,000.' },
    ),
  },
  { $id: 'TraceComparison' },
);

const stretch = { from: Time('Begin of the stretch.'), to: Time('Its end.') };

export const Bottlenecks = Type.Object(
  {
    ...stretch,
    runs: Type.Object({
      read: Count('Runs whose spans were read: the newest of each agent and workflow.'),
      of: Count('Runs that began in the stretch (rounded to five minutes).'),
      left_out: Count('Runs that were chosen and have too many spans, or none that is stored.'),
    }),
    mean_ms: Nullable(Ms('mean duration of the runs read.')),
    steps: Type.Array(
      Type.Object({
        kind: PathKind,
        name: Text('Of the step, tool or model; of an agent or workflow: its own time between steps.'),
        share: Share('Of the time of all runs; where some of an agent were read, they stand for all of it.'),
        path_ms: Ms('on the critical paths of the runs read.'),
        busy_ms: Ms('all that its spans took in these runs, on the path or not.'),
        mean_ms: Ms('mean on the path, of the runs in which it is on it.'),
        p95_ms: Ms('95th percentile of the same.'),
        runs: Count('Runs in which it is on the path.'),
        agents: Type.Array(Type.String(), { description: 'Agents and workflows of these runs, at most 10.' }),
        example: Text(
          'The execution that it cost the most time; GET /api/v1/traces/{id}/critical-path shows it.',
        ),
      }),
      { description: 'What costs the most time first.' },
    ),
    ...ComputedAt.properties,
  },
  { $id: 'Bottlenecks' },
);

export const WorkflowGraph = Type.Object(
  {
    ...stretch,
    runs: Type.Object({
      read: Count('Runs whose spans were read: the newest that have ended, 200 at most.'),
      of: Count('Runs that began in the stretch (rounded to five minutes).'),
      left_out: Count('Runs that were chosen and have too many spans, or none that is stored.'),
    }),
    mean_ms: Nullable(Ms('mean duration of the runs read.')),
    nodes: Type.Array(
      Type.Object({
        id: Text('Kinds and names from the workflow down to the step.'),
        parent: Nullable(Text('The node that it is within; null for the workflow itself.')),
        kind: PathKind,
        name: Type.String(),
        depth: Count('0 is the workflow itself; five levels below it are told.'),
        count: Count('How often it ran, tries and turns of loops included.'),
        runs: Count('Runs in which it ran.'),
        failed: Count('How often it failed.'),
        mean_ms: Ms('mean duration.'),
        p95_ms: Ms('95th percentile of its duration.'),
        share: Share('Of the time of all runs: it and all within it, on the critical path.'),
        own_share: Share('The same without what is within it.'),
        example: Text('The execution in which it took longest.'),
        failed_example: Nullable(Text('An execution in which it failed.')),
      }),
      { description: 'By depth; of one depth what takes the most time first. 200 at most.' },
    ),
    edges: Type.Array(
      Type.Object({
        from: Text('A node.'),
        to: Text('A node.'),
        kind: oneOf(
          ['next', 'within'],
          'next: it began once the other had ended. within: it was the first to begin within the other.',
        ),
        count: Count('How often.'),
        failed: Count('How often what it leads to failed.'),
        wait_ms: Ms('mean time from the end (within: from the begin) of the one to the begin of the other.'),
      }),
    ),
    truncated: Type.Boolean({ description: 'Whether steps are left out.' }),
    ...ComputedAt.properties,
  },
  { $id: 'WorkflowGraph' },
);

export const mapNodeKinds = [
  'service',
  'agent',
  'workflow',
  'provider',
  'model',
  'tool',
  'database',
] as const;
export const mapSources = ['figures', 'sample'] as const;

const mapFigures = {
  of: oneOf(mapSources, 'What the counts are of: everything in the stretch, or the sampled traces.'),
  calls: Count('Calls, requests or runs.'),
  errors: Count('Of these, how many failed.'),
  error_rate: Nullable(Type.Number({ description: 'Failed ÷ ended; null where none ended.' })),
  mean_ms: Nullable(Ms('mean duration; null where none ended.')),
};

export const ServiceMap = Type.Object(
  {
    ...stretch,
    environment: Nullable(Type.String()),
    sample: Type.Object(
      {
        traces: Count('Traces that were read.'),
        spans: Count('Their spans.'),
        calls_for_p95: Count('Calls of models and tools of which p95_ms is.'),
      },
      {
        description:
          'Requests between services, databases, and agents that start agents are known from these only.',
      },
    ),
    nodes: Type.Array(
      Type.Object({ id: Text('kind:name.'), kind: oneOf(mapNodeKinds), name: Type.String(), ...mapFigures }),
    ),
    edges: Type.Array(
      Type.Object({
        from: Text('Id of a node.'),
        to: Text('Id of a node.'),
        ...mapFigures,
        p95_ms: Nullable(Ms('of a sample; null where it holds none.')),
      }),
    ),
    truncated: Type.Boolean({
      description: 'Whether edges were left out: the 500 with most calls are here.',
    }),
    ...ComputedAt.properties,
  },
  { $id: 'ServiceMap' },
);

export const timelineTypes = [
  'execution_start',
  'execution_end',
  'execution_error',
  'execution_cancel',
  'llm_call',
  'tool_call',
  'step_start',
  'step_end',
  'snapshot',
  'log',
  'alert',
  'health_change',
  'mark',
] as const;

export const Timeline = Type.Object(
  {
    ...stretch,
    entries: Type.Array(
      Type.Object({
        time: Time('When; a call is at its begin.'),
        type: oneOf(timelineTypes, '`mark`: what the hub found odd about an execution.'),
        title: Text('One readable line.'),
        severity: oneOf(severities),
        execution_id: Nullable(Type.String()),
        trace_id: Nullable(Type.String()),
        service: Nullable(Type.String()),
        duration_ms: Nullable(Ms('of what ended, or of the call.')),
      }),
    ),
    truncated: Type.Boolean({
      description: 'With user or session: whether only their 1,000 newest executions were looked at.',
    }),
    next_cursor: Nullable(Text('Give it as `cursor` to get the next page; null on the last.')),
  },
  { $id: 'Timeline' },
);

export const TimelineCounts = Type.Object(
  {
    ...stretch,
    counted_from: Time('From here on all is counted: `from`, unless a table has more than 100,000 rows.'),
    total: Count('Moments that were counted.'),
    parts: Type.Integer({ description: 'Into how many equal parts the stretch is divided.' }),
    types: Type.Array(
      Type.Object({
        type: oneOf(timelineTypes),
        count: Count('Of this type.'),
        failed: Count('Those of them whose severity is error or fatal.'),
        filled: Type.Array(
          Type.Object({
            part: Type.Integer({ description: 'Which part of the stretch, from 0.' }),
            count: Count('In this part.'),
            failed: Count('Of severity error or fatal.'),
            warned: Count('Of severity warn.'),
          }),
          { description: 'The parts in which anything was, in order.' },
        ),
      }),
      { description: 'Types of which anything was.' },
    ),
    truncated: Type.Boolean({
      description: 'With user or session: whether only their 1,000 newest executions were looked at.',
    }),
    ...ComputedAt.properties,
  },
  { $id: 'TimelineCounts' },
);

export const traceSchemas = [
  CriticalPath,
  FlameFrame,
  Flame,
  StepFigures,
  StepDifference,
  TraceComparison,
  Bottlenecks,
  WorkflowGraph,
  ServiceMap,
  Timeline,
  TimelineCounts,
];

export type CriticalPath = Static<typeof CriticalPath>;
export type Flame = Static<typeof Flame>;
export type TraceComparison = Static<typeof TraceComparison>;
export type Bottlenecks = Static<typeof Bottlenecks>;
export type WorkflowGraph = Static<typeof WorkflowGraph>;
export type ServiceMap = Static<typeof ServiceMap>;
export type Timeline = Static<typeof Timeline>;
export type TimelineCounts = Static<typeof TimelineCounts>;
