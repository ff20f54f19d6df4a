import { dataOf } from '../hub/client.ts';
import type {
  Advice,
  AgentDetail,
  AgentSummary,
  Bottlenecks,
  Execution,
  ExecutionKind,
  FailureGroups,
  GroupComparison,
} from '../hub/types.ts';
import type { Question } from '../hub/use-hub-query.ts';
import type { RangeQuery } from '../time-range/time-range.ts';

/** Agents of one answer; the page asks for all of them and sorts them itself. */
const MOST_AGENTS = 500;
const MOST_CAUSES = 10;
const MOST_RUNS = 10;

/** One agent or workflow. */
export interface Runner {
  readonly kind: ExecutionKind;
  readonly name: string;
}

export const agentsQuestion = (
  range: RangeQuery,
  environment: string | null,
): Question<readonly AgentSummary[]> => ({
  key: ['agents', range, environment],
  ask: async (hub, signal) => {
    const query = {
      ...range,
      kind: 'agent',
      limit: MOST_AGENTS,
      ...(environment && { environment }),
    } as const;
    return (await dataOf(hub.api.GET('/api/v1/agents', { params: { query }, signal }))).agents;
  },
});

export const agentQuestion = ({ kind, name }: Runner, range: RangeQuery): Question<AgentDetail> => ({
  key: ['agent', kind, name, range],
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/agents/{name}', { params: { path: { name }, query: { ...range, kind } }, signal }),
    ),
});

export const bottlenecksQuestion = ({ kind, name }: Runner, range: RangeQuery): Question<Bottlenecks> => ({
  key: ['bottlenecks', kind, name, range],
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/analysis/bottlenecks', { params: { query: { ...range, [kind]: name } }, signal }),
    ),
});

export const causesQuestion = (agent: string, range: RangeQuery): Question<FailureGroups> => ({
  key: ['failures', 'agent', agent, range],
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/analysis/failures', {
        params: { query: { ...range, agent, limit: MOST_CAUSES } },
        signal,
      }),
    ),
});

export const runsQuestion = ({ kind, name }: Runner, range: RangeQuery): Question<readonly Execution[]> => ({
  key: ['runs', kind, name, range],
  ask: async (hub, signal) => {
    const query = { ...range, kind, name, limit: MOST_RUNS };
    return (await dataOf(hub.api.GET('/api/v1/executions', { params: { query }, signal }))).executions;
  },
});

export interface AdviceAnswer {
  readonly advice: readonly Advice[];
  readonly looked_at: { readonly executions: number; readonly calls: number };
}

export const adviceQuestion = (agent: string, range: RangeQuery): Question<AdviceAnswer> => ({
  key: ['advice', agent, range],
  ask: (hub, signal) =>
    dataOf(hub.api.GET('/api/v1/analysis/advice', { params: { query: { ...range, agent } }, signal })),
});

/** A value in a query of the hub's language, whatever stands in it. */
const quoted = (value: string) => `"${value.replace(/[\\"]/g, '\\$&')}"`;

export const versionsQuestion = (
  agent: string,
  [before, after]: readonly [string, string],
  range: RangeQuery,
): Question<GroupComparison> => ({
  key: ['versions', agent, before, after, range],
  ask: (hub, signal) => {
    const of = (version: string) => `agent:${quoted(agent)} version:${quoted(version)}`;
    return dataOf(
      hub.api.GET('/api/v1/compare/groups', {
        params: { query: { ...range, a: of(before), b: of(after) } },
        signal,
      }),
    );
  },
});
