import { type TalliedMetric, type Tally, tallyKey } from '../fold/tallies.ts';
import { type ExecutionTotals, type ModelTotals, noTotals } from '../fold/totals.ts';

type PackedModel = readonly [
  provider: string | null,
  model: string,
  calls: number,
  input: number,
  output: number,
  cacheRead: number,
  cacheWrite: number,
  reasoning: number,
  costPico: number | null,
  unpriced: number,
];
/** Totals as they are stored: the calls of tools, and each model. SQL reads them by observatory_models(). */
export type PackedTotals = readonly [toolCalls: number, ...models: PackedModel[]];

/**
 * Metric and labels of a series, then bucket, count and sum of each of its buckets, one after the other; of a counter its count
 * alone. The metric is its place below; hubs before migration 0033 wrote its name, and three numbers of a counter too.
 */
type PackedTally = readonly [
  metric: TalliedMetric | number,
  labels: readonly string[],
  ...bucketCountSum: number[],
];
/** Rows have these places: what is new comes last. */
const metricPlaces: readonly TalliedMetric[] = [
  'llmErrors',
  'llmDuration',
  'timeToFirstToken',
  'toolCalls',
  'toolDuration',
  'evaluationScore',
];
const COUNTER = -1;
export type PackedTallies = readonly PackedTally[];

/** The columns that hold an execution's sums: either the first three, of hubs before migration 0027, or the others. */
interface StoredSums {
  readonly total: ExecutionTotals | null;
  readonly own: ExecutionTotals | null;
  readonly tallies: readonly Tally[] | null;
  readonly total_sums: PackedTotals | null;
  readonly own_sums: PackedTotals | null;
  readonly tally_sums: PackedTallies | null;
}

/** The row of an execution with its sums as they are, whichever form they were stored in. */
export function withSums<Row extends StoredSums>(stored: Row) {
  const { total_sums, own_sums, tally_sums, ...row } = stored;
  const total = row.total ?? (total_sums === null ? noTotals : unpackTotals(total_sums));
  const own = row.own ?? (own_sums === null ? total : unpackTotals(own_sums));
  const tallies = row.tallies ?? (tally_sums === null ? null : unpackTallies(tally_sums));
  return { ...row, total, own, tallies };
}

export function packTotals({ toolCalls, models }: ExecutionTotals): PackedTotals {
  return [toolCalls, ...models.map(packModel)];
}

function packModel({ provider, model, calls, usage, costPico, unpriced }: ModelTotals): PackedModel {
  const { input, output, cacheRead, cacheWrite, reasoning } = usage;
  return [provider, model, calls, input, output, cacheRead, cacheWrite, reasoning, costPico, unpriced];
}

export function unpackTotals([toolCalls, ...models]: PackedTotals): ExecutionTotals {
  return { models: models.map(unpackModel), toolCalls };
}

function unpackModel(packed: PackedModel): ModelTotals {
  const [provider, model, calls, input, output, cacheRead, cacheWrite, reasoning, costPico, unpriced] =
    packed;
  return {
    provider,
    model,
    calls,
    usage: { input, output, cacheRead, cacheWrite, reasoning },
    costPico,
    unpriced,
  };
}

export function packTallies(tallies: readonly Tally[]): PackedTallies {
  const series = new Map<string, [number, readonly string[], ...number[]]>();
  for (const { metric, labels, bucket, count, sum } of tallies) {
    const key = tallyKey({ metric, labels, bucket: 0 });
    const known = series.get(key);
    if (bucket === COUNTER) series.set(key, [metricPlaces.indexOf(metric), labels, count]);
    else if (known === undefined) series.set(key, [metricPlaces.indexOf(metric), labels, bucket, count, sum]);
    else known.push(bucket, count, sum);
  }
  return [...series.values()];
}

/** In the order of their keys, as the fold has them. */
export function unpackTallies(packed: PackedTallies): Tally[] {
  const keyed: [key: string, tally: Tally][] = [];
  for (const [place, labels, ...given] of packed) {
    const metric = typeof place === 'number' ? metricPlaces[place] : place;
    if (metric === undefined) continue;
    const numbers = given.length === 1 ? [COUNTER, ...given, 0] : given;
    for (let at = 0; at < numbers.length; at += 3) {
      const [bucket = 0, count = 0, sum = 0] = numbers.slice(at, at + 3);
      keyed.push([tallyKey({ metric, labels, bucket }), { metric, labels, bucket, count, sum }]);
    }
  }
  return keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tally]) => tally);
}
