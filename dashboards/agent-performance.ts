import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { recorded } from '../alerts/promql/expression.ts';
import { agent } from '../alerts/recorded/agents.ts';
import { model } from '../alerts/recorded/models.ts';
import { dashboard } from './dashboard.ts';
import { row } from './layout.ts';
import { lines } from './panels.ts';
import { runRows } from './run-panels.ts';
import { chosen, variable } from './variables.ts';

/** How agents do, and the models that they ask. */
export function agentPerformance(alertLabels: readonly string[]): Dashboard {
  return dashboard(
    {
      uid: 'agent-performance',
      title: 'Agent performance',
      description:
        'Whether agents end well, how long they take, what they cost and how good their answers are.',
      variables: [
        variable('agent', recorded(agent.runsPerHour)),
        variable('provider', recorded(model.calls)),
        variable('model', recorded(model.calls)),
      ],
      rows: [
        ...runRows('agent', agent),
        row(
          8,
          lines(
            {
              title: 'Cost of an execution',
              description: 'Mean of the last hour; models without a price count as nothing.',
              unit: 'currencyUSD',
            },
            { expr: chosen(agent.costPerRun, 'agent'), legend: '{{agent}}' },
          ),
          lines(
            {
              title: 'Score of evaluations',
              description: 'Mean of the last hour, from 0 to 1.',
              unit: 'percentunit',
            },
            { expr: chosen(agent.evaluationScore, 'agent'), legend: '{{agent}} {{evaluation}}' },
          ),
          lines(
            {
              title: 'Answers of models, 95th percentile',
              description: 'How long an answer takes; slow agents are often slow models.',
              unit: 's',
            },
            { expr: chosen(model.duration95, 'provider', 'model'), legend: '{{provider}} {{model}}' },
          ),
        ),
      ],
    },
    alertLabels,
  );
}
