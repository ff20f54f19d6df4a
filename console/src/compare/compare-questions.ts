import { dataOf } from '../hub/client.ts';
import type { Execution, GroupComparison, TraceComparison } from '../hub/types.ts';
import type { Question } from '../hub/use-hub-query.ts';

export const traceComparisonQuestion = (a: string, b: string): Question<TraceComparison> => ({
  key: ['compare', 'traces', a, b],
  ask: (hub, signal) =>
    dataOf(hub.api.GET('/api/v1/compare/traces', { params: { query: { a, b } }, signal })),
});

export interface Groups {
  readonly a: string;
  readonly b: string;
  readonly from: string;
  readonly to: string;
}

export const groupComparisonQuestion = (groups: Groups): Question<GroupComparison> => ({
  key: ['compare', 'groups', groups],
  ask: (hub, signal) => dataOf(hub.api.GET('/api/v1/compare/groups', { params: { query: groups }, signal })),
});

const OFFERED = 12;

/** Runs to choose from: those that hold the words, of one name where that is wanted, the newest first. */
export const offeredRunsQuestion = (words: string, name: string | null): Question<readonly Execution[]> => ({
  key: ['compare', 'offered', words, name],
  ask: async (hub, signal) => {
    const query = {
      limit: OFFERED,
      ...(words === '' ? {} : { q: words }),
      ...(name === null ? {} : { name }),
    };
    const { executions } = await dataOf(hub.api.GET('/api/v1/executions', { params: { query }, signal }));
    return executions;
  },
});

/** The summary of one run; null where it is not kept. */
export const runQuestion = (id: string): Question<Execution | null> => ({
  key: ['compare', 'run', id],
  ask: async (hub, signal) => {
    const { executions } = await dataOf(
      hub.api.GET('/api/v1/executions', { params: { query: { q: id, limit: 1 } }, signal }),
    );
    return executions[0] ?? null;
  },
});
