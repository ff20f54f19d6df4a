import type { Settings } from '../../infra/settings/schema.ts';
import { latestFailed } from '../panels/failed-runs.ts';
import { runPanels } from '../panels/runs.ts';
import {
  callsOfWorkflows,
  completion,
  longestRuns,
  partsOfWorkflows,
  stepsOfWorkflows,
} from '../panels/workflows.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { heading, row } from '../parts/layout.ts';

/** Whether workflows are completed, and what holds them up. */
export function workflowAnalytics(settings: Settings): DashboardParts {
  const { figures, failing, duration, throughput, cost, running } = runPanels('workflow', settings);
  return {
    uid: 'workflow-analytics',
    title: 'Workflow analytics',
    description:
      'Whether workflows are completed, how long they take, which of their steps, agents and calls hold them up, and what they cost.',
    rows: [
      row(4, ...figures),
      row(8, completion(settings)),
      heading('Bottlenecks'),
      row(8, stepsOfWorkflows(), partsOfWorkflows()),
      row(8, longestRuns()),
      heading('Over time'),
      row(8, throughput, failing),
      row(8, duration, cost),
      row(7, running),
      heading('What it costs, and what failed'),
      row(8, callsOfWorkflows()),
      row(8, latestFailed('workflow')),
    ],
  };
}
