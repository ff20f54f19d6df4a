import {
  averageOver,
  type Expr,
  type Matcher,
  not,
  promql,
  rate,
  recording,
  series,
} from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';

const {
  containerCpu,
  containerCpuPeriod,
  containerCpuPeriods,
  containerCpuQuota,
  containerMemoryLimit,
  containerOutOfMemory,
  containerStart,
  containerThrottledPeriods,
  containerWorkingSet,
} = serverMetrics;
const by = ['namespace', 'pod', 'container'] as const;

type Who = Readonly<Partial<Record<'namespace' | 'pod' | 'container' | 'name', Matcher>>>;
/** The kubelet says pod and container. What has just a name there is a pod's sandbox or no container at all. */
const inPods: Who = { container: not('') };
/** cAdvisor beside Docker says the container's name. */
const inDocker: Who = { container: '', pod: '', name: not('') };

/** Containers of both by the same labels: Docker's name becomes `container`. */
const containers = (of: (who: Who) => Expr): Expr =>
  promql`(${of(inPods)} or label_replace(${of(inDocker)}, "container", "$1", "name", "(.+)"))`;
const sumOf = (of: Expr): Expr => promql`sum by (namespace, pod, container) ${of}`;
const maxOf = (of: Expr): Expr => promql`max by (namespace, pod, container) ${of}`;

/** `container:…`: containers by name, of Kubernetes and of Docker. */
export const container = {
  cpuUsed: recording({
    record: 'container:cpu_used:ratio_rate5m',
    by,
    unit: 'share of the limit, 0 to 1',
    meaning: 'CPU that the container uses of what it may use; absent without a limit.',
    expr: promql`${sumOf(containers((who) => rate(series(containerCpu, who), '5m')))} / ${maxOf(
      containers((who) => promql`${series(containerCpuQuota, who)} / ${series(containerCpuPeriod, who)}`),
    )}`,
  }),
  memoryUsed: recording({
    record: 'container:memory_used:ratio_5m',
    by,
    unit: 'share of the limit, 0 to 1',
    meaning: 'Memory in use (working set) of what the container may use; absent without a limit.',
    expr: promql`${maxOf(containers((who) => averageOver(series(containerWorkingSet, who), '5m')))} / (${maxOf(
      containers((who) => series(containerMemoryLimit, who)),
    )} > 0)`,
  }),
  throttled: recording({
    record: 'container:cpu_throttled:ratio_rate5m',
    by,
    unit: 'share, 0 to 1',
    meaning: 'Share of the CPU periods in which the container was stopped because its limit was used up.',
    expr: promql`${sumOf(containers((who) => rate(series(containerThrottledPeriods, who), '5m')))} / (${sumOf(
      containers((who) => rate(series(containerCpuPeriods, who), '5m')),
    )} > 0)`,
  }),
  outOfMemory: recording({
    record: 'container:out_of_memory_kills:increase10m',
    by,
    unit: 'kills',
    meaning: 'Processes of the container that the kernel killed for memory, within ten minutes.',
    expr: sumOf(containers((who) => promql`increase(${series(containerOutOfMemory, who)}[10m])`)),
  }),
  restarts: recording({
    record: 'container:restarts:count30m',
    by,
    unit: 'restarts',
    meaning: 'Restarts of the container within half an hour.',
    // The kubelet starts a new one under a new id. Docker keeps name and id, and the CPU time begins anew.
    expr: promql`(count by (namespace, pod, container) (count_over_time(${series(containerStart, inPods)}[30m])) - 1) or sum by (namespace, pod, container) (label_replace(resets(${series(containerCpu, inDocker)}[30m]), "container", "$1", "name", "(.+)"))`,
  }),
} as const;
