import type { CostReport } from '../api/schemas/cost.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { CostFound, Spent } from './read-cost.ts';
import { costUsdOf, noSpending, type Spending } from './spending.ts';

export interface ReportQuestion {
  readonly sinceUs: number;
  readonly untilUs: number;
  readonly bucketS: number;
  /** Groups that are listed. */
  readonly limit: number;
}

/** The answer's parts of what was found; buckets in which nothing began are there too, with a cost of 0. */
export function costReport(
  found: CostFound,
  { sinceUs, untilUs, bucketS, limit }: ReportQuestion,
): Pick<CostReport, 'total' | 'previous' | 'group_count' | 'groups' | 'series'> {
  const { total, previous, groups, trended, series } = found;
  const listed = groups.slice(0, limit);
  const bucketUs = bucketS * 1e6;
  const at = new Map(series.map((point) => [placeOf(point.bucketUs, point.key), point]));
  const points: CostReport['series'] = [];
  for (let us = Math.floor(sinceUs / bucketUs) * bucketUs; us < untilUs; us += bucketUs) {
    points.push({
      time: isoOfMicros(us),
      ...spendingPart(at.get(placeOf(us, undefined)) ?? noSpending),
      groups: trended.map((key) => {
        const point = at.get(placeOf(us, key)) ?? noSpending;
        return { key, cost_usd: costUsdOf(point), calls: point.calls };
      }),
    });
  }
  return {
    total: { ...spentPart(total), ...partsOf(total) },
    previous: spentPart(previous),
    group_count: groups.length,
    groups: listed.map((group) => ({
      key: group.key,
      share: group.costPico > 0 ? group.costPico / total.costPico : costUsdOf(group) === null ? null : 0,
      ...spentPart(group),
      ...partsOf(group),
    })),
    series: points,
  };
}

const placeOf = (us: number, key: string | null | undefined) =>
  JSON.stringify([us, key === undefined ? 0 : key]);

function spendingPart(spending: Spending) {
  return {
    cost_usd: costUsdOf(spending),
    calls: spending.calls,
    unpriced_calls: spending.unpriced,
    input_tokens: spending.inputTokens,
    output_tokens: spending.outputTokens,
  };
}

function spentPart(spent: Spent) {
  const { executions } = spent;
  const cost = costUsdOf(spent);
  return {
    ...spendingPart(spent),
    executions,
    cost_per_execution_usd: cost === null || !executions ? null : cost / executions,
  };
}

function partsOf(spending: Spending) {
  return {
    cache_read_tokens: spending.cacheReadTokens,
    cache_write_tokens: spending.cacheWriteTokens,
    reasoning_tokens: spending.reasoningTokens,
  };
}
