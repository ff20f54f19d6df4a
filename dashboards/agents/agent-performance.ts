import { agent } from '../../alerts/recorded/agents.ts';
import { model } from '../../alerts/recorded/models.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { chosen } from '../parts/chosen.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { row } from '../parts/layout.ts';
import { lines } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';
import { runRows } from './run-panels.ts';

/** How agents do, and the models that they ask. */
export function agentPerformance(_settings: Settings): DashboardParts {
  return {
    uid: 'agent-performance',
    title: 'Agent performance',
    description:
      'Whether agents end well, how long they take, what they cost and how good their answers are.',
    rows: [
      ...runRows('agent', agent),
      row(
        8,
        lines(
          {
            title: 'Cost of an execution?',
            description: 'Mean of the last hour; models without a price count as nothing.',
            unit: 'currencyUSD',
            empty: 'Nothing in this time.',
          },
          ask(chosen(agent.costPerRun), '{{agent}}'),
        ),
        lines(
          {
            title: 'Score of evaluations?',
            description: 'Mean of the last hour, from 0 to 1.',
            unit: 'percentunit',
            empty: 'Nothing in this time.',
          },
          ask(chosen(agent.evaluationScore), '{{agent}} {{evaluation}}'),
        ),
        lines(
          {
            title: 'Answers of models, 95th percentile?',
            description: 'How long an answer takes; slow agents are often slow models.',
            unit: 's',
            empty: 'Nothing in this time.',
          },
          ask(chosen(model.duration95), '{{provider}} {{model}}'),
        ),
      ),
    ],
  };
}
