import type { Settings } from '../../infra/settings/schema.ts';
import { alertmanagerPanels } from '../panels/alertmanager.ts';
import { grafanaPanels, jaegerPanels, lokiPanels } from '../panels/backends.ts';
import { cardinalityPanels } from '../panels/cardinality.ts';
import { collectorPanels } from '../panels/collector.ts';
import { hostPanels } from '../panels/hosts.ts';
import { hubPanels } from '../panels/hub.ts';
import { prometheusPanels } from '../panels/prometheus.ts';
import { serverPanels } from '../panels/servers.ts';
import { telemetryCostPanels } from '../panels/telemetry-cost.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { heading, row, wide } from '../parts/layout.ts';

/** Each server of the stack about itself, how many series there are, and what telemetry costs. */
export function stackHealth(settings: Settings): DashboardParts {
  const servers = serverPanels(settings);
  const prometheus = prometheusPanels(settings);
  const cost = telemetryCostPanels;
  return {
    uid: 'stack-health',
    title: 'Stack health',
    description:
      'Each server of the stack from within: Prometheus, Alertmanager, Loki, Jaeger, the collector, the hub and Grafana; who makes how many series; and what telemetry costs.',
    rows: [
      heading('What does the stack take?'),
      row(8, wide(12, servers.compared), servers.cpu, servers.memory),
      heading('Prometheus'),
      row(8, prometheus.series, prometheus.samples, prometheus.failures),
      row(8, prometheus.slowRules, prometheus.queries, prometheus.storage),
      ...(settings.stores.metrics === 'mimir' ? [row(6, prometheus.remoteAge)] : []),
      heading('Loki and Alertmanager'),
      row(8, lokiPanels.lines, lokiPanels.discarded, lokiPanels.failures),
      row(8, lokiPanels.duration, alertmanagerPanels.sent, alertmanagerPanels.held),
      heading('Jaeger and the collector'),
      row(8, jaegerPanels.stored, jaegerPanels.failures, jaegerPanels.duration),
      row(8, collectorPanels.sent, collectorPanels.waiting),
      heading('The hub and Grafana'),
      row(7, hubPanels.perHub, hubPanels.late, hubPanels.pressure, hubPanels.connections),
      row(7, hubPanels.database, hubPanels.databaseTables, hubPanels.clients),
      row(4, hubPanels.databaseWork),
      row(7, grafanaPanels.requests, grafanaPanels.duration),
      heading('How many series are there?'),
      row(8, cardinalityPanels.bySender, cardinalityPanels.byMetric, cardinalityPanels.churn),
      row(8, cardinalityPanels.labelSets, cardinalityPanels.cutLabels),
      heading('What does telemetry cost?'),
      row(4, cost.cpuShare, cost.memoryShare),
      row(8, cost.spans, cost.logBytes),
      row(8, cost.overhead, cost.leftOutLines, hostPanels(settings).disks),
    ],
  };
}
