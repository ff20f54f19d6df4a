import {
  averageBy,
  averageOver,
  countBy,
  maxBy,
  notMatching,
  oneOf,
  promql,
  rate,
  recording,
  series,
  sumBy,
} from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';

const { cpuUtilization, load5m, memoryAvailable, memoryUsage, inodes, diskQueueTime } = serverMetrics;
const by = ['host_name'] as const;

const memoryAvailableShare = promql`${maxBy(by, averageOver(series(memoryAvailable), '5m'))} / ${sumBy(
  by,
  // Slab is part of the other states already.
  averageOver(series(memoryUsage, { state: notMatching('slab_.*') }), '5m'),
)}`;

/** `host:…`: how busy the machines are that a collector measures. */
export const host = {
  cpuUsed: recording({
    record: 'host:cpu_used:ratio_5m',
    by,
    unit: 'share, 0 to 1',
    meaning: 'Share of all CPUs that is busy; waiting for a disk is not.',
    expr: promql`1 - ${averageBy(
      by,
      sumBy(
        ['host_name', 'cpu'],
        averageOver(series(cpuUtilization, { state: oneOf('idle', 'wait') }), '5m'),
      ),
    )}`,
  }),
  load: recording({
    record: 'host:load_per_cpu:ratio_5m',
    by,
    unit: 'tasks per CPU',
    meaning: 'Tasks that run or wait for a CPU or a disk, per CPU.',
    expr: promql`${maxBy(by, series(load5m))} / ${countBy(
      by,
      countBy(['host_name', 'cpu'], series(cpuUtilization)),
    )}`,
  }),
  memoryUsed: recording({
    record: 'host:memory_used:ratio_5m',
    by,
    unit: 'share, 0 to 1',
    meaning: 'Share of the memory that is neither free nor can be freed (Linux).',
    expr: promql`1 - ${memoryAvailableShare}`,
  }),
  diskQueue: recording({
    record: 'host:disk_queue_length:rate5m',
    by: ['host_name', 'device'],
    unit: 'requests',
    meaning: 'Reads and writes that wait for a disk or are being done, on average; whole disks only.',
    expr: sumBy(
      ['host_name', 'device'],
      rate(series(diskQueueTime, { device: notMatching('(loop|ram|zram|dm-|md|sr|fd).*') }), '5m'),
    ),
  }),
  inodesFree: recording({
    record: 'host:inodes_free:ratio',
    by: ['host_name', 'mountpoint'],
    unit: 'share, 0 to 1',
    meaning: 'Share of the inodes which is free; absent where the file system has no fixed number.',
    expr: promql`${sumBy(['host_name', 'mountpoint'], series(inodes, { state: 'free' }))} / (${sumBy(
      ['host_name', 'mountpoint'],
      series(inodes),
    )} > 0)`,
  }),
} as const;
