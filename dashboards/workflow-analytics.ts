import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { recorded } from '../alerts/promql/expression.ts';
import { workflow } from '../alerts/recorded/workflows.ts';
import { dashboard } from './dashboard.ts';
import { row } from './layout.ts';
import { lines } from './panels.ts';
import { runRows } from './run-panels.ts';
import { chosen, variable } from './variables.ts';

/** How workflows do. */
export function workflowAnalytics(alertLabels: readonly string[]): Dashboard {
  return dashboard(
    {
      uid: 'workflow-analytics',
      title: 'Workflow analytics',
      description: 'Whether workflows end well, how long they take and what they cost.',
      variables: [variable('workflow', recorded(workflow.runsPerHour))],
      rows: [
        ...runRows('workflow', workflow),
        row(
          8,
          lines(
            { title: 'Running now', description: 'Executions under way.', unit: 'short' },
            { expr: chosen(workflow.active, 'workflow'), legend: '{{workflow}}' },
          ),
          lines(
            {
              title: 'Cost of an execution',
              description: 'Mean of the last hour; models without a price count as nothing.',
              unit: 'currencyUSD',
            },
            { expr: chosen(workflow.costPerRun, 'workflow'), legend: '{{workflow}}' },
          ),
        ),
      ],
    },
    alertLabels,
  );
}
