import { processMetrics, runtimeMetrics } from '@observatory/shim/conventions';
import { ENVIRONMENT } from '../promql/environment.ts';
import { averageOver, maxBy, promql, recording, series, sumBy } from '../promql/expression.ts';

const by = [ENVIRONMENT, 'service_name'] as const;
const byHost = [...by, 'host_name'] as const;
const byThread = [...by, 'instance'] as const;

/** `process:…`: the busiest process of each service, as processes tell it of themselves. */
export const process = {
  cpuUsed: recording({
    record: 'process:cpu_used:ratio_5m',
    by: byHost,
    unit: 'share, 0 to 1',
    meaning: 'CPU that the process uses of what it may use; the busiest process of each service and host.',
    expr: maxBy(
      byHost,
      sumBy([...byHost, 'instance'], averageOver(series(processMetrics.cpuUtilization), '5m')),
    ),
  }),
  heapUsed: recording({
    record: 'process:heap_used:ratio_5m',
    by,
    unit: 'share, 0 to 1',
    meaning: "V8's heap in use of what it may grow to; the fullest one of each service.",
    expr: maxBy(
      by,
      promql`${sumBy(byThread, averageOver(series(runtimeMetrics.heapUsed), '5m'))} / ${maxBy(byThread, series(runtimeMetrics.heapMax))}`,
    ),
  }),
  eventLoopDelay: recording({
    record: 'process:event_loop_delay_seconds:p99_5m',
    by,
    unit: 'seconds',
    meaning:
      "99th percentile of the delay of Node's event loop, mean of five minutes; the slowest thread of each service.",
    expr: maxBy(by, averageOver(series(runtimeMetrics.delayP99), '5m')),
  }),
} as const;
