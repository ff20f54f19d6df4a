import type { Settings } from '../../infra/settings/schema.ts';
import { modelsOfAgents, slowTraces, stepsOfAgents, versionsOfAgents } from '../panels/agents.ts';
import { latestFailed } from '../panels/failed-runs.ts';
import { runPanels } from '../panels/runs.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { heading, row } from '../parts/layout.ts';

/** How agents do: now, against each other, over time, and by model, version and call. */
export function agentPerformance(settings: Settings): DashboardParts {
  const { figures, compared, failing, duration, ends, running, spread } = runPanels('agent', settings);
  return {
    uid: 'agent-performance',
    title: 'Agent performance',
    description:
      'Whether agents end well, how long they take, what they cost and how good their answers are. Choose an agent to see its models, versions, calls and latest failures.',
    rows: [
      row(4, ...figures),
      row(9, compared),
      heading('Over time'),
      row(8, failing, duration),
      row(8, ends, spread),
      row(8, slowTraces(), running),
      heading('What makes the difference'),
      row(9, modelsOfAgents(settings)),
      row(8, versionsOfAgents(settings)),
      row(9, stepsOfAgents()),
      heading('What failed'),
      row(9, latestFailed('agent')),
    ],
  };
}
