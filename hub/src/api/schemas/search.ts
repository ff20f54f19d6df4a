import Type, { type Static } from 'typebox';
import { ComputedAt } from '../kept-answer.ts';
import { Count, Nullable, Ref, Text, Time } from './parts.ts';

export const ExecutionCount = Type.Object(
  {
    count: Count('Executions found.'),
    complete: Type.Boolean({ description: 'False where there are more than are counted.' }),
  },
  { $id: 'ExecutionCount' },
);

export const SearchField = Type.Object(
  {
    name: Text('As it stands before the colon; ends in .NAME where a name of the sender follows.'),
    aliases: Type.Array(Type.String(), { description: 'Other names that mean the same.' }),
    type: Text('text, word (one of `values`), id, boolean, number, dollars, duration, time or limit.'),
    unit: Nullable(Text('Unit of a value without one.')),
    operators: Type.Array(Type.String(), { description: 'What may stand behind the colon.' }),
    values: Type.Array(Type.String(), { description: 'All that a word may be.' }),
    description: Type.String(),
    example: Text('A query.'),
  },
  { $id: 'SearchField' },
);

export const SearchFields = Type.Object(
  {
    fields: Type.Array(Ref(SearchField)),
    max_length: Count('Characters that a query may have.'),
  },
  { $id: 'SearchFields' },
);

const Share = (description: string) => Nullable(Type.Number({ minimum: 0, maximum: 1, description }));
const Figure = (description: string) => Nullable(Type.Number({ description }));

/** Null figures where there is no sample. */
export const Spread = Type.Object(
  {
    samples: Count('Runs or steps that have this figure.'),
    mean: Figure('Arithmetic mean.'),
    p50: Figure('Median.'),
    p95: Figure('95th percentile, interpolated between neighbours.'),
  },
  { $id: 'Spread' },
);

export const GroupFigures = Type.Object(
  {
    query: Text('What was asked for.'),
    matched: Count('Runs whose figures are here.'),
    complete: Type.Boolean({
      description: 'Whether these are all that the query finds; else they are the newest.',
    }),
    stepped: Count(
      'Of these, runs whose steps were read: the newest whose traces have 20,000 spans together.',
    ),
    completed: Count('Runs that ended well.'),
    failed: Count('Runs that failed.'),
    cancelled: Count('Runs that were cancelled.'),
    running: Count('Runs that still run.'),
    success_rate: Share('Completed by ended; null where none ended.'),
    duration_ms: Ref(Spread),
    tokens: Ref(Spread),
    cost_usd: Ref(Spread),
    unpriced_calls: Count('Inferences whose model has no price: their cost is in no figure.'),
  },
  { $id: 'GroupFigures' },
);

export const StepFigures = Type.Object(
  {
    runs: Count('Runs that have the step.'),
    share_of_runs: Share('Of the runs whose steps were read.'),
    count: Count('How often it was done, in all runs together.'),
    per_run: Figure('How often, by the runs that have it.'),
    failed: Count('How often it failed.'),
    failure_rate: Share('Failed by ended.'),
    duration_ms: Ref(Spread),
    tokens: Ref(Spread),
    cost_usd: Ref(Spread),
  },
  { $id: 'StepFigures' },
);

export const Difference = Type.Object(
  {
    absolute: Figure('b less a; null where either is not known.'),
    relative: Figure('The same by a; null also where a is 0.'),
  },
  { $id: 'Difference' },
);

const differences = {
  duration_mean_ms: Ref(Difference),
  duration_p50_ms: Ref(Difference),
  duration_p95_ms: Ref(Difference),
  tokens_mean: Ref(Difference),
  cost_mean_usd: Ref(Difference),
};

export const ComparedStep = Type.Object(
  {
    kind: Text('Kind of the step.'),
    name: Text('Name of the step.'),
    a: Ref(StepFigures),
    b: Ref(StepFigures),
    differences: Type.Object({
      share_of_runs: Ref(Difference),
      per_run: Ref(Difference),
      failure_rate: Ref(Difference),
      ...differences,
    }),
  },
  { $id: 'ComparedStep' },
);

export const GroupComparison = Type.Object(
  {
    from: Time('Runs that began then or later.'),
    to: Time('Runs that began before then.'),
    sample: Count('Runs that are looked at of each side, at most: the newest.'),
    a: Ref(GroupFigures),
    b: Ref(GroupFigures),
    differences: Type.Object({ success_rate: Ref(Difference), ...differences }),
    steps: Type.Array(Ref(ComparedStep), { description: 'The most frequent first, 200 at most.' }),
    steps_truncated: Type.Boolean({ description: 'Whether there are more steps than these.' }),
    ...ComputedAt.properties,
  },
  { $id: 'GroupComparison' },
);

export type Spread = Static<typeof Spread>;
export type GroupFigures = Static<typeof GroupFigures>;
export type StepFigures = Static<typeof StepFigures>;
export type Difference = Static<typeof Difference>;
export type ComparedStep = Static<typeof ComparedStep>;
/** What is compared, without when. */
export type GroupComparison = Omit<Static<typeof GroupComparison>, 'from' | 'to' | 'computed_at'>;

export const searchSchemas = [
  ExecutionCount,
  SearchField,
  SearchFields,
  Spread,
  GroupFigures,
  StepFigures,
  Difference,
  ComparedStep,
  GroupComparison,
];
