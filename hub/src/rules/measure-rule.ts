import { costUsdOf } from '../cost/spending.ts';
import type { DimensionKey, MeasureRow, MeasureSource, WantedDimension } from './measure-rows.ts';
import { statisticOf } from './percentile.ts';
import type { AnyCondition, Rule, RuleDimension } from './rule.ts';

/** What a rule found of one group within its window. */
export interface Found {
  readonly key: string;
  /** Null where there is nothing to say it by. */
  readonly value: number | null;
  readonly holds: boolean;
  /** Events, runs or calls that it is of. */
  readonly count: number;
  /** Calls with tokens and without a price, which a cost leaves out. */
  readonly unpriced: number;
}

/** Where the rows of a condition come from; of other conditions undefined. */
export const sourceOf: Readonly<Partial<Record<AnyCondition, MeasureSource>>> = {
  error_rate: 'events',
  event_count: 'events',
  event_rate: 'events',
  response_time: 'executions',
  abandoned: 'executions',
  cost: 'calls',
  unpriced: 'calls',
};

/** Sums of rows of one group. */
export interface Sums {
  count: number;
  errors: number;
  costPico: number;
  unpriced: number;
  tokens: number;
  readonly durations: Map<number, number>;
}

export const noSums = (): Sums => ({
  count: 0,
  errors: 0,
  costPico: 0,
  unpriced: 0,
  tokens: 0,
  durations: new Map(),
});

/** Adds a row, or takes it away again with a sign of -1. */
export function addRow(sums: Sums, row: MeasureRow, sign: 1 | -1 = 1): void {
  sums.count += sign * row.count;
  sums.errors += sign * row.errors;
  sums.costPico += sign * row.costPico;
  sums.unpriced += sign * row.unpriced;
  sums.tokens += sign * row.tokens;
  if (row.durationMs === null) return;
  const count = (sums.durations.get(row.durationMs) ?? 0) + sign * row.count;
  if (count === 0) sums.durations.delete(row.durationMs);
  else sums.durations.set(row.durationMs, count);
}

/** Whether a value is what the rule warns of: above its threshold; of shares of what there is, at it too. */
export function breaks({ condition, threshold }: Rule, value: number): boolean {
  return condition === 'budget' || condition === 'database' ? value >= threshold : value > threshold;
}

/** What the sums of a group say by a rule. */
export function foundOf(rule: Rule, key: string, sums: Sums): Found {
  const value = ruleValue(rule, sums);
  return {
    key,
    value,
    holds: value !== null && sums.count >= rule.minEvents && breaks(rule, value),
    count: sums.count,
    unpriced: sums.unpriced,
  };
}

function ruleValue({ condition, windowS, statistic }: Rule, sums: Sums): number | null {
  switch (condition) {
    case 'error_rate':
      return sums.count === 0 ? null : sums.errors / sums.count;
    case 'event_rate':
      return sums.count / (windowS / 60);
    case 'response_time':
      return statisticOf(
        statistic ?? 'p95',
        [...sums.durations].sort(([a], [b]) => a - b),
      );
    case 'cost':
      return costUsdOf({
        calls: sums.count,
        costPico: sums.costPico,
        unpriced: sums.unpriced,
        inputTokens: sums.tokens,
        outputTokens: 0,
      });
    case 'abandoned':
      return sums.errors;
    case 'unpriced':
      return sums.unpriced;
    default:
      return sums.count;
  }
}

/** Gives of each row the group of the rule that it belongs to; null for none. */
export function groupsOf({ project, filter, groupBy }: Rule): (row: MeasureRow) => string | null {
  const { tag = {}, ...dimensions } = filter;
  const wanted = [
    ...Object.entries(dimensions),
    ...Object.entries(tag).map(([name, values]) => [`tag.${name}`, values] as const),
  ].map(([key, values]) => [key, new Set(values)] as const);
  return (row) => {
    if (row.project !== project) return null;
    for (const [key, values] of wanted) {
      const value = row.dimensions[key];
      if (value == null || !values.has(value)) return null;
    }
    if (groupBy === null) return '';
    // What says none of it is no group.
    return row.dimensions[groupBy] || null;
  };
}

/** What a rule finds in the rows of its window; without groups exactly one. */
export function measureRule(rule: Rule, rows: readonly MeasureRow[]): Found[] {
  const groupOf = groupsOf(rule);
  const sums = new Map<string, Sums>(rule.groupBy === null ? [['', noSums()]] : []);
  for (const row of rows) {
    const key = groupOf(row);
    if (key === null) continue;
    let one = sums.get(key);
    if (one === undefined) {
      one = noSums();
      sums.set(key, one);
    }
    addRow(one, row);
  }
  return Array.from(sums, ([key, one]) => foundOf(rule, key, one));
}

/** The dimensions that rules need: those that only filters name, with the values that they name. */
export function dimensionsFor(rules: readonly Rule[]): WantedDimension[] {
  const grouped = new Set<DimensionKey>(rules.flatMap(({ groupBy }) => (groupBy === null ? [] : [groupBy])));
  const only = new Map<DimensionKey, Set<string>>();
  const want = (key: DimensionKey, values: readonly string[]) => {
    const known = only.get(key) ?? new Set();
    for (const value of values) known.add(value);
    only.set(key, known);
  };
  for (const { filter } of rules) {
    const { tag = {}, ...dimensions } = filter;
    for (const [key, values] of Object.entries(dimensions)) want(key as RuleDimension, values);
    for (const [name, values] of Object.entries(tag)) want(`tag.${name}`, values);
  }
  return [
    ...Array.from(grouped, (key) => ({ key, only: null })),
    ...[...only].flatMap(([key, values]) => (grouped.has(key) ? [] : [{ key, only: [...values] }])),
  ];
}
