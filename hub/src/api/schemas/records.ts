import Type, { type Static } from 'typebox';
import { ComputedAt } from '../kept-answer.ts';
import { Count, Json, Nullable, Ref, Text, Time } from './parts.ts';
import { Snapshot } from './snapshots.ts';

const NextCursor = Nullable(Text('For the next page; null on the last one.'));

export const MemoryRecord = Type.Object(
  {
    agent: Text('Whose memory it is.'),
    store: Text('gen_ai.memory.store.id; `default` where a span gives none.'),
    record: Text('gen_ai.memory.record.id.'),
    content: Json('What it holds; null where that was not sent, or is larger than 64 KiB.'),
    metadata: Nullable(Type.Record(Type.String(), Type.Unknown(), { description: 'What is said of it.' })),
    execution_id: Nullable(Text('The execution that changed it last; null where it came by this API.')),
    created_at: Time('When it was first told of.'),
    updated_at: Time('When it last changed. It goes when RETENTION_DAYS have passed since then.'),
  },
  { $id: 'MemoryRecord' },
);

export const MemoryList = Type.Object(
  {
    records: Type.Array(Ref(MemoryRecord), { description: 'Those that changed last first.' }),
    next_cursor: NextCursor,
  },
  { $id: 'MemoryList' },
);

const Runs = Type.Object(
  {
    executions: Count('Runs that began in the stretch.'),
    completed: Count('Of these, how many ended well.'),
    failed: Count('Of these, how many failed.'),
    cancelled: Count('Of these, how many were cancelled.'),
    error_rate: Nullable(Type.Number({ description: 'Failed ÷ ended, a ratio; null where nothing ended.' })),
    mean_duration_ms: Nullable(Type.Number({ description: 'Milliseconds; null where nothing ended.' })),
    input_tokens: Count('Of the calls of models within it, those of its agents included.'),
    output_tokens: Count('The same.'),
    cost_usd: Nullable(Type.Number({ description: 'US dollars; null where none of it has a price.' })),
    unpriced_calls: Count('Calls of models that have no price and are not in the cost.'),
  },
  { description: 'Of the stretch.' },
);

export const Workflow = Type.Object(
  {
    name: Text('gen_ai.workflow.name.'),
    definition: Json('What was given by PUT; null where nothing was.'),
    defined_at: Nullable(Time('When it was given.')),
    first_seen_at: Nullable(Time('Begin of its first run; null where it has not run.')),
    last_seen_at: Nullable(Time('Begin of its last run.')),
    runs: Runs,
  },
  { $id: 'Workflow' },
);

const Of = { from: Time('Begin of the stretch.'), to: Time('Its end.') };

export const WorkflowAnswer = Type.Object(
  { ...Of, workflow: Ref(Workflow), ...ComputedAt.properties },
  { $id: 'WorkflowAnswer' },
);

export const WorkflowList = Type.Object(
  {
    ...Of,
    workflows: Type.Array(Ref(Workflow), { description: 'By name; definitions are left out (null).' }),
    next_cursor: NextCursor,
    ...ComputedAt.properties,
  },
  { $id: 'WorkflowList' },
);

export const SnapshotAnswer = Type.Object(
  {
    snapshot: Ref(Snapshot),
    previous: Nullable(Type.Integer({ description: 'Sequence of the one before.' })),
    next: Nullable(Type.Integer({ description: 'Sequence of the one after.' })),
  },
  { $id: 'SnapshotAnswer' },
);

export const SnapshotDifference = Type.Object(
  {
    from: Ref(Snapshot),
    to: Ref(Snapshot),
    changes: Nullable(
      Type.Array(
        Type.Object({
          op: Type.Unsafe<'add' | 'remove' | 'replace'>({
            type: 'string',
            enum: ['add', 'remove', 'replace'],
          }),
          path: Text('JSON Pointer (RFC 6901).'),
          value: Type.Optional(Json('Of add and replace.')),
          before: Type.Optional(Json('Of remove and replace: what was there, where that can be told.')),
        }),
        {
          description:
            'JSON Patch (RFC 6902) from the one to the other, each with what was there before. null where a state is not known.',
        },
      ),
    ),
    change_count: Nullable(Count('All changes.')),
    truncated: Type.Boolean({ description: 'Whether changes were left out, above 1,000 or 1 MiB.' }),
    steps: Type.Array(
      Type.Object({
        sequence: Count('Of the snapshot.'),
        time: Time('When.'),
        step: Nullable(Text('Name of the step that it belongs to.')),
      }),
      { description: 'Snapshots after the first up to the second, at most 1,000: what lies between.' },
    ),
  },
  { $id: 'SnapshotDifference' },
);

export const recordSchemas = [
  MemoryRecord,
  MemoryList,
  Workflow,
  WorkflowAnswer,
  WorkflowList,
  SnapshotAnswer,
  SnapshotDifference,
];

export type MemoryRecord = Static<typeof MemoryRecord>;
export type Workflow = Static<typeof Workflow>;
