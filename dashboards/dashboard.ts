import {
  type Dashboard,
  DashboardBuilder,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { countBy, series } from '../alerts/promql/expression.ts';
import { serverMetrics } from '../alerts/promql/server-metrics.ts';
import type { DashboardUid } from '../alerts/rules/links.ts';
import { type Row, row, withRows } from './layout.ts';
import { lines } from './panels.ts';
import { alertVariable, chosenBy } from './variables.ts';

/** What one dashboard has of its own. */
export interface DashboardParts {
  readonly uid: DashboardUid;
  readonly title: string;
  readonly description: string;
  /** What its panels are filtered by. */
  readonly variables: readonly VariableModel[];
  readonly rows: readonly Row[];
}

/**
 * A dashboard of the house: its own panels, and below them the alerts that fire. `alertLabels` are the labels that links
 * of alerts carry to it; those that no panel is filtered by still choose among the alerts.
 */
export function dashboard(parts: DashboardParts, alertLabels: readonly string[]): Dashboard {
  const further = alertLabels.filter((label) => parts.variables.every(({ name }) => name !== label));
  const variables = [...parts.variables, ...further.map(alertVariable)];
  const builder = new DashboardBuilder(parts.title)
    .uid(parts.uid)
    .description(parts.description)
    .tags(['observatory'])
    .timezone('browser')
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .editable();
  for (const variable of variables) builder.withVariable({ build: () => variable });
  return withRows(builder.build(), [...parts.rows, alertsRow(variables.map(({ name }) => name))]);
}

const alertsRow = (variables: readonly string[]): Row =>
  row(
    8,
    lines(
      {
        title: 'Alerts that fire',
        description: 'How many, of what the variables choose; each has a runbook, to which its notice links.',
        unit: 'short',
      },
      {
        expr: countBy(
          ['alertname', 'severity'],
          series(serverMetrics.alerts, { alertstate: 'firing', ...chosenBy(variables) }),
        ),
        legend: '{{alertname}} ({{severity}})',
      },
    ),
  );
