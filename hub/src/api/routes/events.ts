import type { Api, HubContext } from '../context.ts';

/** EN8: events by time, severity, text, trace, agent, type and tag. */
export function eventRoutes(_app: Api, _context: HubContext): void {}
