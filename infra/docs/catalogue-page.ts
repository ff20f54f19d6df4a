import * as conventions from '@observatory/shim/conventions';
import { nameOf, type Recorded } from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import { recordedNames } from '../../alerts/recorded/recorded.ts';
import type { Alert } from '../../alerts/rules/alert.ts';
import type { RuleFamily } from '../../alerts/rules/rule-group.ts';
import { ruleFamilies } from '../../alerts/rules/rules.ts';
import { givenSlos } from '../../alerts/slos/given.ts';
import { ownSlos } from '../../alerts/slos/own.ts';
import { resolveSettings } from '../settings/resolve.ts';

/** Everything on that some setting turns off, so that catalogues have it. */
export const catalogueSettings = () =>
  resolveSettings([{ name: 'the catalogue', values: { alerts: { budgets: { day: 100, month: 2000 } } } }])
    .settings;

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
export const codes = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
const fenced = (promql: string) => `\`\`\`promql\n${promql}\n\`\`\``;

const groups: readonly (readonly [string, string, Readonly<Record<string, conventions.MetricDefinition>>])[] =
  [
    ['The fleet', 'From the hub, for every SDK.', conventions.fleetMetrics],
    ['The hub about itself', '', conventions.hubMetrics],
    ['The shim about itself', '', conventions.shimMetrics],
    ['Services with the shim', 'OR6; by their names as Prometheus has them.', conventions.platformMetrics],
    ['Team metrics', 'AE1; the prefix is the setting `metricsPrefix`.', conventions.teamMetrics()],
    ['GenAI and MCP', "OpenTelemetry's conventions, from the shim.", conventions.genAiMetrics],
    [
      'Processes',
      "OpenTelemetry's conventions, from the shim.",
      { ...conventions.processMetrics, ...conventions.runtimeMetrics },
    ],
  ];

/** docs/metrics.md: every metric of ours, the ones of servers that rules read, and every recorded series. */
export function metricsPage(): string {
  const own = groups.map(
    ([title, from, metrics]) => `## ${title}

${from === '' ? '' : `${from}\n\n`}${table(
  ['Prometheus', 'OpenTelemetry', 'kind', 'unit', 'labels', 'meaning'],
  Object.values(metrics).map((metric) => [
    codes([nameOf(metric)]),
    nameOf(metric) === metric.name ? '' : codes([metric.name]),
    metric.kind,
    metric.unit,
    codes(metric.labels.map(conventions.prometheusLabel)),
    metric.description,
  ]),
)}`,
  );
  return `# Metrics and recorded series

A histogram has three series, its name with \`_bucket\`, \`_sum\` and \`_count\`. The Prometheus name is what queries use;
the OpenTelemetry name, where it is another, is what instruments are called. Where the alerts are: [alert-catalogue.md](alert-catalogue.md).

${own.join('\n\n')}

## Servers around ours

What rules read of the servers of the stack, of hosts and of containers.

${table(
  ['Prometheus', 'kind', 'labels', 'of'],
  Object.values(serverMetrics).map(({ prometheus, kind, labels, from }) => [
    codes([prometheus]),
    kind,
    codes(labels),
    from,
  ]),
)}

## Recorded series

Made by recording rules; alerts, SLOs and dashboards are built on them.

${ruleFamilies(catalogueSettings())
  .filter(({ recordings }) => recordings.length > 0)
  .map(recordedTable)
  .join('\n\n')}

This page is written by \`npm run docs\`.
`;
}

function recordedTable({ name, interval, recordings }: RuleFamily): string {
  return `### ${name}

${interval === undefined ? '' : `Every ${interval}.\n\n`}${table(
  ['series', 'in code', 'labels', 'unit', 'meaning', 'expression'],
  recordings.map((rule: Recorded) => [
    codes([
      `${rule.record}${
        rule.labels === undefined
          ? ''
          : JSON.stringify(rule.labels)
              .replaceAll('":', '"=')
              .replaceAll(/"(\\w+)"=/g, '$1=')
      }`,
    ]),
    codes(recordedNames.has(rule.record) ? [recordedNames.get(rule.record) ?? ''] : []),
    codes(rule.by),
    rule.unit,
    rule.meaning,
    codes([rule.expr.promql]),
  ]),
)}`;
}

const severities = ['critical', 'warning', 'info', 'none'] as const;
const whoIsTold: Readonly<Record<(typeof severities)[number], string>> = {
  critical: 'Wakes somebody.',
  warning: 'Told at once, silent in quiet hours.',
  info: "Told to nobody; in the hub's history, where they explain others.",
  none: 'Signals to machines.',
};

/** docs/alert-catalogue.md: every alert by severity, and every SLO. */
export function alertCataloguePage(): string {
  const families = ruleFamilies(catalogueSettings());
  const alerts = families.flatMap((family) => family.alerts);
  const slos = [...givenSlos(catalogueSettings().alerts.slos), ...ownSlos()];
  return `# Catalogue of alerts and SLOs

${alerts.length} alerts, of which ${alerts.filter(({ severity }) => severity === 'critical').length} wake somebody. Thresholds are those of the default settings, with budgets of
$100 a day and $2,000 in 30 days. How alerting works and how to add one: [alerts.md](alerts.md). The series that the
expressions read: [metrics.md](metrics.md).

## SLOs

${table(
  ['SLO', 'objective', 'meaning', 'a budget for each', 'alerts'],
  slos.map((slo) => [
    slo.name,
    `${Math.round(slo.objective * 1e6) / 1e4} %`,
    slo.meaning,
    codes(slo.by),
    ['Fast', 'Slow'].map((speed) => link(`${slo.alert}BudgetBurns${speed}`)).join(', '),
  ]),
)}

${severities
  .map(
    (severity) => `## ${severity}

${whoIsTold[severity]}

${alerts
  .filter((one) => one.severity === severity)
  .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  .map(entry)
  .join('\n\n')}`,
  )
  .join('\n\n')}

This page is written by \`npm run docs\`.
`;
}

const link = (name: string) => `[${name}](#${name.toLowerCase()})`;

function entry(alert: Alert): string {
  const times = [
    alert.for === '0s' ? 'at once' : `after ${alert.for}`,
    ...(alert.keepFiringFor === '0s' ? [] : [`keeps firing for ${alert.keepFiringFor}`]),
  ].join(', ');
  return `### ${alert.name}

${alert.summary} Fires ${times}; labels: ${alert.by.length === 0 ? 'none' : codes(alert.by)}. [Runbook](../alerts/runbooks/${alert.name}.md).

${fenced(alert.expr.promql)}`;
}
