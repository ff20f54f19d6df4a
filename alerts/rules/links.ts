import { prometheusLabel } from '@observatory/shim/conventions';
import type { Settings } from '../../infra/settings/schema.ts';

/** Dashboards that alerts lead to, by uid; dashboards/ has one of each. */
export const dashboardUids = [
  'platform-overview',
  'system-overview',
  'slos',
  'anomalies',
  'alerts',
  'agent-performance',
  'workflow-analytics',
  'error-tracking',
  'cost-and-tokens',
  'models-and-providers',
  'tools-and-mcp',
  'sessions-and-users',
  'evaluations',
  'system-health',
  'stack-health',
  'resource-usage',
  'services',
  'logs',
] as const;
export type DashboardUid = (typeof dashboardUids)[number];

/** Where people reach the stack's pages, without a slash at the end. */
export interface Pages {
  readonly grafana: string;
  readonly hub: string;
  readonly jaeger: string;
}

/** By host name where there is one, else by the published port on the machine itself. */
export function pagesOf({ hosts, ports }: Settings): Pages {
  const at = (host: string | null, port: number) =>
    host === null ? `http://localhost:${port}` : `https://${host}`;
  return {
    grafana: at(hosts.grafana, ports.grafana),
    hub: at(hosts.hub, ports.hub),
    jaeger: at(null, ports.jaeger),
  };
}

/** The page that says what to do about an alert; the hub serves it without a key. */
export const runbookUrl = (pages: Pages, alert: string): string => `${pages.hub}/runbooks/${alert}`;

/** A dashboard with the firing series' labels as its variables, in Prometheus' template language. */
export function dashboardUrl(pages: Pages, uid: DashboardUid, labels: readonly string[]): string {
  // An alert of several kinds of subjects has some labels empty.
  const variables = labels
    .map(prometheusLabel)
    .map((label) => `{{ with $labels.${label} }}&var-${label}={{ . | urlquery }}{{ end }}`)
    .join('');
  return `${pages.grafana}/d/${uid}${variables === '' ? '' : `?${variables}`}`;
}
