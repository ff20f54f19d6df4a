import { executionKinds, executionStatuses } from '@observatory/shim/conventions';

/** How the values of a field are written and compared. */
export type FieldType =
  | 'text'
  | 'word'
  | 'id'
  | 'boolean'
  | 'number'
  | 'dollars'
  | 'duration'
  | 'time'
  | 'limit';

export interface SearchField {
  readonly name: string;
  /** Other names that mean the same. */
  readonly aliases: readonly string[];
  readonly type: FieldType;
  readonly unit: string | null;
  readonly description: string;
  readonly example: string;
  /** All that a `word` may be. */
  readonly values: readonly string[];
  /** Whether the name goes on with a key of the sender's own, as in `attr.http.route`. */
  readonly keyed: boolean;
}

interface Extra {
  readonly unit?: string;
  readonly aliases?: readonly string[];
  readonly values?: readonly string[];
  readonly keyed?: boolean;
}

function field<const N extends string>(
  name: N,
  type: FieldType,
  description: string,
  example: string,
  { unit, aliases = [], values = [], keyed = false }: Extra = {},
) {
  return { name, type, description, example, unit: unit ?? null, aliases, values, keyed } as const;
}

/** All that a query can ask an execution for. */
export const searchFields = [
  field('status', 'word', 'How the execution stands.', 'status:failed', { values: executionStatuses }),
  field('kind', 'word', 'Whether it is of an agent or of a workflow.', 'kind:workflow', {
    values: executionKinds,
  }),
  field('root', 'boolean', 'Whether no other execution started it.', 'root:true'),
  field('name', 'text', 'Name of the agent or workflow.', 'name:planner'),
  field('agent', 'text', 'Name of an agent: executions of agents alone.', 'agent:plan*', {
    aliases: ['agent_name', 'agentId', 'agent_id'],
  }),
  field('workflow', 'text', 'Name of a workflow: executions of workflows alone.', 'workflow:nightly', {
    aliases: ['workflowType', 'workflow_name'],
  }),
  field('workflow_id', 'text', 'Id that the service gave the workflow.', 'workflow_id:wf-17', {
    aliases: ['workflowId'],
  }),
  field('operation', 'text', 'What the execution did.', 'operation:"POST /ask"'),
  field('service', 'text', 'Service that ran it.', 'service:shop', { aliases: ['service.name'] }),
  field('environment', 'text', 'Environment of the service.', 'environment:production', {
    aliases: ['env', 'deployment.environment.name'],
  }),
  field('version', 'text', 'Version of the agent, else of the service.', 'version:1.4.*'),
  field('user', 'text', 'Id of the user.', 'user:ada', { aliases: ['user_id', 'userId', 'user.id'] }),
  field('session', 'text', 'Id of the session.', 'session:s-7', {
    aliases: ['session_id', 'sessionId', 'session.id'],
  }),
  field('conversation', 'text', 'Id of the conversation.', 'conversation:c-9', {
    aliases: ['conversation_id', 'gen_ai.conversation.id'],
  }),
  field('task', 'text', 'Id of the task.', 'task:task-12', { aliases: ['task_id', 'taskId'] }),
  field('id', 'id', 'Id of the execution or of its trace, or how it begins.', 'id:0af7651916cd43dd', {
    aliases: ['trace', 'trace_id', 'execution_id', 'executionId'],
  }),
  field('error', 'text', 'Type of the error that ended it.', 'error:TimeoutError', {
    aliases: ['error_type', 'error.type'],
  }),
  field('message', 'text', 'Message of that error.', 'message:*refused*', { aliases: ['error_message'] }),
  field('model', 'text', 'A model that it, or an execution within it, used.', 'model:gpt-4o*'),
  field('provider', 'text', 'The provider of such a model.', 'provider:anthropic'),
  field('tool', 'text', 'A tool that it called itself.', 'tool:search'),
  field('started', 'time', 'When it began.', 'started:>2026-11-20T00:00:00Z', {
    aliases: ['start', 'started_at', 'start_time'],
  }),
  field('ended', 'time', 'When it ended.', 'ended:2026-11-20', { aliases: ['end', 'ended_at', 'end_time'] }),
  field('since', 'limit', 'Began then or later; a duration is how long ago.', 'since:1h'),
  field('until', 'limit', 'Began before then; a duration is how long ago.', 'until:30m'),
  field('duration', 'duration', 'How long it took; none while it runs.', 'duration:>5s', { unit: 's' }),
  field(
    'tokens',
    'number',
    'Input and output tokens, executions within it included.',
    'tokens:[1000 TO 5000]',
    {
      aliases: ['total_tokens'],
    },
  ),
  field('input_tokens', 'number', 'Of these, input.', 'input_tokens:>10k'),
  field('output_tokens', 'number', 'Of these, output.', 'output_tokens:>=500'),
  field(
    'cost',
    'dollars',
    'Cost of what has a price, executions within it included; none where nothing has.',
    'cost:>0.10',
    {
      unit: 'USD',
      aliases: ['cost_usd'],
    },
  ),
  field('steps', 'number', 'Steps of its own.', 'steps:>20', { aliases: ['step_count'] }),
  field('calls', 'number', 'Calls of models and tools, executions within it included.', 'calls:>=10'),
  field('llm_calls', 'number', 'Of these, of models.', 'llm_calls:0'),
  field('tool_calls', 'number', 'Of these, of tools.', 'tool_calls:>5'),
  field('unpriced', 'number', 'Calls of models that have no price.', 'unpriced:>0', {
    aliases: ['unpriced_calls'],
  }),
  field('score', 'number', 'Score of an evaluation of that name.', 'score.helpfulness:<0.5', { keyed: true }),
  field(
    'attr',
    'text',
    'Attribute of a span of its trace; > and < compare numbers.',
    'attr.http.route:"/checkout"',
    {
      aliases: ['attribute'],
      keyed: true,
    },
  ),
] as const satisfies readonly SearchField[];

export type FieldName = (typeof searchFields)[number]['name'];

/** Comparisons that a type takes, as they stand behind the colon. */
export const operatorsOf: Readonly<Record<FieldType, readonly string[]>> = {
  text: ['VALUE', 'WILD*CARD', '*'],
  word: ['VALUE'],
  id: ['VALUE'],
  boolean: ['VALUE'],
  number: ['VALUE', '>', '>=', '<', '<=', '[A TO B]', '{A TO B}', '*'],
  dollars: ['VALUE', '>', '>=', '<', '<=', '[A TO B]', '{A TO B}', '*'],
  duration: ['VALUE', '>', '>=', '<', '<=', '[A TO B]', '{A TO B}', '*'],
  time: ['VALUE', '>', '>=', '<', '<=', '[A TO B]', '{A TO B}', '*'],
  limit: ['VALUE'],
};
