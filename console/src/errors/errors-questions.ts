import { dataOf } from '../hub/client.ts';
import type { FailureGroup, FailureGroups, StuckExecutions } from '../hub/types.ts';
import type { Question } from '../hub/use-hub-query.ts';
import type { RangeQuery } from '../time-range/time-range.ts';

/** Causes that are listed. */
const MOST_GROUPS = 200;

/** Of all that failed, or of one agent or workflow. */
export const failuresQuestion = (range: RangeQuery, agent: string | null): Question<FailureGroups> => ({
  key: ['failures', range, agent],
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/analysis/failures', {
        params: { query: { ...range, ...(agent && { agent }), limit: MOST_GROUPS } },
        signal,
      }),
    ),
});

export const failureGroupQuestion = (fingerprint: string, range: RangeQuery): Question<FailureGroup> => ({
  key: ['failures', fingerprint, range],
  ask: async (hub, signal) => {
    const { group } = await dataOf(
      hub.api.GET('/api/v1/analysis/failures/{fingerprint}', {
        params: { path: { fingerprint }, query: range },
        signal,
      }),
    );
    return group;
  },
});

export const stuckQuestion = (range: RangeQuery, agent: string | null): Question<StuckExecutions> => ({
  key: ['stuck', range, agent],
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/analysis/stuck', {
        params: { query: { ...range, ...(agent && { agent }) } },
        signal,
      }),
    ),
});
