import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { prometheusLabel } from '@observatory/shim/conventions';
import { type DashboardUid, dashboardUids } from '../alerts/rules/links.ts';
import { ruleFamilies } from '../alerts/rules/rules.ts';
import type { Settings } from '../infra/settings/schema.ts';
import { agentPerformance } from './agent-performance.ts';
import { errorTracking } from './error-tracking.ts';
import { platformOverview } from './platform-overview.ts';
import { resourceUsage } from './resource-usage.ts';
import { systemHealth } from './system-health.ts';
import { workflowAnalytics } from './workflow-analytics.ts';

/** Each is given the labels that links of alerts carry to it. */
const makers: Readonly<Record<DashboardUid, (alertLabels: readonly string[]) => Dashboard>> = {
  'agent-performance': agentPerformance,
  'workflow-analytics': workflowAnalytics,
  'error-tracking': errorTracking,
  'resource-usage': resourceUsage,
  'platform-overview': platformOverview,
  'system-health': systemHealth,
};

/** Every dashboard, by the name of its file. */
export function dashboards(settings: Settings): Readonly<Record<string, Dashboard>> {
  const alerts = ruleFamilies(settings).flatMap((family) => family.alerts);
  return Object.fromEntries(
    dashboardUids.map((uid) => {
      const labels = alerts
        .filter((one) => one.dashboard === uid)
        .flatMap(({ by }) => by.map(prometheusLabel));
      return [`${uid}.json`, makers[uid]([...new Set(labels)].toSorted())];
    }),
  );
}

/** Grafana's provisioning file of dashboards as data: the files of one folder, as one folder of a stable id. */
export function dashboardProvider(path: string) {
  return {
    apiVersion: 1,
    providers: [
      {
        name: 'observatory',
        orgId: 1,
        type: 'file',
        folder: 'Observatory',
        folderUid: 'observatory',
        // Whoever wants to change one saves a copy: the next start would take the change away.
        allowUiUpdates: false,
        disableDeletion: false,
        updateIntervalSeconds: 30,
        options: { path, foldersFromFilesStructure: false },
      },
    ],
  };
}
