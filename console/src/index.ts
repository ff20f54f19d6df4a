/**
 * React components and hooks over an Observatory hub, for pages of your own. Import `@observatory/console/styles.css`
 * once, and say where the hub is by `ObservatoryProvider` or the dashboard's `hub`.
 */
export type { DashboardPart } from './dashboard/dashboard-parts.ts';
export { dashboardParts } from './dashboard/dashboard-parts.ts';
export type { ObservabilityDashboardProps } from './dashboard/observability-dashboard.tsx';
export { ObservabilityDashboard } from './dashboard/observability-dashboard.tsx';
export type { PublishedPanelProps } from './dashboard/published-panels.tsx';
export {
  AdministrationPanel,
  AlertsPanel,
  AttentionPanel,
  CostPanel,
  ErrorsPanel,
  EventsPanel,
  ExecutionsPanel,
  HealthPanel,
  PerformancePanel,
  StatisticsPanel,
} from './dashboard/published-panels.tsx';
export type { LiveState } from './hooks/live-answer.ts';
export type { AlertsFilter } from './hooks/use-alerts.ts';
export { useAlerts } from './hooks/use-alerts.ts';
export { useConnectionState } from './hooks/use-connection-state.ts';
export type { CostBy } from './hooks/use-cost.ts';
export { useCost } from './hooks/use-cost.ts';
export type { ExecutionWithParts } from './hooks/use-execution-updates.ts';
export { useExecutionUpdates } from './hooks/use-execution-updates.ts';
export type { ExecutionsFilter } from './hooks/use-executions.ts';
export { useExecutions } from './hooks/use-executions.ts';
export { useObservabilityEvents } from './hooks/use-observability-events.ts';
export { useObservabilityHealth, useObservabilityMetrics } from './hooks/use-observability-metrics.ts';
export type { Hub, HubOptions } from './hub/hub.ts';
export { createHub } from './hub/hub.ts';
export type { ObservatoryProviderProps } from './hub/hub-context.tsx';
export { ObservatoryProvider, useHub } from './hub/hub-context.tsx';
export { Problem } from './hub/problem.ts';
export type { Alert, CostReport, Execution, ExecutionDetail, FleetHealth, Step } from './hub/types.ts';
export type { EventFilter } from './live/topics.ts';
