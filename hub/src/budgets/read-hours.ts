import { type CostDimension, figureDimensionOf, isRunDimension, spendingOf } from '../cost/read-cost.ts';
import { readRunSpending } from '../cost/read-run-spending.ts';
import { readFigures } from '../figures/read-figures.ts';
import type { Database } from '../store/database.ts';
import type { Stretch } from '../store/read-health.ts';
import type { HourOfSpending } from './budget-state.ts';

const HOUR_S = 3600;

/** Spending by hour of some values of a dimension, hours without calls left out; null reads that of everything. */
export async function readHours(
  database: Database,
  project: string,
  by: CostDimension | null,
  values: readonly string[],
  stretch: Stretch,
): Promise<Map<string, HourOfSpending[]>> {
  const found = new Map<string, HourOfSpending[]>();
  const add = (key: string, hour: HourOfSpending) => {
    const known = found.get(key);
    if (known) known.push(hour);
    else found.set(key, [hour]);
  };
  if (by !== null && isRunDimension(by)) {
    const question = { by, bucketS: HOUR_S, shape: 'groups by bucket', keys: values, ...stretch } as const;
    for (const row of await readRunSpending(database, project, question)) {
      if (row.calls > 0) add(row.key ?? '', { ...row, hourUs: row.bucketUs ?? 0 });
    }
    return found;
  }
  const dimension = by === null ? undefined : figureDimensionOf(by);
  const rows = await readFigures(database, project, {
    kind: 'model',
    by: dimension === undefined ? [] : [dimension],
    bucketS: HOUR_S,
    ...(dimension === undefined ? {} : { where: { [dimension]: values } }),
    ...stretch,
  });
  for (const row of rows) {
    add(dimension === undefined ? '' : row[dimension], { ...spendingOf(row), hourUs: row.bucketUs ?? 0 });
  }
  return found;
}
