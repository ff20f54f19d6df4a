import { basename } from 'node:path';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { prometheusLabel } from '@observatory/shim/conventions';
import { type DashboardUid, pagesOf } from '../alerts/rules/links.ts';
import { ruleFamilies } from '../alerts/rules/rules.ts';
import type { Settings } from '../infra/settings/schema.ts';
import { SettingsError } from '../infra/settings/settings-error.ts';
import { hasReader } from '../infra/stack/reader.ts';
import { agentPerformance } from './agents/agent-performance.ts';
import { costAndTokens } from './agents/cost-and-tokens.ts';
import { errorTracking } from './agents/error-tracking.ts';
import { evaluations } from './agents/evaluations.ts';
import { modelsAndProviders } from './agents/models-and-providers.ts';
import { sessionsAndUsers } from './agents/sessions-and-users.ts';
import { toolsAndMcp } from './agents/tools-and-mcp.ts';
import { workflowAnalytics } from './agents/workflow-analytics.ts';
import { type Folder, folders } from './folders.ts';
import { alerts } from './overview/alerts.ts';
import { anomalies } from './overview/anomalies.ts';
import { platformOverview } from './overview/platform-overview.ts';
import { slos } from './overview/slos.ts';
import { systemOverview } from './overview/system-overview.ts';
import { fault, ownDashboards, ownPaths } from './own-dashboards.ts';
import { withoutDatabase } from './parts/answerable.ts';
import { type DashboardParts, renderDashboard, textsOf } from './parts/dashboard.ts';
import { variablesFor } from './parts/variables.ts';
import { logs } from './system/logs.ts';
import { resourceUsage } from './system/resource-usage.ts';
import { services } from './system/services.ts';
import { stackHealth } from './system/stack-health.ts';
import { systemHealth } from './system/system-health.ts';

type Maker = (settings: Settings) => DashboardParts;

/** By their folders. */
const makers = {
  overview: {
    'platform-overview': platformOverview,
    'system-overview': systemOverview,
    slos,
    anomalies,
    alerts,
  },
  agents: {
    'agent-performance': agentPerformance,
    'workflow-analytics': workflowAnalytics,
    'error-tracking': errorTracking,
    'cost-and-tokens': costAndTokens,
    'models-and-providers': modelsAndProviders,
    'tools-and-mcp': toolsAndMcp,
    'sessions-and-users': sessionsAndUsers,
    evaluations,
  },
  system: {
    'system-health': systemHealth,
    'stack-health': stackHealth,
    'resource-usage': resourceUsage,
    services,
    logs,
  },
} as const;

/** Each dashboard that alerts lead to is there. */
const byUid: Readonly<Record<DashboardUid, Maker>> = {
  ...makers.overview,
  ...makers.agents,
  ...makers.system,
};

interface Placed {
  readonly folder: Folder;
  readonly parts: DashboardParts;
}

/** Every dashboard as data, with its folder. */
export function dashboardParts(settings: Settings): Placed[] {
  return (Object.keys(makers) as (keyof typeof makers)[]).flatMap((folder) =>
    Object.keys(makers[folder]).map((uid) => ({ folder, parts: byUid[uid as DashboardUid](settings) })),
  );
}

/** The path of each dashboard's file, `FOLDER/UID.json`; of one's own, `own/NAME.json` by the name of the file. */
export const dashboardPaths = (settings: Settings): string[] => [
  ...Object.entries(makers).flatMap(([folder, inside]) =>
    Object.keys(inside).map((uid) => `${folder}/${uid}.json`),
  ),
  ...ownPaths(settings),
];

/** Every dashboard in Grafana's form, by the path of its file. Throws `SettingsError` for a fault in one's own. */
export function dashboards(settings: Settings): Readonly<Record<string, Dashboard>> {
  const own = ownDashboards(settings);
  const all: Rendered[] = [
    ...dashboardParts(settings).map(({ folder, parts }) => ({
      folder: folder as Folder,
      path: `${folder}/${parts.uid}.json`,
      file: `dashboards/${folder}/${parts.uid}.ts`,
      parts,
    })),
    ...own.flatMap((one) => ('parts' in one ? [{ folder: 'own' as const, ...one }] : [])),
  ];
  const exported = own.flatMap((one) => ('json' in one ? [one] : []));
  refuseDoubles([
    ...all.map(({ file, parts }) => ({ file, uid: parts.uid })),
    ...exported.map(({ file, json }) => ({ file, uid: json.uid ?? '' })),
  ]);
  const alerts = ruleFamilies(settings).flatMap((family) => family.alerts);
  const variables = new Map(
    all.map((one) => {
      const carried = alerts
        .filter(({ dashboard }) => dashboard === one.parts.uid)
        .flatMap(({ by }) => by.map(prometheusLabel));
      const labels = [...new Set(carried)].toSorted();
      return [one.parts.uid, naming(one, () => variablesFor(textsOf(one.parts), labels))];
    }),
  );
  const known = { pages: pagesOf(settings), variables, alerts: new Set(alerts.map(({ name }) => name)) };
  return Object.fromEntries([
    ...all.map((one) => {
      const { folder, path, file, parts } = one;
      // Not where it lies on this machine: what is rendered is the same everywhere.
      const context = { ...known, uid: parts.uid, folder, file: folder === 'own' ? basename(file) : file };
      const asked = hasReader(settings) ? parts : withoutDatabase(parts);
      return [path, naming(one, () => renderDashboard(asked, context))];
    }),
    ...exported.map(({ path, json }) => [path, json]),
  ]);
}

/** What `make` makes of a dashboard; a fault in it names the file. */
function naming<T>({ folder, file }: Rendered, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const where = folder === 'own' ? `grafana.dashboards: ${file}` : file;
    throw new SettingsError(`${where}: ${(error as Error).message}`);
  }
}

/** A dashboard made of parts, with the file that it is written in. */
interface Rendered extends Placed {
  readonly path: string;
  readonly file: string;
}

function refuseDoubles(all: readonly { readonly file: string; readonly uid: string }[]): void {
  for (const [index, { file, uid }] of all.entries()) {
    const other = all.slice(0, index).find((one) => one.uid === uid);
    if (other !== undefined)
      throw fault(file, 'a uid that no other dashboard has', `${uid}, which ${other.file} has. Change yours`);
  }
}

/** Grafana's provisioning file of dashboards as data: a folder for each of ours, with a stable id. */
export function dashboardProviders(path: string) {
  return {
    apiVersion: 1,
    providers: (Object.keys(folders) as Folder[]).map((folder) => ({
      name: `observatory-${folder}`,
      orgId: 1,
      type: 'file',
      folder: folders[folder],
      folderUid: `observatory-${folder}`,
      // Whoever wants to change one saves a copy: the next start would take the change away.
      allowUiUpdates: false,
      disableDeletion: false,
      updateIntervalSeconds: 30,
      options: { path: `${path}/${folder}`, foldersFromFilesStructure: false },
    })),
  };
}
