import { dataOf } from '../hub/client.ts';
import type { Alert } from '../hub/types.ts';
import type { Question } from '../hub/use-hub-query.ts';
import type { AlertFilter } from './alert-filter.ts';

/** Alerts asked for at a time. */
export const ALERT_PAGE = 100;

export const alertsKey = ['alerts'] as const;

/** The first `limit` alerts of a filter; more of them come by asking for more. */
export const alertsQuestion = (
  filter: AlertFilter,
  limit: number,
): Question<{ readonly alerts: readonly Alert[]; readonly hasMore: boolean }> => ({
  key: [...alertsKey, filter, limit],
  ask: async (hub, signal) => {
    const { alerts, next_cursor } = await dataOf(
      hub.api.GET('/api/v1/alerts', { params: { query: { ...filter, limit } }, signal }),
    );
    return { alerts, hasMore: next_cursor !== null };
  },
});

export const alertQuestion = (id: string): Question<Alert> => ({
  key: [...alertsKey, 'one', id],
  ask: (hub, signal) => dataOf(hub.api.GET('/api/v1/alerts/{id}', { params: { path: { id } }, signal })),
});

/** A runbook of the hub as the page that it serves, for its text. */
export const runbookQuestion = (path: string): Question<string> => ({
  key: ['runbook', path],
  ask: async (hub, signal) => {
    const answer = await hub.fetch(path, { signal, headers: { accept: 'text/html' } });
    return answer.ok ? await answer.text() : '';
  },
});
