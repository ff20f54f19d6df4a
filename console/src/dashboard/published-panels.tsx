import type { ComponentType } from 'react';
import { type DashboardPart, partDefinitions } from './dashboard-parts.ts';
import { DashboardRoot, type LookProps } from './dashboard-root.tsx';
import { PanelGuard } from './panel-guard.tsx';
import type { DashboardPanelProps } from './panel-range.ts';

export type PublishedPanelProps = DashboardPanelProps & LookProps;

/** A part that stands alone in somebody's page; whatever goes wrong in it stays in it. */
function published(part: DashboardPart): ComponentType<PublishedPanelProps> {
  const { title, Panel } = partDefinitions[part];
  return function PublishedPanel({ range, ...look }: PublishedPanelProps) {
    return (
      <DashboardRoot {...look}>
        <div className="obs-dashboard">
          <PanelGuard title={title}>
            <Panel range={range} />
          </PanelGuard>
        </div>
      </DashboardRoot>
    );
  };
}

/** The fleet's score, and what takes points away. */
export const HealthPanel = published('health');
/** The key figures of a stretch: alerts, errors, response, agents, sessions, events. */
export const StatisticsPanel = published('statistics');
/** What needs somebody now, the worst first. */
export const AttentionPanel = published('attention');
/** What runs now, and the newest executions, live. */
export const ExecutionsPanel = published('executions');
/** The commonest causes of failure. */
export const ErrorsPanel = published('errors');
/** How many executions began, and how long they took. */
export const PerformancePanel = published('performance');
/** The newest events as they come. */
export const EventsPanel = published('events');
/** What the calls of models cost, and budgets. */
export const CostPanel = published('cost');
/** The newest alerts. */
export const AlertsPanel = published('alerts');
/** The hub itself, the servers beside it, its cache; for administrators alone. */
export const AdministrationPanel = published('administration');
