import type { Settings } from '../../infra/settings/schema.ts';
import { promql, recorded } from '../promql/expression.ts';
import { agent } from '../recorded/agents.ts';
import { alert } from '../rules/alert.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

/** What goes wrong with agents, whichever SDK they use. */
export function agents(settings: Settings): RuleFamily[] {
  const { errorRateThreshold } = settings.hub;
  return [
    {
      name: 'agents',
      recordings: [],
      alerts: [
        alert({
          name: 'AgentFailing',
          severity: 'critical',
          summary: 'Runs of an agent fail.',
          description:
            '{{ $value | humanizePercentage }} of the runs of {{ $labels.agent }} failed in the last five minutes.',
          // Five runs in an hour at least: of fewer, a share says nothing.
          expr: promql`${recorded(agent.failureRatio)} > ${errorRateThreshold} and on (agent) sum by (agent) (${recorded(agent.runsPerHour)}) >= 5`,
          by: ['agent'],
          for: '5m',
          keepFiringFor: '5m',
          dashboard: 'error-tracking',
        }),
      ],
    },
  ];
}
