import { promql, recorded } from '../promql/expression.ts';
import { container } from '../recorded/containers.ts';
import { type Alert, alert } from '../rules/alert.ts';

const by = ['namespace', 'pod', 'container'] as const;
const which = 'Container {{ $labels.container }}{{ with $labels.pod }} of pod {{ . }}{{ end }}';

/** Restarts within half an hour from which on a container ends again and again. */
export const RESTARTING = 3;
/** Share of the CPU periods in which a container may be stopped. */
export const THROTTLED = 0.25;

/** Containers that end, or are held back by their limits. */
export function containerAlerts(): Alert[] {
  return [
    alert({
      name: 'ContainerRestarting',
      severity: 'warning',
      summary: 'A container ends again and again.',
      description: `${which} was started anew {{ $value }} times within half an hour.`,
      expr: promql`${recorded(container.restarts)} >= ${RESTARTING}`,
      by,
      for: '0s',
      keepFiringFor: '5m',
      dashboard: 'resource-usage',
    }),
    alert({
      name: 'ContainerOutOfMemory',
      severity: 'warning',
      summary: 'The kernel ended a process of a container, which had used up its memory.',
      description: `${which} ran out of memory: about {{ $value | printf "%.0f" }} processes were ended in ten minutes.`,
      expr: promql`${recorded(container.outOfMemory)} > 0`,
      by,
      for: '0s',
      keepFiringFor: '5m',
      dashboard: 'resource-usage',
    }),
    alert({
      name: 'ContainerThrottled',
      severity: 'info',
      summary: 'A container is stopped again and again because its CPU limit is used up.',
      description: `${which} was stopped in {{ $value | humanizePercentage }} of its CPU periods.`,
      // Below the limit on average it can still wait: slow answers have this reason, and alone it is none to tell.
      expr: promql`${recorded(container.throttled)} > ${THROTTLED}`,
      by,
      for: '15m',
      keepFiringFor: '5m',
      dashboard: 'resource-usage',
    }),
  ];
}
