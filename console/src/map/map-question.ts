import { dataOf } from '../hub/client.ts';
import type { ServiceMap } from '../hub/types.ts';
import type { Question } from '../hub/use-hub-query.ts';
import type { RangeQuery } from '../time-range/time-range.ts';

/** Beginning of the keys of all answers about the map. */
export const mapKey = ['service-map'] as const;

export const mapQuestion = (range: RangeQuery, environment: string | null): Question<ServiceMap> => ({
  key: [...mapKey, range, environment],
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/service-map', {
        params: { query: { ...range, ...(environment && { environment }) } },
        signal,
      }),
    ),
});
