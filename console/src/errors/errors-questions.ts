import { dataOf } from '../hub/client.ts';
import type { FailureGroup, FailureGroups, StuckExecutions } from '../hub/types.ts';
import type { Question } from '../hub/use-hub-query.ts';
import type { RangeQuery } from '../time-range/time-range.ts';

/** Causes that are listed. */
const MOST_GROUPS = 200;

export const failuresQuestion = (range: RangeQuery): Question<FailureGroups> => ({
  key: ['failures', range],
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/analysis/failures', {
        params: { query: { ...range, limit: MOST_GROUPS } },
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

export const stuckQuestion = (range: RangeQuery): Question<StuckExecutions> => ({
  key: ['stuck', range],
  ask: (hub, signal) => dataOf(hub.api.GET('/api/v1/analysis/stuck', { params: { query: range }, signal })),
});
