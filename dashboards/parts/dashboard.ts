import {
  type AnnotationQuery,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type DashboardLink,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { series } from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import { alertAnnotation, deploymentAnnotation } from './annotations.ts';
import { chosenBy } from './chosen.ts';
import type { Context } from './context.ts';
import { panelsOf, placed, type Row, row } from './layout.ts';
import { comparison, note } from './panel.ts';
import { ask } from './question.ts';
import { renderPanel } from './render-panel.ts';

/** A dashboard as data: what it is for, and its rows of panels. Its variables are those that the panels ask for. */
export interface DashboardParts {
  /** In kebab-case; the name of its file, and its address `/d/UID`. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly Row[];
  /** How far back it looks at first; an hour unless said. */
  readonly from?: `now-${number}${'m' | 'h' | 'd'}`;
}

/** What a dashboard's panels ask, which says which variables it has. */
export const textsOf = ({ rows }: DashboardParts): string[] =>
  panelsOf(rows).flatMap(({ questions }) =>
    questions.map((one) => (one.store === 'jaeger' ? JSON.stringify(one.search) : one.text)),
  );

/** Every dashboard ends with the alerts that fire, of what its variables choose, and with how it is changed. */
export function renderDashboard(parts: DashboardParts, context: Context): Dashboard {
  const variables = context.variables.get(parts.uid) ?? [];
  const labels = variables.filter(({ type }) => type === 'query').map(({ name }) => name);
  const builder = new DashboardBuilder(parts.title)
    .uid(parts.uid)
    .description(parts.description)
    .tags(['observatory', context.folder])
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: parts.from ?? 'now-1h', to: 'now' })
    .refresh('30s')
    .readonly();
  for (const variable of variables) builder.withVariable({ build: () => variable });
  for (const annotation of [alertAnnotation(labels), deploymentAnnotation(labels)])
    builder.annotation({ build: () => annotation as unknown as AnnotationQuery });
  for (const link of dashboardLinks(context)) builder.link({ build: () => link });
  const rows = [...parts.rows, ...closing(context, labels)];
  return {
    ...builder.build(),
    panels: placed<NonNullable<Dashboard['panels']>[number]>(rows, {
      panel: (panel, place) => renderPanel(panel, place, context),
      heading: (title, place) => ({ type: 'row', title, collapsed: false, panels: [], ...place }),
    }),
  };
}

function closing({ file }: Context, labels: readonly string[]): Row[] {
  return [
    row(
      8,
      comparison(
        {
          title: 'Which alerts fire?',
          description: 'Of what the variables choose. Watchdog always fires: it shows that alerting works.',
          unit: 'string',
          empty: 'No alert fires.',
        },
        { Firing: ask(series(serverMetrics.alerts, { alertstate: 'firing', ...chosenBy(labels) }), '') },
        {
          columns: {
            Firing: { hidden: true },
            alertstate: { hidden: true },
            alertname: {
              links: [{ title: 'Runbook', to: { hub: '/runbooks/${__value.raw}' } }],
            },
          },
          smallestFirst: 'severity',
        },
      ),
    ),
    row(
      3,
      note(
        'How do I change this dashboard?',
        `It is made of code, so that an update brings its new panels and a change has a review: what is changed here is gone at the next start. Change \`${file}\` and run \`npx observatory up\`, or save a copy under another name. docs/dashboards.md shows how to add one.`,
      ),
    ),
  ];
}

function dashboardLinks({ pages }: Context): DashboardLink[] {
  const link = (title: string, more: Partial<DashboardLink>): DashboardLink => ({
    title,
    type: 'link' as DashboardLink['type'],
    icon: 'external link',
    tooltip: '',
    tags: [],
    asDropdown: false,
    targetBlank: false,
    includeVars: false,
    keepTime: false,
    ...more,
  });
  return [
    link('Dashboards', {
      type: 'dashboards' as DashboardLink['type'],
      tags: ['observatory'],
      asDropdown: true,
      includeVars: true,
      keepTime: true,
      tooltip: 'The others, with the time and the variables that are chosen here.',
    }),
    link('Executions', {
      url: `${pages.hub}/`,
      targetBlank: true,
      tooltip: "The hub's page: each execution with its steps.",
    }),
  ];
}
