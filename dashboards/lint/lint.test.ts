import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { expect, test } from 'vitest';
import { parseExpression } from '../../alerts/promql/parse.ts';
import { metricKinds } from '../../alerts/rules/known-metrics.ts';
import { ruleFamilies } from '../../alerts/rules/rules.ts';
import { caseSettings } from '../../alerts/testing/settings.ts';
import { dashboardParts, dashboards } from '../dashboards.ts';
import { panelsOf } from '../parts/layout.ts';
import { exceptions, lintRules } from './lint-rules.ts';

const built = dashboards(caseSettings);
const names = Object.keys(built);
const alerts = ruleFamilies(caseSettings).flatMap((family) => family.alerts);

const faultsOf = (dashboard: Dashboard) =>
  lintRules.flatMap(({ name, faults }) => faults(dashboard).map((fault) => `${name}: ${fault}`));

test.each(names)('%s keeps the rules of dashboards', (name) => {
  const dashboard = built[name];
  expect(dashboard && faultsOf(dashboard)).toEqual([]);
});

test('are checked for the seventeen rules of the public linter, or a reason stands in their place', () => {
  expect([...lintRules.map(({ name }) => name), ...Object.keys(exceptions)]).toEqual(
    expect.arrayContaining([
      'template-datasource',
      'template-job',
      'template-instance',
      'template-label-promql',
      'template-on-time-change-reload',
      'panel-datasource',
      'panel-title-description',
      'panel-units',
      'panel-no-targets',
      'target-logql',
      'target-logql-auto',
      'target-promql',
      'target-rate-interval',
      'target-job',
      'target-instance',
      'target-counter-agg',
      'uneditable-dashboard',
    ]),
  );
});

const prometheus = { type: 'prometheus', uid: 'prometheus' };
const loki = { type: 'loki', uid: 'loki' };
/** A dashboard without a fault, but for what the test says. */
const withPanel = (panel: object, target: object = {}, more: object = {}) =>
  ({
    uid: 'checkout',
    editable: false,
    panels: [
      {
        id: 1,
        type: 'timeseries',
        title: 'How many runs end?',
        description: 'Runs that ended, a second, by agent.',
        datasource: prometheus,
        gridPos: { x: 0, y: 0, w: 24, h: 8 },
        targets: [{ refId: 'A', datasource: prometheus, expr: 'up', ...target }],
        fieldConfig: {
          defaults: { unit: 'cps', noValue: 'None.', thresholds: { steps: [{ value: null }] } },
        },
        ...panel,
      },
    ],
    ...more,
  }) as unknown as Dashboard;

test('A dashboard without a fault has none', () => {
  expect(faultsOf(withPanel({}))).toEqual([]);
});

test.each([
  ['a title that asks nothing', withPanel({ title: 'Runs' }), 'panel-title-description'],
  ['no description', withPanel({ description: '' }), 'panel-title-description'],
  ['no data source', withPanel({ datasource: undefined }), 'panel-datasource'],
  ['a target of another store', withPanel({}, { datasource: loki, expr: '{a="b"}' }), 'panel-datasource'],
  ['no target', withPanel({ targets: [] }), 'panel-no-targets'],
  [
    'no unit',
    withPanel({ fieldConfig: { defaults: { noValue: 'None.', thresholds: { steps: [{ value: null }] } } } }),
    'panel-units',
  ],
  [
    'no word for nothing',
    withPanel({ fieldConfig: { defaults: { unit: 's', thresholds: { steps: [{ value: null }] } } } }),
    'an empty state',
  ],
  [
    "Grafana's thresholds",
    withPanel({ fieldConfig: { defaults: { unit: 's', noValue: 'None.' } } }),
    'thresholds of its own',
  ],
  ['no PromQL', withPanel({}, { expr: 'sum(up' }), 'target-promql'],
  ['a rate over five minutes', withPanel({}, { expr: 'rate(a_total[5m])' }), 'target-rate-interval'],
  [
    'the value of a counter',
    withPanel({}, { expr: 'sum by (agent) (a_total{b="c"})' }),
    'target-counter-agg',
  ],
  [
    'no LogQL',
    withPanel({ datasource: loki }, { datasource: loki, expr: '{a="b"} | level=' }),
    'target-logql',
  ],
  [
    'a range of five minutes in LogQL',
    withPanel({ datasource: loki }, { datasource: loki, expr: 'rate({a="b"}[5m])' }),
    'target-logql-auto',
  ],
  [
    'a variable that asks no labels',
    withPanel({}, {}, { templating: { list: [{ name: 'a', type: 'query', definition: 'up', refresh: 2 }] } }),
    'template-label-promql',
  ],
  [
    'a variable that stays as it was',
    withPanel(
      {},
      {},
      { templating: { list: [{ name: 'a', type: 'query', definition: 'label_values(up, a)', refresh: 1 }] } },
    ),
    'template-on-time-change-reload',
  ],
  ['that can be changed in place', withPanel({}, {}, { editable: true }), 'uneditable-dashboard'],
  ['an old kind of panel', withPanel({ type: 'graph' }), 'no deprecated panels'],
  ['a panel out of the grid', withPanel({ gridPos: { x: 4, y: 0, w: 24, h: 8 } }), 'rows that fill the grid'],
  ['a row with a hole', withPanel({ gridPos: { x: 0, y: 0, w: 20, h: 8 } }), 'rows that fill the grid'],
  ['a uid with blanks', withPanel({}, {}, { uid: 'my board' }), 'ids of its own'],
])('A dashboard with %s is noticed', (_what, dashboard, rule) => {
  expect(faultsOf(dashboard).map((fault) => fault.split(':')[0])).toContain(rule);
});

test.each(names)('%s asks for series that are there', (name) => {
  const known = new Set([
    ...metricKinds(caseSettings.metricsPrefix).keys(),
    ...ruleFamilies(caseSettings).flatMap(({ recordings }) => recordings.map(({ record }) => record)),
    // Of Prometheus about what senders are.
    'target_info',
  ]);
  const expressions = JSON.parse(JSON.stringify(built[name]?.panels ?? [])).flatMap(
    ({ targets = [] }: { targets?: { expr?: string; datasource: { uid: string } }[] }) =>
      targets.filter(({ datasource }) => datasource.uid === 'prometheus').map(({ expr = '' }) => expr),
  ) as string[];
  for (const expr of expressions) {
    const { metrics } = parseExpression(expr.replaceAll(/\$__(rate_interval|range|interval)/g, '5m'));
    expect(
      metrics.filter((metric) => !known.has(metric)),
      expr,
    ).toEqual([]);
  }
});

const panels = dashboardParts(caseSettings).flatMap(({ parts }) =>
  panelsOf(parts.rows).map((panel) => ({ name: `${parts.uid}: ${panel.title}`, panel })),
);

test('Alerts that panels name are there, so that their runbooks are', () => {
  const known = new Set(alerts.map(({ name }) => name));
  const unknown = panels.flatMap(({ name, panel }) =>
    (panel.alerts ?? []).filter((alert) => !known.has(alert)).map((alert) => `${name}: ${alert}`),
  );
  expect(unknown).toEqual([]);
});

test('A panel turns red where one of its alerts tells: each of its limits is a number of their expressions', () => {
  const numbers = (text: string) => [...text.matchAll(/(?<![\w.])\d+(?:\.\d+)?(?![\w.])/g)].map(Number);
  const strange = panels.flatMap(({ name, panel }) => {
    const limits = [
      panel.limits,
      ...(panel.kind === 'table' ? Object.values(panel.columns).map((column) => column.limits) : []),
    ].filter((one) => one !== undefined);
    const told = new Set(
      alerts.filter((one) => panel.alerts?.includes(one.name)).flatMap(({ expr }) => numbers(expr.promql)),
    );
    return limits
      .flatMap(({ bad, warn }) => [bad, ...(warn === undefined ? [] : [warn])])
      .filter((limit) => !told.has(limit))
      .map((limit) => `${name}: ${limit}`);
  });
  expect(strange).toEqual([]);
});

test('The same question has the same unit wherever it is asked', () => {
  const seen = new Map<string, string>();
  const strange: string[] = [];
  for (const { name, panel } of panels) {
    if (panel.kind === 'table') continue;
    for (const question of panel.questions) {
      if (question.store === 'jaeger') continue;
      const before = seen.get(question.text);
      if (before !== undefined && before !== panel.unit)
        strange.push(`${name}: ${panel.unit}, elsewhere ${before}`);
      seen.set(question.text, panel.unit);
    }
  }
  expect(strange).toEqual([]);
});

test.each(names)('%s is at most 150 KB as it is provisioned', (name) => {
  expect(Buffer.byteLength(`${JSON.stringify(built[name], null, 2)}\n`)).toBeLessThanOrEqual(150 * 1024);
});

test('Links of panels lead to dashboards that are there, with variables that they have', () => {
  const byUid = new Map(Object.values(built).map((one) => [one.uid, one]));
  const urls = [...JSON.stringify(built).matchAll(/"url":"(\/d\/[^"]+)"/g)].map(([, url = '']) => url);
  expect(urls.length).toBeGreaterThan(20);
  for (const url of urls) {
    const [, uid = '', query = ''] = /^\/d\/([\w-]+)\?(.*)$/.exec(url) ?? [];
    const has = byUid.get(uid)?.templating?.list?.map(({ name }) => name) ?? [];
    const chosen = [...query.matchAll(/var-(\w+)=|\$\{(\w+):queryparam\}/g)].map(([, a, b]) => a ?? b ?? '');
    expect(has, url).toEqual(expect.arrayContaining(chosen));
  }
});
