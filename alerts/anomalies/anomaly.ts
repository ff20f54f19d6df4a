import type { Expr, Window } from '../promql/expression.ts';
import type { Alert } from '../rules/alert.ts';

/** One thing that is watched for values out of the usual, series by series. */
export interface Anomaly<L extends string = string> {
  /** In snake_case: its series are `anomaly:NAME:level`, `anomaly:NAME:upper` and so on. */
  readonly name: string;
  /** What the level is, in one sentence, and its unit. */
  readonly meaning: string;
  readonly unit: string;
  /** The labels that the level keeps: names of agents, workflows, providers and models, nothing that a deploy changes. */
  readonly by: readonly L[];
  /** What is watched: smooth enough to be judged every five minutes, absent where there is too little to judge. */
  readonly level: Expr;
  /** `adaptive`: mean and standard deviation. `robust`: median and median deviation, for what has outliers. */
  readonly strategy: 'adaptive' | 'robust';
  /** Which side is worth a notice. */
  readonly direction: 'up' | 'down' | 'both';
  /** How far the band reaches beyond what is usual, as a share of it, … */
  readonly margin: number;
  /** … in deviations of the last day, … */
  readonly deviations: number;
  /** … and at least, in the unit of the level: less than that is never worth a notice. The widest of the three counts. */
  readonly floor: number;
  readonly alert: Pick<
    Alert,
    'name' | 'severity' | 'summary' | 'description' | 'for' | 'keepFiringFor' | 'dashboard'
  >;
}

/** Keeps the labels in the type. */
export const anomaly = <const L extends string>(definition: Anomaly<L>): Anomaly<L> => definition;

/** How often levels and bands are recorded. At most 5m, or series go stale between. */
export const ANOMALY_INTERVAL = '5m' satisfies Window;
