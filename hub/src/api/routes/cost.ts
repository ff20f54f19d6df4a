import type { Api, HubContext } from '../context.ts';

/** IA9: cost by every dimension with trends, budgets, advice. */
export function costRoutes(_app: Api, _context: HubContext): void {}
