import {
  QueryVariableBuilder,
  VariableHide,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import {
  type Expr,
  type Matcher,
  matching,
  type Recorded,
  recorded,
  series,
} from '../alerts/promql/expression.ts';
import { serverMetrics } from '../alerts/promql/server-metrics.ts';
import { prometheusSource } from './panels.ts';

/** The editor of variables keeps its queries under this name, and label values as this kind. */
const QUERY = { refId: 'PrometheusVariableQueryEditor-VariableQuery', qryType: 1 };

/** A variable that is a label, with the values that the series of `of` have; all of them unless somebody chooses. */
export function variable<L extends string>(label: L, of: Expr<L>): VariableModel {
  return build(label, of).build();
}

/** A variable for a label that only alerts have: away in the menu, since no other panel knows it. */
export function alertVariable(label: string): VariableModel {
  return build(label, series(serverMetrics.alerts)).hide(VariableHide.InControlsMenu).build();
}

/** The series of a recording rule that the variables of these names choose. */
export function chosen<L extends string>(rule: Recorded<L>, ...variables: readonly NoInfer<L>[]): Expr<L> {
  return recorded<L>(rule, chosenBy(variables));
}

/** What labels must be for the variables of their names to choose them. */
export function chosenBy<L extends string>(variables: readonly L[]): { readonly [label in L]?: Matcher } {
  const matchers: { [label in L]?: Matcher } = {};
  for (const name of variables) matchers[name] = matching(`$${name}`);
  return matchers;
}

function build(label: string, of: Expr): QueryVariableBuilder {
  const query = `label_values(${of.promql}, ${label})`;
  return (
    new QueryVariableBuilder(label)
      .label(label)
      .datasource(prometheusSource)
      .query({ ...QUERY, query })
      .definition(query)
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.NaturalAsc)
      .multi(true)
      .includeAll(true)
      // Series without the label, too.
      .allValue('.*')
      .current({ selected: true, text: ['All'], value: ['$__all'] })
  );
}
