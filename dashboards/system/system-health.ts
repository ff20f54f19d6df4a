import type { Settings } from '../../infra/settings/schema.ts';
import { alertmanagerPanels } from '../panels/alertmanager.ts';
import { collectorPanels } from '../panels/collector.ts';
import { healthCheckPanels } from '../panels/health-checks.ts';
import { healthScore } from '../panels/health-score.ts';
import { hostPanels } from '../panels/hosts.ts';
import { hubPanels } from '../panels/hub.ts';
import { serverPanels } from '../panels/servers.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { heading, row } from '../parts/layout.ts';

/** Whether the servers answer, take everything in and keep up, and whether people hear of it when they do not. */
export function systemHealth(settings: Settings): DashboardParts {
  const servers = serverPanels(settings);
  return {
    uid: 'system-health',
    title: 'System health',
    description:
      'Whether the servers of Observatory are up, take everything in, keep up and tell people. Stack health shows each of them from within.',
    rows: [
      row(4, servers.down, alertmanagerPanels.firing, collectorPanels.lostNow, hubPanels.delay),
      heading('Do servers and services answer?'),
      row(8, servers.answered, servers.scrapes),
      row(7, healthCheckPanels.answered, healthCheckPanels.duration),
      heading('Does all telemetry come in?'),
      row(8, collectorPanels.accepted, collectorPanels.refused),
      row(8, collectorPanels.lost, collectorPanels.lostBySenders, collectorPanels.queues),
      heading('Does the hub keep up?'),
      row(8, hubPanels.stored, hubPanels.refused),
      row(8, hubPanels.storing, hubPanels.waiting, healthScore(settings)),
      heading('Is there room, and do people hear of alerts?'),
      row(8, hostPanels(settings).diskFree, servers.openFiles, alertmanagerPanels.failed),
    ],
  };
}
