import { teamMetrics } from '@observatory/shim/conventions';
import { FAILED_TASKS } from '../../alerts/contract/executions.ts';
import {
  buckets,
  increase,
  observedQuantileBy,
  promql,
  rate,
  ratio,
  series,
  sumBy,
} from '../../alerts/promql/expression.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { durationSeconds } from '../../infra/settings/units.ts';
import { chosenBy } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import { figure, type Link, lines, type Panel, stacked } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

const services = chosenBy(['deployment_environment_name', 'service_name']);
const WINDOW = '$__rate_interval';
const noTask =
  'No task ended in this time, as far as services say by recordTaskDuration or spans of workflows.';
const noRequest = 'No agent was asked anything in this time, as far as services with the shim say.';

/** The engineering team's own metrics, under the prefix that it chose. */
export function taskPanels(settings: Settings) {
  const metrics = teamMetrics(settings.metricsPrefix);
  const tasks = series(metrics.tasks, services);
  const failed = series(metrics.tasks, { ...services, status: 'failed' });
  const requests = { ...chosenBy(['agent']), ...services } as const;
  const failing = { limits: above(FAILED_TASKS), alerts: ['AetTaskFailures'] } as const;
  const errors: Link = {
    title: 'Which errors',
    to: { dashboard: 'error-tracking', choose: {} },
  };
  const thisAgent: Link = {
    title: 'This agent',
    to: { dashboard: 'agent-performance', choose: { agent: '${__field.labels.agent}' } },
  };
  return {
    done: figure(
      {
        title: 'How many tasks ended?',
        description: 'In the time that is looked at, however they ended.',
        unit: 'short',
        empty: noTask,
      },
      ask(sumBy([], increase(tasks, '$__range')), 'tasks'),
      false,
    ),
    failedShare: figure(
      {
        title: 'Which share of tasks failed?',
        description:
          'Of those that ended in the time that is looked at. The alert looks at five minutes of a service.',
        unit: 'percentunit',
        empty: noTask,
        ...failing,
        links: [errors],
      },
      ask(ratio(sumBy([], increase(failed, '$__range')), sumBy([], increase(tasks, '$__range'))), 'failed'),
      false,
    ),
    active: figure(
      {
        title: 'How many tasks run now?',
        description: 'Of all types. A number that only grows is tasks that hang.',
        unit: 'short',
        empty: 'No service has told of running tasks in this time.',
      },
      ask(sumBy([], series(metrics.activeTasks, services)), 'running'),
    ),
    ends: stacked(
      {
        title: 'How many tasks end a minute, and how?',
        description: 'By type and status.',
        unit: 'short',
        empty: noTask,
      },
      ask(promql`60 * ${sumBy(['type', 'status'], rate(tasks, WINDOW))}`, '{{type}} {{status}}'),
    ),
    failing: lines(
      {
        title: 'Which tasks fail?',
        description: 'Share of the tasks of each type that failed, of those that ended.',
        unit: 'percentunit',
        empty: noTask,
        ...failing,
        links: [errors],
      },
      ask(ratio(sumBy(['type'], rate(failed, WINDOW)), sumBy(['type'], rate(tasks, WINDOW))), '{{type}}'),
    ),
    duration: lines(
      {
        title: 'Which tasks take long?',
        description: '95th percentile of the tasks of each type that ended.',
        unit: 's',
        empty: noTask,
        limits: above(durationSeconds(settings.alerts.thresholds.slowTask) ?? 0),
        alerts: ['AetSlowTasks'],
      },
      ask(observedQuantileBy(0.95, ['type'], buckets(metrics.taskDuration, services), WINDOW), '{{type}}'),
    ),
    requests: lines(
      {
        title: 'How much is each agent asked?',
        description: 'Requests a minute to agents, as the services in which they run tell them.',
        unit: 'short',
        empty: noRequest,
        sort: 'mean',
        links: [thisAgent],
      },
      ask(
        promql`60 * ${sumBy(['agent'], rate(series(metrics.agentRequests, requests), WINDOW))}`,
        '{{agent}}',
      ),
    ),
    failedRequests: lines(
      {
        title: 'Which agents fail to answer?',
        description: 'Share of the requests to each agent that failed.',
        unit: 'percentunit',
        empty: noRequest,
        alerts: ['AgentFailing'],
        links: [thisAgent],
      },
      ask(
        ratio(
          sumBy(['agent'], rate(series(metrics.agentRequests, { ...requests, status: 'failed' }), WINDOW)),
          sumBy(['agent'], rate(series(metrics.agentRequests, requests), WINDOW)),
        ),
        '{{agent}}',
      ),
    ),
    response: lines(
      {
        title: 'How long do agents take to answer?',
        description: '95th percentile of the requests to each agent.',
        unit: 's',
        empty: noRequest,
        alerts: ['AgentSlow'],
        links: [thisAgent],
      },
      ask(observedQuantileBy(0.95, ['agent'], buckets(metrics.agentResponse, requests), WINDOW), '{{agent}}'),
    ),
  } as const satisfies Readonly<Record<string, Panel>>;
}
