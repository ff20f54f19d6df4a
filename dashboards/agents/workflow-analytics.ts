import { workflow } from '../../alerts/recorded/workflows.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { chosen } from '../parts/chosen.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { row } from '../parts/layout.ts';
import { lines } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';
import { runRows } from './run-panels.ts';

/** How workflows do. */
export function workflowAnalytics(_settings: Settings): DashboardParts {
  return {
    uid: 'workflow-analytics',
    title: 'Workflow analytics',
    description: 'Whether workflows end well, how long they take and what they cost.',
    rows: [
      ...runRows('workflow', workflow),
      row(
        8,
        lines(
          {
            title: 'Running now?',
            description: 'Executions under way.',
            unit: 'short',
            empty: 'Nothing in this time.',
          },
          ask(chosen(workflow.active), '{{workflow}}'),
        ),
        lines(
          {
            title: 'Cost of an execution?',
            description: 'Mean of the last hour; models without a price count as nothing.',
            unit: 'currencyUSD',
            empty: 'Nothing in this time.',
          },
          ask(chosen(workflow.costPerRun), '{{workflow}}'),
        ),
      ),
    ],
  };
}
