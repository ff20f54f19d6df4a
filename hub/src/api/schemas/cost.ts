import Type, { type Static, type TProperties } from 'typebox';
import { Count, Nullable, oneOf, Text, Time } from './parts.ts';

/** What is told apart in answers about cost. */
const dimensions = [
  'agent',
  'workflow',
  'provider',
  'model',
  'service',
  'environment',
  'user',
  'session',
  'conversation',
] as const;
const intervals = ['5m', '1h', '1d'] as const;

const Usd = (description: string) => Type.Number({ description });
const CostUsd = Nullable(
  Usd('US dollars of the calls that have a price; null where there were calls and none has one.'),
);
const parts = {
  cache_read_tokens: Count('Part of the input that came from the cache.'),
  cache_write_tokens: Count('Part of the input that was written to the cache.'),
  reasoning_tokens: Count('Part of the output spent on reasoning.'),
};
const spending = {
  cost_usd: CostUsd,
  calls: Count('Calls of models.'),
  unpriced_calls: Count('Calls with tokens whose model has no price: not in the cost.'),
  input_tokens: Count('Cached ones included.'),
  output_tokens: Count('Reasoning included.'),
};
const spent = {
  ...spending,
  executions: Nullable(
    Count(
      'Executions of the agent, workflow, service or environment; of all together, and by user, session or conversation, those that no other one started. Null where calls alone say it, as by model.',
    ),
  ),
  cost_per_execution_usd: Nullable(Usd('Null without an execution, or where the cost is.')),
};
const Key = Nullable(Text('Its name; null groups what says none.'));

export const CostReport = Type.Object(
  {
    by: oneOf(dimensions),
    from: Time('Begin: the begin of a stretch of five minutes where it is by what calls say.'),
    to: Time('End.'),
    interval: oneOf(intervals, 'Length of the buckets of the series.'),
    total: Type.Object({ ...spent, ...parts }),
    previous: Type.Object(spent, { description: 'The stretch of the same length before.' }),
    group_count: Count('Groups, listed or not.'),
    groups: Type.Array(
      Type.Object({
        key: Key,
        share: Nullable(Type.Number({ description: 'Of the cost of all, 0 to 1; null where its cost is.' })),
        ...spent,
        ...parts,
      }),
      { description: 'The dearest first.' },
    ),
    series: Type.Array(
      Type.Object({
        time: Time('Begin of the bucket.'),
        ...spending,
        groups: Type.Array(Type.Object({ key: Key, cost_usd: CostUsd, calls: Count('Calls of models.') }), {
          description:
            'The first five groups of the list, in its order; of users, sessions and conversations without null.',
        }),
      }),
      {
        description:
          'What began in each bucket, empty ones included; the first and last may be cut by the stretch.',
      },
    ),
    computed_at: Time('When this was found; the header Age says how long ago.'),
  },
  { $id: 'CostReport' },
);
export type CostReport = Static<typeof CostReport>;

export const costIntervals = intervals;
export const budgetPeriods = ['day', 'month'] as const;
export const budgetStatuses = ['ok', 'at_risk', 'spent'] as const;

const budgetBody = {
  period: oneOf(budgetPeriods, 'Of UTC.'),
  limit_usd: Type.Number({ exclusiveMinimum: 0, maximum: 1e9, description: 'US dollars.' }),
} satisfies TProperties;

export const BudgetBody = Type.Object(
  {
    ...budgetBody,
    by: Type.Optional(oneOf(dimensions, 'What the value is of; without it, the budget is of everything.')),
    value: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 512,
        pattern: '^[^\\u0000]*$',
        description: 'Name of the agent, model, user …',
      }),
    ),
  },
  { additionalProperties: false },
);

export const Budget = Type.Object(
  {
    name: Text('Its name.'),
    ...budgetBody,
    by: Nullable(oneOf(dimensions)),
    value: Nullable(Type.String()),
    period_start: Time('Begin of the present day or month.'),
    period_end: Time('Its end.'),
    spent_usd: CostUsd,
    share: Nullable(Type.Number({ description: 'Spent of the limit; above 1 where it is overdrawn.' })),
    remaining_usd: Nullable(Usd('Negative where it is overdrawn.')),
    projected_usd: Nullable(Usd('What the whole period comes to, should it go on as till now.')),
    projected_method: Nullable(
      Text('How: seasonal, trend or mean of the hours of the last weeks; straight_line where they are few.'),
    ),
    projected_reason: Nullable(Text('Why nothing is projected.')),
    status: oneOf(
      budgetStatuses,
      'spent: the limit is reached; at_risk: 80 % of it is, or the projection is above it. Of priced calls alone.',
    ),
    unpriced_calls: Count('Calls of the period without a price, which the budget does not see.'),
    created_at: Time('When it was made.'),
    updated_at: Time('When it was changed last.'),
  },
  { $id: 'Budget' },
);
export type Budget = Static<typeof Budget>;

export const BudgetList = Type.Object(
  { budgets: Type.Array(Type.Unsafe<Budget>({ $ref: 'Budget#' }), { description: 'By name.' }) },
  { $id: 'BudgetList' },
);

export const adviceKinds = ['slow_step', 'cheaper_model', 'futile_retries', 'growing_prompts'] as const;

export const AdviceList = Type.Object(
  {
    from: Time('Begin.'),
    to: Time('End.'),
    advice: Type.Array(
      Type.Object({
        kind: oneOf(adviceKinds),
        subject: Type.Object({
          agent: Nullable(Text('Whose step or model it is.')),
          step: Nullable(Text('Name of the tool or model.')),
          provider: Nullable(Type.String()),
          model: Nullable(Type.String()),
        }),
        finding: Text('One or two sentences.'),
        evidence: Type.Record(Type.String(), Nullable(Type.Union([Type.Number(), Type.String()])), {
          description: 'The figures that the finding rests on.',
        }),
        saving_usd: Nullable(Usd('Over the stretch; null where it cannot be computed.')),
        saving_ms: Nullable(
          Type.Number({ description: 'Milliseconds of one execution; null where it cannot be computed.' }),
        ),
        samples: Count('Executions or calls that it rests on.'),
        examples: Type.Array(Type.String(), {
          description: 'Ids of some of the executions, where it rests on single ones.',
        }),
      }),
      { description: 'By kind; what saves most first.' },
    ),
    looked_at: Type.Object(
      {
        executions: Count('Executions of agents that began in the stretch.'),
        calls: Count('Calls of models and tools.'),
      },
      { description: 'What the advice is of; no advice with few of them says nothing.' },
    ),
    computed_at: Time('When this was found; the header Age says how long ago.'),
  },
  { $id: 'AdviceList' },
);
export type AdviceList = Static<typeof AdviceList>;
export type Advice = AdviceList['advice'][number];

export const costSchemas = [CostReport, Budget, BudgetList, AdviceList];
