import { RESTARTING, THROTTLED } from '../../alerts/hosts/containers.ts';
import { container } from '../../alerts/recorded/containers.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { chosen } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import { lines, type Panel } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

const legend = '{{namespace}} {{pod}} {{container}}';
const nothing =
  'No container is measured: the stack runs as processes, or the setting collection.containerMetrics is off on Docker.';

/** What containers use of what they may, of Kubernetes and of Docker. */
export function containerPanels({ alerts: { thresholds } }: Settings) {
  return {
    cpu: lines(
      {
        title: 'How much of its CPU limit does each container use?',
        description: 'Share, mean of five minutes; containers without a limit are left out.',
        unit: 'percentunit',
        empty: nothing,
        limits: above(thresholds.cpu),
        alerts: ['HighCpu'],
      },
      ask(chosen(container.cpuUsed), legend),
    ),
    memory: lines(
      {
        title: 'How much of its memory limit does each container use?',
        description: 'Working set as a share of the limit; at all of it the kernel ends a process.',
        unit: 'percentunit',
        empty: nothing,
        limits: above(thresholds.memory),
        alerts: ['HighMemory'],
      },
      ask(chosen(container.memoryUsed), legend),
    ),
    throttled: lines(
      {
        title: 'Which containers are held back?',
        description: 'Share of the CPU periods in which the limit was used up. Raise it, or do less.',
        unit: 'percentunit',
        empty: nothing,
        limits: above(THROTTLED),
        alerts: ['ContainerThrottled'],
      },
      ask(chosen(container.throttled), legend),
    ),
    restarts: lines(
      {
        title: 'Which containers start again and again?',
        description: 'Restarts within half an hour.',
        unit: 'short',
        empty: nothing,
        limits: above(RESTARTING),
        alerts: ['ContainerRestarting'],
      },
      ask(chosen(container.restarts), legend),
    ),
    outOfMemory: lines(
      {
        title: 'Which containers run out of memory?',
        description:
          'Processes that the kernel ended within ten minutes because the memory limit was used up.',
        unit: 'short',
        empty: nothing,
        limits: above(0),
        alerts: ['ContainerOutOfMemory'],
      },
      ask(chosen(container.outOfMemory), legend),
    ),
  } as const satisfies Readonly<Record<string, Panel>>;
}
