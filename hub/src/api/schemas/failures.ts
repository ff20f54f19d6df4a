import { executionKinds } from '@observatory/shim/conventions';
import Type from 'typebox';
import { ComputedAt } from '../kept-answer.ts';
import { Count, Nullable, oneOf, Ref, Text, Time } from './parts.ts';

/** IA8: failures by cause, and executions that hang or were abandoned. */

const failed = {
  id: Text('The execution that failed.'),
  origin_id: Text('The execution in which it failed first: this one, or one within it.'),
  kind: oneOf(executionKinds),
  name: Text('Name of the agent or workflow.'),
  service: Text('service.name of its sender.'),
  version: Nullable(Text('Of the agent, else of its service.')),
  user_id: Nullable(Text('User.')),
  session_id: Nullable(Text('Session.')),
  step: Nullable(Text('The innermost step that failed; null where none did.')),
  message: Text('What the error of the cause said, at most 1,000 characters.'),
  started_at: Time('Start.'),
  ended_at: Time('End.'),
};

export const FailedExecution = Type.Object(failed, { $id: 'FailedExecution' });

const Named = (what: string) =>
  Type.Array(Type.Object({ name: Text('Name.'), executions: Count('Executions of it that failed.') }), {
    description: `${what}, the most frequent first, at most 10.`,
  });

const group = {
  fingerprint: Text('16 hex digits, the same for all failures of this cause, now and later.'),
  error_type: Text('Type of the error of the innermost failure.'),
  message: Text('What the newest one said.'),
  normalised_message: Text('The same without what differs between them, marked <*>.'),
  step: Nullable(Text('The innermost step that failed; null where none did.')),
  count: Count('Failures; an execution and those around it that it failed count once.'),
  share: Nullable(Type.Number({ description: 'Of all failures of the stretch, a ratio.' })),
  affected_executions: Count('Executions that failed, those around the first one too.'),
  affected_users: Count('Different users of these.'),
  affected_sessions: Count('Different sessions of these.'),
  agents: Named('Agents and workflows'),
  services: Named('Services'),
  versions: Named('Versions'),
  first_in_stretch: Time('First end within the stretch.'),
  last_in_stretch: Time('Last end within the stretch.'),
  first_seen: Time('First of all that is kept, whatever the filter.'),
  last_seen: Time('Last of all that is kept, whatever the filter.'),
  executions_before: Count('Executions in the stretch of the same length before, whatever the filter.'),
  is_new: Type.Boolean({ description: 'Never seen before the stretch, in what is kept.' }),
  is_back: Type.Boolean({ description: 'Not in the stretch before, but earlier.' }),
  trend: Type.Array(Type.Object({ start: Time('Begin of the bucket.'), count: Count('Failures.') }), {
    description: 'All buckets of the stretch, of `bucket_seconds`.',
  }),
  newest: Type.Array(Ref(FailedExecution), { description: 'The newest, one of each failure.' }),
};

export const FailureGroup = Type.Object(group, { $id: 'FailureGroup' });

const about = {
  from: Time('Begin of the stretch.'),
  to: Time('Its end.'),
  total: Count('Failures that ended within the stretch.'),
  executions: Count('Executions that failed by these.'),
  group_count: Count('Groups that these make.'),
  ungrouped_executions: Count(
    'Of these, those that a hub without failure groups folded; they are in no group.',
  ),
  bucket_seconds: Type.Integer({ description: 'Length of a bucket of the trends.' }),
  ...ComputedAt.properties,
};

export const FailureGroups = Type.Object(
  {
    ...about,
    groups: Type.Array(Ref(FailureGroup), { description: 'Those with the most failures first.' }),
  },
  { $id: 'FailureGroups' },
);

export const FailureGroupDetail = Type.Object(
  { ...about, group: Ref(FailureGroup) },
  { $id: 'FailureGroupDetail' },
);

export const StuckExecution = Type.Object(
  {
    id: Text('The execution.'),
    parent_id: Nullable(Text('The execution that it was started from.')),
    kind: oneOf(executionKinds),
    name: Text('Name of the agent or workflow.'),
    service: Text('service.name of its sender.'),
    environment: Nullable(Text('deployment.environment.name of its service.')),
    user_id: Nullable(Text('User.')),
    session_id: Nullable(Text('Session.')),
    started_at: Time('Start.'),
    last_event_at: Time('Last sign of life of it or of an execution within it.'),
    silent_seconds: Type.Number({ description: 'Since then.' }),
    heartbeat_at: Nullable(
      Time('When its process last said that it runs; null where it never did. It may hang all the same.'),
    ),
    expected_seconds: Type.Number({ description: 'The silence that is expected at most.' }),
    expected_by: oneOf(
      ['own_p99', 'timeout_share'],
      'own_p99: 99 % of the last well ended runs of it took no longer; timeout_share: half of OBSERVATORY_EXECUTION_TIMEOUT.',
    ),
    samples: Count('Runs that the expectation is of; 0 for a share of the timeout.'),
    step: Nullable(
      Type.Object({
        name: Text('The step that it is in: the last one that began and has no end.'),
        kind: Text('Its kind: llm, tool, step …'),
        since: Time('Its start.'),
      }),
    ),
  },
  { $id: 'StuckExecution' },
);

export const StuckExecutions = Type.Object(
  {
    from: Time('Begin of the stretch that the abandoned ones are of.'),
    to: Time('Its end.'),
    running: Count('Executions that run now.'),
    stuck_count: Count(
      'Of these, those that are silent for longer than expected; without those around another such one.',
    ),
    stuck: Type.Array(Ref(StuckExecution), {
      description: 'Those that are silent longest first, at most `limit`.',
    }),
    abandoned_count: Count('Executions that ended within the stretch as abandoned.'),
    abandoned: Type.Array(Ref(FailedExecution), { description: 'The newest, at most `limit`.' }),
    ...ComputedAt.properties,
  },
  { $id: 'StuckExecutions' },
);

export const failureSchemas = [
  FailedExecution,
  FailureGroup,
  FailureGroups,
  FailureGroupDetail,
  StuckExecution,
  StuckExecutions,
];
