import {
  type Expr,
  type Matcher,
  matching,
  type Recorded,
  recorded,
} from '../../alerts/promql/expression.ts';
import { isVariable } from './variables.ts';

type Matchers<L extends string> = { readonly [label in L]?: Matcher };

/**
 * The series of a recording rule that the variables of the dashboard choose: by every label of it that is a variable, so
 * that a panel follows all of them and the dashboard has just those that its panels ask for. `matchers` fixes a label.
 */
export function chosen<L extends string>(rule: Recorded<L>, matchers: Matchers<NoInfer<L>> = {}): Expr<L> {
  return recorded<L>(rule, { ...chosenBy(rule.by.filter(isVariable)), ...matchers });
}

/** What labels must be for the variables of their names to choose them: for `series`, `buckets` and the like. */
export function chosenBy<L extends string>(labels: readonly L[]): { readonly [label in L]?: Matcher } {
  const matchers: { [label in L]?: Matcher } = {};
  for (const name of labels) matchers[name] = matching(`$${name}`);
  return matchers;
}

/** In SQL: whether a column has a value that the variable of this name chooses. A text may have quotes in it. */
export const chosenIn = (column: string, variable: string): string =>
  `coalesce(${column}, '') ~ $re$\\A(?:\${${variable}:regex})\\Z$re$`;

/** In LogQL: a stream selector by these labels, of lines that have a service at least, as Loki wants it. */
export const streams = (...labels: readonly string[]): string =>
  `{service_name=~".+"${labels.map((label) => `, ${label}=~"$${label}"`).join('')}}`;
