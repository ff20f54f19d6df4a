import { dataOf } from './client.ts';
import type { ExecutionDetail, HubStatus, Stats } from './types.ts';
import type { Question } from './use-hub-query.ts';

export const executionQuestion = (id: string): Question<ExecutionDetail> => ({
  key: ['execution', id],
  ask: (hub, signal) => dataOf(hub.api.GET('/api/v1/executions/{id}', { params: { path: { id } }, signal })),
});

export const statsQuestion = (minutes: number): Question<Stats> => ({
  key: ['stats', minutes],
  ask: (hub, signal) => dataOf(hub.api.GET('/api/v1/stats', { params: { query: { minutes } }, signal })),
});

export const hubStatusQuestion: Question<HubStatus> = {
  key: ['hub-status'],
  ask: (hub, signal) => dataOf(hub.api.GET('/status', { signal })),
};
