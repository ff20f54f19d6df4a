import type { Settings } from '../../infra/settings/schema.ts';
import { promql, rate, recorded, series, sumBy, type Window } from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';
import { host } from '../recorded/hosts.ts';
import { alert } from '../rules/alert.ts';
import type { RuleFamily } from '../rules/rule-group.ts';
import { containerAlerts } from './containers.ts';
import { processAlerts } from './processes.ts';

const ofInterface = ['host_name', 'device'] as const;
/** Tasks per CPU above which a host is overloaded. */
export const OVERLOADED = 4;
/** Share of the memory of a host above which the kernel soon ends a process. */
export const MEMORY_NEARLY_GONE = 0.95;
/** Reads and writes that wait for a disk above which it is saturated. */
export const DISK_SATURATED = 10;
/** Share of the inodes below which a file system can soon take no further file. */
export const INODES_NEARLY_GONE = 0.05;
/** Share of the packets of a network interface that may have errors. */
export const FAULTY_PACKETS = 0.01;
const errors = (window: Window) => sumBy(ofInterface, rate(series(serverMetrics.networkErrors), window));
const packets = (window: Window) => sumBy(ofInterface, rate(series(serverMetrics.networkPackets), window));
/** Share of the packets of each network interface that have errors. */
export const faultyPackets = (window: Window) => promql`${errors(window)} / ${packets(window)}`;

/** Saturation and errors of hosts, containers and processes; how busy they are is HighCpu's and HighMemory's. */
export function hosts(_settings: Settings): RuleFamily[] {
  return [
    {
      name: 'hosts',
      recordings: [],
      alerts: [
        alert({
          name: 'HostOverloaded',
          severity: 'warning',
          summary: 'More work waits for the CPUs or disks of a host than they can do.',
          description:
            '{{ $value | printf "%.1f" }} tasks a CPU run or wait on host {{ $labels.host_name }}.',
          expr: promql`${recorded(host.load)} > ${OVERLOADED}`,
          by: ['host_name'],
          for: '15m',
          keepFiringFor: '5m',
          dashboard: 'resource-usage',
        }),
        alert({
          name: 'HostMemoryNearlyGone',
          severity: 'warning',
          summary: 'A host has nearly no memory left: soon the kernel ends a process.',
          description:
            '{{ $value | humanizePercentage }} of the memory of host {{ $labels.host_name }} is used.',
          expr: promql`${recorded(host.memoryUsed)} > ${MEMORY_NEARLY_GONE}`,
          by: ['host_name'],
          for: '5m',
          keepFiringFor: '5m',
          dashboard: 'resource-usage',
        }),
        alert({
          name: 'HostDiskSaturated',
          severity: 'warning',
          summary: 'Reads and writes queue before a disk.',
          description:
            '{{ $value | printf "%.0f" }} reads and writes wait for disk {{ $labels.device }} of host {{ $labels.host_name }} on average.',
          expr: promql`${recorded(host.diskQueue)} > ${DISK_SATURATED}`,
          by: ['host_name', 'device'],
          for: '20m',
          keepFiringFor: '5m',
          dashboard: 'resource-usage',
        }),
        alert({
          name: 'HostInodesNearlyGone',
          severity: 'warning',
          summary: 'A file system can soon take no further file, however much space is free.',
          description:
            '{{ $value | humanizePercentage }} of the inodes of {{ $labels.mountpoint }} on host {{ $labels.host_name }} are free.',
          expr: promql`${recorded(host.inodesFree)} < ${INODES_NEARLY_GONE}`,
          by: ['host_name', 'mountpoint'],
          for: '15m',
          keepFiringFor: '5m',
          dashboard: 'resource-usage',
        }),
        alert({
          name: 'HostNetworkErrors',
          severity: 'warning',
          summary: 'A network interface loses packets to errors.',
          description:
            '{{ $value | humanizePercentage }} of the packets of {{ $labels.device }} on host {{ $labels.host_name }} have errors.',
          // Half an error a second at least: of fewer, nobody feels anything.
          expr: promql`${faultyPackets('5m')} > ${FAULTY_PACKETS} and ${errors('5m')} > 0.5`,
          by: ofInterface,
          for: '20m',
          keepFiringFor: '5m',
          dashboard: 'resource-usage',
        }),
        ...containerAlerts(),
        ...processAlerts(),
      ],
    },
  ];
}
