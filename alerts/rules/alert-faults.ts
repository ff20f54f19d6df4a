import { prometheusLabel } from '@observatory/shim/conventions';
import type { Alert, Severity } from './alert.ts';
import { dashboardUids } from './links.ts';

const severities: readonly Severity[] = ['critical', 'warning', 'info', 'none'];

/** What is wrong with an alert beside its expression; the compiler sees most of it, where somebody runs it. */
export function alertFaults(alert: Alert): string[] {
  const { name, severity, dashboard, description, by, labels } = alert;
  const own = [...by, ...Object.keys(labels ?? {})].map(prometheusLabel);
  const used = [...description.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label ?? '');
  const foreign = used.filter((label) => !own.includes(label));
  const durations = [
    ['for', alert.for],
    ['keepFiringFor', alert.keepFiringFor],
  ] as const;
  return [
    ...durations
      .filter(([, value]) => typeof value !== 'string' || !/^(\d+(ms|[smhdwy]))+$/.test(value))
      .map(
        ([key, value]) =>
          `expected \`${key}\` to be a duration such as 5m, or 0s for none, got ${JSON.stringify(value)}`,
      ),
    ...(severities.includes(severity)
      ? []
      : [`expected a severity of ${severities.join(', ')}, got ${JSON.stringify(severity)}`]),
    ...(dashboardUids.includes(dashboard)
      ? []
      : [`expected a dashboard of ${dashboardUids.join(', ')}, got ${JSON.stringify(dashboard)}`]),
    ...foreign.map(
      (label) =>
        `its description uses $labels.${label}, which is not in \`by\`: ${own.join(', ') || 'there is none'}`,
    ),
  ].map((fault) => `${name}: ${fault}`);
}
