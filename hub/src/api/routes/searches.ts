import type { Api, HubContext } from '../context.ts';

/** IA2: executions by the query language, and two groups of them compared. */
export function searchRoutes(_app: Api, _context: HubContext): void {}
