import { ENVIRONMENT, IN_ENVIRONMENT } from '../promql/environment.ts';
import { maxOver, promql, recorded, series } from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';
import { process } from '../recorded/processes.ts';
import { type Alert, alert } from '../rules/alert.ts';

const { openFiles, mostFiles } = serverMetrics;

/** Seconds by which one in a hundred turns of an event loop may be late. */
export const EVENT_LOOP_LATE_S = 0.25;
/** Share of its file descriptors that a server may have open. */
export const FILES_OPEN = 0.8;
/** Share of its file descriptors that a server has open. */
export const openFileShare = promql`${maxOver(series(openFiles), '5m')} / ${maxOver(series(mostFiles), '5m')}`;

/** Processes that keep others waiting, or run out of files. */
export function processAlerts(): Alert[] {
  return [
    alert({
      name: 'EventLoopSlow',
      severity: 'warning',
      summary: "Node's event loop is held up: everything in the process waits.",
      description: `One in a hundred turns of the event loop of a process of {{ $labels.service_name }}${IN_ENVIRONMENT} comes {{ $value | humanizeDuration }} late.`,
      expr: promql`${recorded(process.eventLoopDelay)} > ${EVENT_LOOP_LATE_S}`,
      by: [ENVIRONMENT, 'service_name'],
      for: '10m',
      keepFiringFor: '5m',
      dashboard: 'resource-usage',
    }),
    alert({
      name: 'FileDescriptorsNearlyGone',
      severity: 'warning',
      summary: 'A server can soon open no further file and take no further connection.',
      description:
        '{{ $labels.job }} at {{ $labels.instance }} has {{ $value | humanizePercentage }} of its file descriptors open.',
      expr: promql`${openFileShare} > ${FILES_OPEN}`,
      by: ['job', 'instance'],
      for: '10m',
      keepFiringFor: '5m',
      dashboard: 'system-health',
    }),
  ];
}
