import { dataOf } from '../hub/client.ts';
import type { Alert } from '../hub/types.ts';
import type { Question } from '../hub/use-hub-query.ts';
import { type LiveState, useLiveAnswer } from './live-answer.ts';

/** Which alerts; all of them where nothing is named. */
export interface AlertsFilter {
  /** Comma list of active, acknowledged, silenced, resolved; `firing` is all of them but resolved. */
  readonly status?: string;
  /** Comma list, such as `critical,warning`. */
  readonly severity?: string;
  readonly name?: string;
  readonly agent?: string;
  /** At most so many; 50 unless given, 500 at most. */
  readonly limit?: number;
}

const question = (filter: AlertsFilter): Question<readonly Alert[]> => ({
  key: ['alerts-hook', filter],
  ask: async (hub, signal) =>
    (await dataOf(hub.api.GET('/api/v1/alerts', { params: { query: { ...filter } }, signal }))).alerts,
});

/** Alerts, newest first, live: one that begins, ends, or that somebody acknowledges or silences. */
export function useAlerts(
  filter: AlertsFilter = {},
): LiveState & { readonly alerts: readonly Alert[] | null } {
  const { data, ...state } = useLiveAnswer(question(filter), { topics: ['alerts'], atMostEveryMs: 500 });
  return { alerts: data, ...state };
}
