import type { Hub } from '../hub/hub.ts';
import { type PageName, routeOf } from '../place/route.ts';
import { loadPage } from './pages.tsx';

/** Asks what a page shows first, for the search of an address; what it returns is worth waiting for. */
type Ask = (hub: Hub, search: string) => Promise<unknown> | null;

/** Pages whose questions are known before they are drawn. */
const asks: Partial<Readonly<Record<PageName, () => Promise<Ask>>>> = {
  overview: async () => (await import('../overview/ask-overview.ts')).askOverview,
  executions: async () => (await import('../executions/ask-executions.ts')).askExecutions,
};

async function load(): Promise<Ask | undefined> {
  const route = routeOf(window.location.pathname);
  const ask =
    route.page === 'missing' || route.part !== '' ? undefined : asks[route.page]?.().catch(() => undefined);
  await loadPage(route);
  return ask;
}

/**
 * The file of the page that the address asks for, on its way before the frame's own scripts run: whoever imports this
 * imports it first. Resolves when it is here, or cannot be had.
 */
export const firstPage = load();
