import { type ComponentType, lazy } from 'react';
import type { PageName, Route } from '../place/route.ts';

interface PageProps {
  /** What of the page the address asks for, such as an agent's name or a tab; `''` for the whole. */
  readonly part: string;
}
type Page = ComponentType<PageProps>;

/** What comes in a file of its own, when it is first opened: a page each, and the one of an execution. */
type File = PageName | 'execution';

const files: Readonly<Record<File, () => Promise<Page>>> = {
  overview: async () => (await import('../overview/overview-page.tsx')).OverviewPage,
  executions: async () => (await import('../executions/executions-page.tsx')).ExecutionsPage,
  execution: async () => (await import('../execution/execution-page.tsx')).ExecutionPage,
  compare: async () => (await import('../compare/compare-page.tsx')).ComparePage,
  agents: async () => (await import('../agents/agents-page.tsx')).AgentsPage,
  workflows: async () => (await import('../workflows/workflows-page.tsx')).WorkflowsPage,
  analytics: async () => (await import('../analytics/analytics-page.tsx')).AnalyticsPage,
  errors: async () => (await import('../errors/errors-page.tsx')).ErrorsPage,
  events: async () => (await import('../events/events-page.tsx')).EventsPage,
  cost: async () => (await import('../cost/cost-page.tsx')).CostPage,
  evaluations: async () => (await import('../evaluations/evaluations-page.tsx')).EvaluationsPage,
  map: async () => (await import('../map/map-page.tsx')).MapPage,
  timeline: async () => (await import('../timeline/timeline-page.tsx')).TimelinePage,
  alerts: async () => (await import('../alerts/alerts-page.tsx')).AlertsPage,
  query: async () => (await import('../query/query-page.tsx')).QueryPage,
  boards: async () => (await import('../boards/boards-page.tsx')).BoardsPage,
  admin: async () => (await import('../admin/admin-page.tsx')).AdminPage,
  sessions: async () => (await import('../sessions/sessions-page.tsx')).SessionsPage,
  users: async () => (await import('../users/users-page.tsx')).UsersPage,
};
const loaded = new Map<File, Page>();
const shown = new Map<File, Page>();

function fileOf({ page, part }: Route): File | null {
  if (page === 'missing') return null;
  return page === 'executions' && part !== '' ? 'execution' : page;
}

async function load(file: File): Promise<Page> {
  const page = await files[file]();
  loaded.set(file, page);
  return page;
}

/** Loads the file of the page that a route leads to, if it is not here; whoever shows the page tells where it fails. */
export async function loadPage(route: Route): Promise<void> {
  const file = fileOf(route);
  if (file !== null && !loaded.has(file)) await load(file).catch(() => {});
}

/**
 * The page that a route leads to, always the same component; null where there is none. It suspends only where its file was
 * not here when it was first shown: after a sketch React holds what follows back for 300 ms.
 */
export function pageOf(route: Route): Page | null {
  const file = fileOf(route);
  if (file === null) return null;
  const page = shown.get(file) ?? loaded.get(file) ?? lazy(async () => ({ default: await load(file) }));
  shown.set(file, page);
  return page;
}
