import { maxBy, minBy, minOver, promql, series, sumBy } from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';
import { collector } from '../recorded/collectors.ts';
import { alert } from '../rules/alert.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

const { queueSize, queueCapacity } = serverMetrics;
/** Share of a queue that may be taken up. */
export const QUEUE_FULL = 0.7;
const byQueue = ['job', 'instance', 'exporter', 'data_type'] as const;

/** How full each queue of the collectors is; the capacity has no `data_type` in every version. */
export const queueFullness = promql`${maxBy(byQueue, series(queueSize))}
/ on (job, instance, exporter) group_left ${maxBy(['job', 'instance', 'exporter'], series(queueCapacity))}`;

/** The collectors about telemetry on its way to the backends. */
export function collectorAlerts(): RuleFamily {
  return {
    name: 'stack-collector',
    recordings: [],
    alerts: [
      alert({
        name: 'CollectorDropsTelemetry',
        severity: 'critical',
        summary: 'The collector loses telemetry.',
        description:
          '{{ $value | printf "%.3f" }} {{ $labels.signal }} a second do not reach {{ $labels.exporter }}: {{ $labels.cause }}.',
        // Of all that the backend takes a hundredth is no reason to wake somebody: one sender of bad data, of whom the
        // budget of delivery and the backend's own alerts tell.
        expr: promql`${collector.dropped} > 0
unless ${collector.dropped} <= on (job, instance, exporter) group_left () (0.01 * ${sumBy(['job', 'instance', 'exporter'], collector.sent)})`,
        by: ['job', 'instance', 'exporter', 'signal', 'cause'],
        // One batch that a backend refuses is counted for five minutes; nobody can bring it back at night.
        for: '5m',
        keepFiringFor: '5m',
        dashboard: 'system-health',
      }),
      alert({
        name: 'CollectorRefusesTelemetry',
        severity: 'warning',
        summary: 'The collector refuses telemetry.',
        description:
          '{{ $labels.job }} at {{ $labels.instance }} refuses {{ $value | printf "%.3f" }} {{ $labels.signal }} a second at {{ $labels.receiver }}; senders try again for a while.',
        expr: promql`${collector.refused} > 0`,
        by: ['job', 'instance', 'receiver', 'signal'],
        for: '5m',
        keepFiringFor: '5m',
        dashboard: 'system-health',
      }),
      alert({
        name: 'CollectorShortOfMemory',
        severity: 'warning',
        summary: 'The collector refuses telemetry because it has too little memory.',
        description:
          '{{ $labels.job }} at {{ $labels.instance }} has no memory for {{ $value | printf "%.3f" }} {{ $labels.signal }} a second.',
        expr: promql`${collector.memoryRefused} > 0`,
        by: ['job', 'instance', 'signal'],
        for: '5m',
        keepFiringFor: '5m',
        dashboard: 'system-health',
      }),
      alert({
        name: 'CollectorQueueFilling',
        severity: 'warning',
        summary: 'A queue of the collector fills.',
        description:
          'The queue of {{ $labels.data_type }} to {{ $labels.exporter }} is {{ $value | humanizePercentage }} full: its backend is away or too slow.',
        expr: promql`${queueFullness} > ${QUEUE_FULL}`,
        by: byQueue,
        for: '5m',
        keepFiringFor: '0s',
        dashboard: 'system-health',
      }),
      alert({
        name: 'BackendFedNoMore',
        severity: 'warning',
        summary: 'A backend has taken no telemetry for ten minutes.',
        description:
          '{{ $labels.exporter }} takes no {{ $labels.data_type }}; {{ $value }} requests wait on disk until it does.',
        expr: promql`${minBy(byQueue, minOver(series(queueSize), '5m'))} > 0
unless on (job, instance, exporter, data_type) ${collector.sent} > 0`,
        by: byQueue,
        for: '5m',
        keepFiringFor: '0s',
        dashboard: 'system-health',
      }),
    ],
  };
}
