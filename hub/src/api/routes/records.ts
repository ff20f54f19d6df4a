import type { Api, HubContext } from '../context.ts';

/** Evaluations and feedback, memory of agents, definitions of workflows, differences of snapshots. */
export function recordRoutes(_app: Api, _context: HubContext): void {}
