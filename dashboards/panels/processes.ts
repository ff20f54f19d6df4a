import { runtimeMetrics } from '@observatory/shim/conventions';
import { EVENT_LOOP_LATE_S } from '../../alerts/hosts/processes.ts';
import { maxBy, series } from '../../alerts/promql/expression.ts';
import { process } from '../../alerts/recorded/processes.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { chosen, chosenBy } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import { lines, type Panel } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

const nothing = 'No process with the shim has told of itself in this time.';

/** What processes of services tell of themselves: the busiest one of each service. */
export function processPanels({ alerts: { thresholds } }: Settings) {
  return {
    cpu: lines(
      {
        title: 'How much of its CPU does each service use?',
        description: 'Share of what a process may use; the busiest process of each service and host.',
        unit: 'percentunit',
        empty: nothing,
        limits: above(thresholds.cpu),
        alerts: ['HighCpu'],
      },
      ask(chosen(process.cpuUsed), '{{service_name}} on {{host_name}}'),
    ),
    heap: lines(
      {
        title: 'How full is the heap of each service?',
        description:
          "V8's heap in use of what it may grow to; the fullest process of each service. One that never goes down again leaks.",
        unit: 'percentunit',
        empty: nothing,
        limits: above(thresholds.memory),
        alerts: ['HighMemory'],
      },
      ask(chosen(process.heapUsed), '{{service_name}}'),
    ),
    eventLoopDelay: lines(
      {
        title: 'How late is the event loop of each service?',
        description:
          '99th percentile of how long work waits in a Node process because other work does not let go.',
        unit: 's',
        empty: nothing,
        limits: above(EVENT_LOOP_LATE_S),
        alerts: ['EventLoopSlow'],
      },
      ask(chosen(process.eventLoopDelay), '{{service_name}}'),
    ),
    eventLoopUse: lines(
      {
        title: 'How busy is the event loop of each service?',
        description: 'Share of the time in which it did something; at all of it one more process is due.',
        unit: 'percentunit',
        empty: nothing,
        alerts: ['EventLoopSlow'],
      },
      ask(
        maxBy(
          ['service_name'],
          series(
            runtimeMetrics.eventLoopUtilization,
            chosenBy(['deployment_environment_name', 'service_name']),
          ),
        ),
        '{{service_name}}',
      ),
    ),
  } as const satisfies Readonly<Record<string, Panel>>;
}
