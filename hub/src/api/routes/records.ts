import type { Api, HubContext } from '../context.ts';
import { evaluationRoutes } from './evaluations.ts';
import { memoryRoutes } from './memory.ts';
import { snapshotRoutes } from './snapshots.ts';
import { workflowRoutes } from './workflows.ts';

/** Evaluations and feedback, memory of agents, definitions of workflows, differences of snapshots. */
export function recordRoutes(app: Api, context: HubContext): void {
  evaluationRoutes(app, context);
  memoryRoutes(app, context);
  workflowRoutes(app, context);
  snapshotRoutes(app, context);
}
