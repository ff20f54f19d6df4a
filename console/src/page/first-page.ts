import { noteFault, signInByAddress } from '../access/sign-in.ts';
import { createHub } from '../hub/hub.ts';
import { askOverview } from '../overview/ask-overview.ts';
import { routeOf } from '../place/route.ts';
import { loadPage } from './pages.tsx';

/*
 * What every opening of the page begins with: whoever imports this imports it first, so that the hub answers while the scripts
 * of the frame begin.
 */
const route = routeOf(window.location.pathname);

/** The hub that this page came from. */
export const hub = createHub();

/** Resolves when the file of the page that the address asks for is here, or cannot be had. */
export const firstPage = loadPage(route);

/** Resolves when a key in the address was tried; null where there is none. */
export const signingIn = signInByAddress(hub);
noteFault(hub);

/** Resolves when what the page is first drawn with is answered; null where nothing is worth waiting for. */
export const firstAnswers = signingIn === null ? ask() : signingIn.then(ask);

/** Asks what the page shows first, where that is known before it is drawn. */
function ask(): Promise<unknown> | null {
  if (route.page === 'overview') return askOverview(hub, window.location.search);
  if (route.page === 'executions' && route.part === '') return askList().catch(() => {});
  return null;
}

/** The head of the list is drawn before its rows, so they are asked for when the page is here. */
async function askList(): Promise<void> {
  const { askExecutions } = await import('../executions/ask-executions.ts');
  await firstPage;
  askExecutions(hub, window.location.search);
}
