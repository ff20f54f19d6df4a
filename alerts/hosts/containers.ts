import { promql, recorded } from '../promql/expression.ts';
import { container } from '../recorded/containers.ts';
import { type Alert, alert } from '../rules/alert.ts';

const by = ['namespace', 'pod', 'container'] as const;
const which = 'Container {{ $labels.container }}{{ with $labels.pod }} of pod {{ . }}{{ end }}';

/** Containers that end, or are held back by their limits. */
export function containerAlerts(): Alert[] {
  return [
    alert({
      name: 'ContainerRestarting',
      severity: 'warning',
      summary: 'A container ends again and again.',
      description: `${which} was started anew {{ $value }} times within half an hour.`,
      expr: promql`${recorded(container.restarts)} >= 3`,
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
      expr: promql`${recorded(container.throttled)} > 0.25`,
      by,
      for: '15m',
      keepFiringFor: '5m',
      dashboard: 'resource-usage',
    }),
  ];
}
