import type { Expr, Window } from '../promql/expression.ts';
import type { DashboardUid } from './links.ts';

/** `critical` pages: somebody is woken. `warning` is for the next working hour, `info` explains others. */
export type Severity = 'critical' | 'warning' | 'info' | 'none';

/** An alert as data; `ruleGroups` makes a rule of Prometheus of it and adds the links. */
export interface Alert {
  /** In CamelCase, at most 40 characters; alerts/runbooks has a page of this name. */
  readonly name: string;
  readonly severity: Severity;
  /** One constant sentence, so that notices of one alert can be grouped. */
  readonly summary: string;
  /** What happens where, with Prometheus' templates: `{{ $labels.agent }}`, `{{ $value | humanizePercentage }}`. */
  readonly description: string;
  /** True while there is something to tell. */
  readonly expr: Expr;
  /** Labels that the series of `expr` have, which the links carry on. */
  readonly by: readonly string[];
  /** How long `expr` must hold before anybody is told; `0s` where it looks back far enough by itself. */
  readonly for: Window;
  /** How long it keeps firing after that, so that a short pause resolves nothing. */
  readonly keepFiringFor: Window;
  readonly dashboard: DashboardUid;
  /** Further labels, for routing and inhibition. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Checks what types cannot: kept as a function so that an alert reads as one. */
export const alert = (definition: Alert): Alert => definition;
