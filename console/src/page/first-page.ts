import { routeOf } from '../place/route.ts';
import { loadPage } from './pages.tsx';

/**
 * The file of the page that the address asks for, on its way before the frame's own scripts run: whoever imports this
 * imports it first. Resolves when it is here, or cannot be had.
 */
export const firstPage: Promise<void> = loadPage(routeOf(window.location.pathname));
