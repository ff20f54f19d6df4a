import type { ComponentType } from 'react';
import { overviewTexts } from '../texts/overview.ts';
import type { DashboardPanelProps } from './panel-range.ts';
import { Administration } from './panels/administration.tsx';
import { Alerts } from './panels/alerts.tsx';
import { Attention } from './panels/attention.tsx';
import { Cost } from './panels/cost.tsx';
import { Errors } from './panels/errors.tsx';
import { Events } from './panels/events.tsx';
import { Executions } from './panels/executions.tsx';
import { Health } from './panels/health.tsx';
import { Performance } from './panels/performance.tsx';
import { Statistics } from './panels/statistics.tsx';

/** The parts of the dashboard, in the order in which it has them unless told otherwise. */
export const dashboardParts = [
  'statistics',
  'attention',
  'health',
  'executions',
  'performance',
  'errors',
  'cost',
  'events',
  'alerts',
  'administration',
] as const;
export type DashboardPart = (typeof dashboardParts)[number];

interface PartDefinition {
  readonly title: string;
  readonly Panel: ComponentType<DashboardPanelProps>;
}

export const partDefinitions: Readonly<Record<DashboardPart, PartDefinition>> = {
  statistics: { title: overviewTexts.statistics.label, Panel: Statistics },
  attention: { title: overviewTexts.attention.title, Panel: Attention },
  health: { title: overviewTexts.health.title, Panel: Health },
  executions: { title: overviewTexts.executions.title, Panel: Executions },
  performance: { title: overviewTexts.performance.title, Panel: Performance },
  errors: { title: overviewTexts.errors.title, Panel: Errors },
  cost: { title: overviewTexts.cost.title, Panel: Cost },
  events: { title: overviewTexts.events.title, Panel: Events },
  alerts: { title: overviewTexts.alerts.title, Panel: Alerts },
  administration: { title: overviewTexts.administration.title, Panel: Administration },
};
