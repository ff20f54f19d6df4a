import type { TalliedMetric, Tally } from '../fold/tallies.ts';
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

type PackedTally = readonly [
  metric: TalliedMetric,
  bucket: number,
  count: number,
  sum: number,
  ...labels: string[],
];
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
  return tallies.map(({ metric, bucket, count, sum, labels }) => [metric, bucket, count, sum, ...labels]);
}

export function unpackTallies(packed: PackedTallies): Tally[] {
  return packed.map(([metric, bucket, count, sum, ...labels]) => ({ metric, labels, bucket, count, sum }));
}
