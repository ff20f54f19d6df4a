import { countOver, type Expr, lastOver, promql, series, sumOver, type Window } from './expression.ts';
import { secondsOf } from './parse.ts';
import { serverMetrics } from './server-metrics.ts';

/**
 * How much each counter grew within the window, to the unit: unlike `increase` it stretches nothing, counts the first
 * value of a counter that is born, and what was added while Prometheus itself was away for up to an hour. `counters` is
 * what `series`, `upTo` or `observations` selects.
 */
export function growth<L extends string>(counters: Expr<L>, window: Window = '5m'): Expr<L> {
  const now = lastOver(counters, window);
  const before = promql`last_over_time(${counters}[1h] offset ${window})`;
  // Its server answered before the counter was there, so it began with zero. A server that nobody scraped until now,
  // or Prometheus after a day off, brings old counters, which are no growth. Five minutes more, so that a counter born
  // at the first scrape of the window has one before it.
  const longer: Window = `${secondsOf(window) / 60 + 5}m`;
  const born = promql`${countOver(counters, longer)} < on (job, instance) group_left () ${sumOver(series(serverMetrics.up), longer)}`;
  return promql`((${now} - ${before}) >= 0 or (${now} and ${before}) or (${now} and (${born})))` as Expr<L>;
}

/** The growth of several counters together, by `labels`; one that is absent adds nothing. */
export function growthBy<L extends string>(labels: readonly string[], counters: readonly Expr<L>[]): Expr<L> {
  const by = labels.length === 0 ? 'sum' : `sum by (${labels.join(', ')}) `;
  const sums = counters.map((one) => ({ promql: `${by}(${growth(one).promql})` }));
  const [only] = sums;
  if (sums.length === 1 && only !== undefined) return only as Expr<L>;
  // Each under a label of its own, or `or` would take the first for all.
  const parts = sums.map((one, index) => `label_replace(${one.promql}, "part", "${index}", "", "")`);
  return { promql: `${by}(${parts.join(' or ')})` };
}
