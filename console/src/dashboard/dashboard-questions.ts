import { dataOf } from '../hub/client.ts';
import type {
  CostReport,
  ExecutionList,
  FailureGroups,
  FleetHealth,
  Forecast,
  StuckExecutions,
} from '../hub/types.ts';
import type { Question } from '../hub/use-hub-query.ts';
import type { RangeQuery } from '../time-range/time-range.ts';
import type { AlertList, Analytics, BudgetList, EventList, SystemOverview } from './dashboard-types.ts';

/** How many groups of failures, agents by cost, alerts and executions a panel has. */
export const shown = { failures: 6, spenders: 6, alerts: 9, executions: 7, events: 40 } as const;

export const healthQuestion = (minutes: number): Question<FleetHealth> => ({
  key: ['dashboard-health', minutes],
  ask: (hub, signal) =>
    dataOf(hub.api.GET('/api/observability/health', { params: { query: { timeRange: minutes } }, signal })),
});

export const analyticsQuestion = (query: RangeQuery): Question<Analytics> => ({
  key: ['dashboard-analytics', query],
  ask: (hub, signal) => dataOf(hub.api.GET('/api/v1/analytics', { params: { query }, signal })),
});

export const failuresQuestion = (query: RangeQuery): Question<FailureGroups> => ({
  key: ['dashboard-failures', query],
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/analysis/failures', {
        params: { query: { ...query, limit: shown.failures } },
        signal,
      }),
    ),
});

export const stuckQuestion = (query: RangeQuery): Question<StuckExecutions> => ({
  key: ['dashboard-stuck', query],
  ask: (hub, signal) =>
    dataOf(hub.api.GET('/api/v1/analysis/stuck', { params: { query: { ...query, limit: 3 } }, signal })),
});

export const firingQuestion: Question<AlertList> = {
  key: ['dashboard-alerts', 'firing'],
  ask: (hub, signal) =>
    dataOf(hub.api.GET('/api/v1/alerts', { params: { query: { status: 'firing', limit: 20 } }, signal })),
};

export const alertsQuestion: Question<AlertList> = {
  key: ['dashboard-alerts', 'newest'],
  ask: (hub, signal) =>
    dataOf(hub.api.GET('/api/v1/alerts', { params: { query: { limit: shown.alerts } }, signal })),
};

export const budgetsQuestion: Question<BudgetList> = {
  key: ['dashboard-budgets'],
  ask: (hub, signal) => dataOf(hub.api.GET('/api/v1/budgets', { signal })),
};

export const diskQuestion: Question<Forecast> = {
  key: ['dashboard-disk'],
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/analysis/forecasts', {
        params: { query: { metric: 'disk', horizon: '30d' } },
        signal,
      }),
    ),
};

export const costQuestion = (query: RangeQuery): Question<CostReport> => ({
  key: ['dashboard-cost', query],
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/cost', {
        params: { query: { ...query, by: 'agent', limit: shown.spenders } },
        signal,
      }),
    ),
});

export const recentQuestion = (status?: 'running'): Question<ExecutionList> => ({
  key: ['dashboard-executions', status ?? 'all'],
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/executions', {
        params: { query: { roots: true, limit: shown.executions, ...(status ? { status } : {}) } },
        signal,
      }),
    ),
});

export const eventsQuestion: Question<EventList> = {
  key: ['dashboard-events'],
  ask: (hub, signal) =>
    dataOf(hub.api.GET('/api/v1/events', { params: { query: { limit: shown.events } }, signal })),
};

export const systemQuestion: Question<SystemOverview> = {
  key: ['dashboard-system'],
  ask: (hub, signal) => dataOf(hub.api.GET('/api/v1/observability/overview', { signal })),
};
