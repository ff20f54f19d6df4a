import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { PageName } from '../place/route.ts';

interface PageProps {
  /** What of the page the address asks for, such as an agent's name or a tab; `''` for the whole. */
  readonly part: string;
}
type Page = LazyExoticComponent<ComponentType<PageProps>>;

/** The pages; each comes in a file of its own, when it is first opened. */
export const pages: Readonly<Record<PageName, Page>> = {
  overview: lazy(async () => ({ default: (await import('../overview/overview-page.tsx')).OverviewPage })),
  executions: lazy(async () => ({
    default: (await import('../executions/executions-or-one.tsx')).ExecutionsOrOne,
  })),
  compare: lazy(async () => ({ default: (await import('../compare/compare-page.tsx')).ComparePage })),
  agents: lazy(async () => ({ default: (await import('../agents/agents-page.tsx')).AgentsPage })),
  workflows: lazy(async () => ({ default: (await import('../workflows/workflows-page.tsx')).WorkflowsPage })),
  analytics: lazy(async () => ({ default: (await import('../analytics/analytics-page.tsx')).AnalyticsPage })),
  errors: lazy(async () => ({ default: (await import('../errors/errors-page.tsx')).ErrorsPage })),
  events: lazy(async () => ({ default: (await import('../events/events-page.tsx')).EventsPage })),
  cost: lazy(async () => ({ default: (await import('../cost/cost-page.tsx')).CostPage })),
  evaluations: lazy(async () => ({
    default: (await import('../evaluations/evaluations-page.tsx')).EvaluationsPage,
  })),
  map: lazy(async () => ({ default: (await import('../map/map-page.tsx')).MapPage })),
  timeline: lazy(async () => ({ default: (await import('../timeline/timeline-page.tsx')).TimelinePage })),
  alerts: lazy(async () => ({ default: (await import('../alerts/alerts-page.tsx')).AlertsPage })),
  query: lazy(async () => ({ default: (await import('../query/query-page.tsx')).QueryPage })),
  boards: lazy(async () => ({ default: (await import('../boards/boards-page.tsx')).BoardsPage })),
  admin: lazy(async () => ({ default: (await import('../admin/admin-page.tsx')).AdminPage })),
  sessions: lazy(async () => ({ default: (await import('../sessions/sessions-page.tsx')).SessionsPage })),
  users: lazy(async () => ({ default: (await import('../users/users-page.tsx')).UsersPage })),
};
