import type { Api, HubContext } from '../context.ts';

/** IA4: the whole system at a glance, and the state of each integration. */
export function overviewRoutes(_app: Api, _context: HubContext): void {}
