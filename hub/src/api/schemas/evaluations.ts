import Type, { type Static } from 'typebox';
import { ComputedAt } from '../kept-answer.ts';
import { Count, Nullable, Ref, Text, Time } from './parts.ts';

/** Judgements of executions, by evaluators and by users. */

const Score = (description: string) => Nullable(Type.Number({ description }));

export const Evaluation = Type.Object(
  {
    id: Text('Of the record.'),
    time: Time('When it was judged.'),
    name: Text('What was judged, such as relevance; user_feedback unless a user names it.'),
    score: Score('Any number; null where there is only a label or a comment.'),
    label: Nullable(Text('Such as pass.')),
    explanation: Nullable(Text('Why, or the comment of a user.')),
    source: Nullable(Text('`user` for feedback, else who judged; null where it does not say.')),
    user_id: Nullable(Text('The user that it is of.')),
    service: Text('Who sent it.'),
    trace_id: Nullable(Text('32 hex digits.')),
    span_id: Nullable(Text('What was judged: the span of an execution or of a step.')),
    execution_id: Nullable(Text('The execution that it is of; null where none is known.')),
    agent: Nullable(Text('Name of that execution.')),
  },
  { $id: 'Evaluation' },
);

export const EvaluationList = Type.Object(
  {
    from: Time('Begin of the stretch.'),
    to: Time('Its end.'),
    evaluations: Type.Array(Ref(Evaluation)),
    next_cursor: Nullable(
      Text('For the next page, which may be the last where this one has few; null on the last one.'),
    ),
  },
  { $id: 'EvaluationList' },
);

const Mean = Score('Over those with a score; null where none has one.');

export const EvaluationSummary = Type.Object(
  {
    from: Time('Begin of the stretch.'),
    to: Time('Its end.'),
    considered: Count('Evaluations that this is made of, those of the stretch before included.'),
    truncated: Type.Boolean({
      description: 'Whether older ones were left out, as there are more than 50,000.',
    }),
    bucket_seconds: Type.Integer({ description: 'Length of a point of the trends.' }),
    groups: Type.Array(
      Type.Object({
        group: Nullable(Text('What it is grouped by; null where that is not known, or more than one.')),
        name: Text('Of the evaluation: those of different names are never mixed.'),
        count: Count('Evaluations.'),
        scored: Count('Of these, how many have a score.'),
        mean: Mean,
        min: Score('Smallest score.'),
        max: Score('Largest score.'),
        distribution: Type.Array(
          Type.Object({
            from: Nullable(Type.Number({ description: 'Smallest score; null: below the next.' })),
            to: Nullable(Type.Number({ description: 'Up to this one; null: above the one before.' })),
            count: Count('Evaluations.'),
          }),
          {
            description:
              'Tenths from 0 to 1, 1 itself in the last, and what lies outside. Those without any are left out.',
          },
        ),
        labels: Type.Array(Type.Object({ label: Text('Label.'), count: Count('Evaluations.') }), {
          description: 'The twenty most frequent.',
        }),
        trend: Type.Array(
          Type.Object({ time: Time('Begin of the point.'), count: Count('Evaluations.'), mean: Mean }),
          { description: 'Points without any are left out.' },
        ),
        before: Type.Object(
          { count: Count('Evaluations.'), mean: Mean },
          { description: 'Of the stretch of the same length before.' },
        ),
        change: Score('mean − mean of the stretch before; null where either is not known.'),
      }),
      { description: 'At most 500, those with most evaluations first.' },
    ),
    groups_truncated: Type.Boolean({ description: 'Whether there are more groups.' }),
    ...ComputedAt.properties,
  },
  { $id: 'EvaluationSummary' },
);

export const evaluationSchemas = [Evaluation, EvaluationList, EvaluationSummary];

export type Evaluation = Static<typeof Evaluation>;
