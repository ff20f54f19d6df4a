import type { Expr } from '../promql/expression.ts';
import type { DashboardUid } from '../rules/links.ts';

/** Fewer bad events within the long window of an alert say nothing, whatever share they are. */
export const FEWEST_BAD = 5;

interface SloText {
  /** In kebab-case; the label `slo` of its series. */
  readonly name: string;
  /** In CamelCase; its alerts are `<alert>BudgetBurnsFast` and `<alert>BudgetBurnsSlow`. */
  readonly alert: string;
  /** What went well, as a sentence goes on after "99% of": `runs succeed`. */
  readonly meaning: string;
  /** Where it happened, as the texts of the alerts begin: `Runs of {{ $labels.agent }}`. */
  readonly subject: string;
  /** Share of the events that must be good, below 1. */
  readonly objective: number;
  /** Labels that a budget is kept for each of. */
  readonly by: readonly string[];
  /** Counters of everything that counts. */
  readonly events: readonly Expr[];
  /** Bad events in the long window of an alert below which it is silent; `FEWEST_BAD` unless said. */
  readonly atLeast?: number;
  /** `false` makes a warning of the fast alert; at most twelve alerts of a stack page. */
  readonly pages?: boolean;
  readonly dashboard: DashboardUid;
}

/** A service level objective: events of which a share must be good. Counters of either the good or the bad ones. */
export type Slo = SloText & ({ readonly good: readonly Expr[] } | { readonly bad: readonly Expr[] });
