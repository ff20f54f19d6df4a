import { executionKinds, executionStatuses, stepKinds } from '@observatory/shim/conventions';
import Type, { type Static } from 'typebox';
import { MOST_LISTED } from '../../search/beginning.ts';
import { Count, Fields, Nullable, oneOf, Ref, Text, Time } from './parts.ts';

/** An execution of an agent or workflow as lists show it, with what it used and its steps. */

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
  {
    type: Text('Type of the error, such as TimeoutError or abandoned.'),
    message: Text(
      `What it said. Lists and streams of executions have ${MOST_LISTED} characters of it at most, and then it ends with …; GET /api/v1/executions/{id} has it whole.`,
    ),
  },
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

export const ExecutionList = Type.Object(
  {
    executions: Type.Array(Ref(ExecutionSummary)),
    next_cursor: Nullable(Text('Give it as `cursor` to get the next page; null on the last.')),
    note: Type.Optional(Text('What was not searched, since content is encrypted, or is no longer kept.')),
  },
  { $id: 'ExecutionList' },
);

export const executionSchemas = [Usage, Failure, ModelUsage, ExecutionSummary, Step];

export type Usage = Static<typeof Usage>;
export type Failure = Static<typeof Failure>;
export type ModelUsage = Static<typeof ModelUsage>;
export type ExecutionSummary = Static<typeof ExecutionSummary>;
export type Step = Static<typeof Step>;
export type ExecutionList = Static<typeof ExecutionList>;
export type ExecutionMark = (typeof executionMarks)[number];
