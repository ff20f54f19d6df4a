import { platformMetrics, processMetrics } from '@observatory/shim/conventions';
import { observations, promql, rate, ratio, series, sumBy } from '../../alerts/promql/expression.ts';
import { agent } from '../../alerts/recorded/agents.ts';
import { chosen, chosenBy } from '../parts/chosen.ts';
import { lines, type Panel } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

const by = ['service_name'] as const;
const services = chosenBy(['deployment_environment_name', 'service_name']);
const runs = sumBy(
  by,
  rate(observations(platformMetrics.agentExecutionDuration, services), '$__rate_interval'),
);
const nothing = 'No run of an agent ended in a service with the shim in this time.';

/** How much work is done for what is used: runs of agents for CPU, memory and money. */
export const efficiencyPanels = {
  perCpuSecond: lines(
    {
      title: 'How many runs does a CPU second do?',
      description:
        'Runs of agents that ended in a service with the shim, for each CPU second of its processes. A fall after a deployment says that the same work costs more.',
      unit: 'none',
      empty: nothing,
      sort: 'mean',
    },
    ask(
      ratio(runs, sumBy(by, rate(series(processMetrics.cpuTime, services), '$__rate_interval'))),
      '{{service_name}}',
    ),
  ),
  perGigabyte: lines(
    {
      title: 'How many runs an hour does a gigabyte of memory do?',
      description: 'Runs of agents that ended, for the resident memory of the processes of their service.',
      unit: 'none',
      empty: nothing,
      sort: 'mean',
    },
    ask(
      ratio(promql`3600e9 * ${runs}`, sumBy(by, series(processMetrics.memoryUsage, services))),
      '{{service_name}}',
    ),
  ),
  perDollar: lines(
    {
      title: 'How many runs does a dollar pay for?',
      description:
        'Runs of each agent that ended within an hour, for what its models cost in that hour. Agents whose models have no price are left out.',
      unit: 'none',
      empty: 'No agent with a priced model ran in this time.',
      sort: 'mean',
      links: [
        {
          title: 'Cost of this agent',
          to: { dashboard: 'cost-and-tokens', choose: { agent: '${__field.labels.agent}' } },
        },
      ],
    },
    ask(
      ratio(sumBy(['agent'], chosen(agent.runsPerHour)), sumBy(['agent'], chosen(agent.cost))),
      '{{agent}}',
    ),
  ),
} as const satisfies Readonly<Record<string, Panel>>;
