import { dataOf } from '../hub/client.ts';
import type { AgentSummary, Workflow, WorkflowGraph } from '../hub/types.ts';
import type { Question } from '../hub/use-hub-query.ts';
import type { RangeQuery } from '../time-range/time-range.ts';
import { withAllWithin } from './with-all-within.ts';

const MOST = 500;

/** Workflows that ran in a range, and the names of those that did not. */
export interface ListedWorkflows {
  readonly ran: readonly AgentSummary[];
  readonly idle: readonly string[];
}

export const workflowsQuestion = (range: RangeQuery): Question<ListedWorkflows> => ({
  key: ['workflows', range],
  ask: async (hub, signal) => {
    const [{ agents }, { workflows }] = await Promise.all([
      dataOf(
        hub.api.GET('/api/v1/agents', {
          params: { query: { ...range, kind: 'workflow', limit: MOST } },
          signal,
        }),
      ),
      dataOf(hub.api.GET('/api/v1/workflows', { params: { query: { ...range, limit: MOST } }, signal })),
    ]);
    const byName = new Map(workflows.map((workflow) => [workflow.name, workflow]));
    const names = new Set(agents.map(({ agent }) => agent));
    return {
      ran: agents.map((agent) => withAllWithin(agent, byName.get(agent.agent))),
      idle: [...byName.keys()].filter((name) => !names.has(name)),
    };
  },
});

export const workflowQuestion = (name: string, range: RangeQuery): Question<Workflow> => ({
  key: ['workflow', name, range],
  ask: async (hub, signal) => {
    const options = { params: { path: { name }, query: range }, signal };
    return (await dataOf(hub.api.GET('/api/v1/workflows/{name}', options))).workflow;
  },
});

export const graphQuestion = (name: string, range: RangeQuery): Question<WorkflowGraph> => ({
  key: ['workflow', name, 'graph', range],
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/workflows/{name}/graph', { params: { path: { name }, query: range }, signal }),
    ),
});
