import Type from 'typebox';
import { Count, Nullable, Time } from './parts.ts';

/** Runs and what they used, in buckets of time. */

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
