import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { systemHealth } from './system-health.ts';

/** Every dashboard, by the name of its file. */
export const dashboards: Readonly<Record<string, () => Dashboard>> = {
  'system-health.json': systemHealth,
};

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
