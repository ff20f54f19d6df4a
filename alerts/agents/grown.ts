import { type Expr, promql, type Window } from '../promql/expression.ts';

/**
 * What counters grew by within the window, those included that were born in it: a counter that is born with a first
 * failure begins with 1, of which `increase` sees nothing.
 */
export function grown<L extends string>(counters: Expr<L>, window: Window): Expr<L> {
  return promql`(${counters} unless max_over_time(${counters}[${window}] offset ${window}) or increase(${counters}[${window}]))` as Expr<L>;
}
