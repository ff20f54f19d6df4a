import { executionKinds } from '@observatory/shim/conventions';
import Type, { type Static } from 'typebox';
import { healthStatuses } from '../../health/score.ts';
import { ComputedAt } from '../kept-answer.ts';
import { Evaluation } from './evaluations.ts';
import { ExecutionSummary } from './executions.ts';
import { Count, Nullable, oneOf, Ref, Text, Time } from './parts.ts';

const Names = (description: string) => Type.Array(Type.String(), { description });
const Milliseconds = (description: string) => Nullable(Type.Number({ description }));
const Cost = Nullable(
  Type.Number({ description: 'US dollars; null where none of it has a price. Without the unpriced calls.' }),
);
const Unpriced = Count('Calls of models that have no price and are not in the cost.');
const Rate = Nullable(Type.Number({ description: 'Failed ÷ ended, a ratio; null where nothing ended.' }));

/** What is said of every list and answer: the time that it is of. */
const Of = {
  from: Time('Begin of the stretch: executions count that began in it.'),
  to: Time('Its end.'),
};
const NextCursor = Nullable(Text('For the next page, of the same stretch; null on the last one.'));

const counts = {
  executions: Count('Executions that began in the stretch.'),
  running: Count('Of these, how many run now.'),
  completed: Count('Of these, how many ended well.'),
  failed: Count('Of these, how many failed.'),
  cancelled: Count('Of these, how many were cancelled.'),
  error_rate: Rate,
  mean_duration_ms: Milliseconds('Milliseconds, over what ended; null where nothing did.'),
};
const usage = {
  input_tokens: Count('Of its own calls of models; cached tokens included.'),
  output_tokens: Count('Of its own calls of models.'),
  cost_usd: Cost,
  unpriced_calls: Unpriced,
};

const Before = Type.Object(
  {
    executions: Count('Executions.'),
    error_rate: Rate,
    mean_duration_ms: Milliseconds('Milliseconds.'),
    cost_usd: Cost,
    score: Nullable(Type.Integer({ description: 'null where nothing ended.' })),
  },
  { description: 'The same of the stretch of the same length before.' },
);

export const AgentSummary = Type.Object(
  {
    agent: Text('Name.'),
    kind: oneOf(executionKinds),
    services: Names('Services that ran it.'),
    environments: Names('Where it ran, as far as its services say it.'),
    versions: Names('Versions, at most 20; since details_from.'),
    ...counts,
    running: Count('How many run now; since details_from.'),
    p50_duration_ms: Milliseconds('Median over what ended; since details_from.'),
    p95_duration_ms: Milliseconds('95th percentile over what ended; since details_from.'),
    ...usage,
    sessions: Count('Different sessions, conversations where none is said; since details_from.'),
    users: Count('Different users; since details_from.'),
    last_seen: Nullable(Time('Last sign of life; null before details_from.')),
    status: oneOf(healthStatuses, 'By the score: healthy from 80, degraded from 60, critical below.'),
    score: Type.Integer({ minimum: 0, maximum: 100, description: '100 where nothing ended.' }),
    trend: oneOf(['up', 'down', 'steady'], 'Of the score; steady where nothing ended before.'),
    before: Before,
    course: Type.Array(Type.Object({ executions: Count('Began.'), failed: Count('Of these, failed.') }), {
      description: 'At most 25 parts of the stretch, all of one length and by time; also those without any.',
    }),
  },
  { $id: 'AgentSummary' },
);

const DetailsFrom = Time(
  'Users, sessions, versions, percentiles, errors and what runs are of this part: seven days at most.',
);

export const AgentList = Type.Object(
  {
    ...Of,
    details_from: DetailsFrom,
    agents: Type.Array(Ref(AgentSummary)),
    total: Count('Agents and workflows, of all pages.'),
    next_cursor: NextCursor,
    ...ComputedAt.properties,
  },
  { $id: 'AgentList' },
);

const Called = {
  calls: Count('Calls that began in the stretch.'),
  failed: Count('Of these, how many failed.'),
  error_rate: Rate,
  mean_duration_ms: Milliseconds('Milliseconds; null where nothing ended.'),
};

export const AgentDetail = Type.Object(
  {
    ...Of,
    details_from: DetailsFrom,
    agent: Ref(AgentSummary),
    models: Type.Array(
      Type.Object({
        provider: Nullable(Text('gen_ai.provider.name.')),
        model: Text('Name.'),
        ...Called,
        ...usage,
      }),
    ),
    tools: Type.Array(Type.Object({ tool: Text('Name.'), ...Called })),
    error_types: Type.Array(
      Type.Object({
        type: Text('error.type; unknown where none was given.'),
        count: Count('Executions that failed so since details_from.'),
        last_seen: Time('When the last of them began.'),
      }),
    ),
    bucket_seconds: Type.Integer({ description: 'Length of a point of the series.' }),
    series: Type.Array(
      Type.Object({
        time: Time('Begin of the point.'),
        executions: Count('Began.'),
        failed: Count('Of these, failed.'),
        error_rate: Rate,
        mean_duration_ms: Milliseconds('Milliseconds; null where nothing ended.'),
        p50_duration_ms: Milliseconds(
          'Median over what ended; null where nothing did, and before details_from.',
        ),
        p95_duration_ms: Milliseconds('95th percentile of the same.'),
        ...usage,
      }),
      { description: 'Points without anything are left out.' },
    ),
    ...ComputedAt.properties,
  },
  { $id: 'AgentDetail' },
);

const group = {
  ...counts,
  ...usage,
  llm_calls: Count('Calls of models.'),
  agents: Names('Names of agents, at most 20.'),
  agent_count: Count('Different agents.'),
  started_at: Time('Begin of the first execution.'),
  last_activity_at: Time('Last sign of life.'),
};

export const UserSummary = Type.Object(
  {
    user_id: Text('As the service sends it.'),
    ...group,
    sessions: Count('Different sessions, conversations where none is said.'),
  },
  { $id: 'UserSummary' },
);

export const SessionSummary = Type.Object(
  {
    session_id: Text('session.id; gen_ai.conversation.id where no session is said.'),
    source: oneOf(['session', 'conversation'], 'Which of the two it is.'),
    ...group,
    turns: Count('Executions that no other one of the session started.'),
    duration_ms: Type.Number({ description: 'From the first begin to the last sign of life.' }),
    users: Names('User ids, at most 20.'),
    user_count: Count('Different users.'),
  },
  { $id: 'SessionSummary' },
);

export const UserList = Type.Object(
  { ...Of, users: Type.Array(Ref(UserSummary)), next_cursor: NextCursor, ...ComputedAt.properties },
  { $id: 'UserList' },
);
export const SessionList = Type.Object(
  { ...Of, sessions: Type.Array(Ref(SessionSummary)), next_cursor: NextCursor, ...ComputedAt.properties },
  { $id: 'SessionList' },
);

const GroupAgents = Type.Array(
  Type.Object({
    agent: Text('Name.'),
    kind: oneOf(executionKinds),
    executions: Count('Executions.'),
    failed: Count('Of these, failed.'),
    cost_usd: Cost,
    unpriced_calls: Unpriced,
  }),
  { description: 'Those that ran most first, at most 100.' },
);

export const UserDetail = Type.Object(
  {
    ...Of,
    user: Ref(UserSummary),
    agents: GroupAgents,
    sessions: Type.Array(Ref(SessionSummary), {
      description: 'The newest 50, as far as they are of this user.',
    }),
    ...ComputedAt.properties,
  },
  { $id: 'UserDetail' },
);

export const SessionDetail = Type.Object(
  {
    ...Of,
    session: Ref(SessionSummary),
    agents: GroupAgents,
    runs: Type.Array(Ref(ExecutionSummary), { description: 'Its executions by their start, at most 500.' }),
    evaluations: Type.Array(Ref(Evaluation), { description: 'Of these runs, at most 500.' }),
    truncated: Type.Array(oneOf(['runs', 'evaluations']), { description: 'Lists that are cut.' }),
    ...ComputedAt.properties,
  },
  { $id: 'SessionDetail' },
);

export const participantSchemas = [
  AgentSummary,
  AgentList,
  AgentDetail,
  UserSummary,
  SessionSummary,
  UserList,
  SessionList,
  UserDetail,
  SessionDetail,
];

export type AgentSummary = Static<typeof AgentSummary>;
export type UserSummary = Static<typeof UserSummary>;
export type SessionSummary = Static<typeof SessionSummary>;
