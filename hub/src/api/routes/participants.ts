import type { Api, HubContext } from '../context.ts';

/** EN4: agents, users and sessions. */
export function participantRoutes(_app: Api, _context: HubContext): void {}
