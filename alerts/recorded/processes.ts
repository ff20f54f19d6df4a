import { processMetrics, runtimeMetrics } from '@observatory/shim/conventions';
import { averageOver, maxBy, promql, recording, series, sumBy } from '../promql/expression.ts';

const ofThread = ['service_name', 'instance'] as const;

/** `process:…`: the busiest process of each service, as processes tell it of themselves. */
export const process = {
  cpuUsed: recording({
    record: 'process:cpu_used:ratio_5m',
    by: ['service_name', 'host_name'],
    unit: 'share, 0 to 1',
    meaning: 'CPU that the process uses of what it may use; the busiest process of each service and host.',
    expr: maxBy(
      ['service_name', 'host_name'],
      sumBy(
        ['service_name', 'host_name', 'instance'],
        averageOver(series(processMetrics.cpuUtilization), '5m'),
      ),
    ),
  }),
  heapUsed: recording({
    record: 'process:heap_used:ratio_5m',
    by: ['service_name'],
    unit: 'share, 0 to 1',
    meaning: "V8's heap in use of what it may grow to; the fullest one of each service.",
    expr: promql`max by (service_name) (${sumBy(
      ofThread,
      averageOver(series(runtimeMetrics.heapUsed), '5m'),
    )} / ${maxBy(ofThread, series(runtimeMetrics.heapMax))})`,
  }),
  eventLoopDelay: recording({
    record: 'process:event_loop_delay_seconds:p99_5m',
    by: ['service_name'],
    unit: 'seconds',
    meaning:
      "99th percentile of the delay of Node's event loop, mean of five minutes; the slowest thread of each service.",
    expr: maxBy(['service_name'], averageOver(series(runtimeMetrics.delayP99), '5m')),
  }),
} as const;
