import type { Api, HubContext } from '../context.ts';

export function adviceRoutes(_app: Api, _context: HubContext): void {}
