import { diskRecords } from '../../alerts/forecasts/disks.ts';
import {
  DISK_SATURATED,
  FAULTY_PACKETS,
  faultyPackets,
  INODES_NEARLY_GONE,
  MEMORY_NEARLY_GONE,
  OVERLOADED,
} from '../../alerts/hosts/alerts.ts';
import {
  type Expr,
  maxBy,
  minBy,
  notMatching,
  promql,
  rate,
  recorded,
  series,
  sumBy,
} from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import { host } from '../../alerts/recorded/hosts.ts';
import { diskFree, FILLING, FULL } from '../../alerts/stack/disks.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { chosen, chosenBy } from '../parts/chosen.ts';
import { above, below } from '../parts/limits.ts';
import { comparison, type Link, lines, type Panel } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

const { cpuUtilization, diskBytes, filesystemUsage, networkBytes, networkDropped } = serverMetrics;
const byHost = ['host_name'] as const;
const byDisk = ['host_name', 'mountpoint'] as const;
const ofHost = chosenBy(byHost);
const [diskDays] = diskRecords;
const nothing =
  'No host is measured: the setting collection.hostMetrics is off, or the collector does not run where it sees one.';
const onlyHost: Link = {
  title: 'Only this host',
  to: { dashboard: 'resource-usage', choose: { host_name: '${__field.labels.host_name}' } },
};

/** What rules ask of all hosts, of those alone that the variable chooses. */
const ofChosenHosts = (of: Expr): Expr => ({
  promql: `(${of.promql})\nand on (host_name) ${series(cpuUtilization, ofHost).promql}`,
});

/** Each panel about hosts: how busy they are, what waits, what fails. */
export function hostPanels({ alerts: { thresholds } }: Settings) {
  const cpu = { limits: above(thresholds.cpu), alerts: ['HighCpu'] } as const;
  const memory = {
    limits: above(MEMORY_NEARLY_GONE, thresholds.memory),
    alerts: ['HighMemory', 'HostMemoryNearlyGone'],
  } as const;
  const load = { limits: above(OVERLOADED), alerts: ['HostOverloaded'] } as const;
  const disk = { limits: below(FULL, FILLING), alerts: ['DiskFillsUp'] } as const;
  return {
    compared: comparison(
      {
        title: 'How are the hosts?',
        description:
          'Share of the CPU and of the memory in use, tasks that run or wait per CPU, the longest queue before a disk, and the fullest disk. A click on a host shows its details.',
        unit: 'percentunit',
        empty: nothing,
        alerts: [...cpu.alerts, ...memory.alerts, ...load.alerts, 'HostDiskSaturated', ...disk.alerts],
      },
      {
        CPU: ask(chosen(host.cpuUsed), ''),
        Memory: ask(chosen(host.memoryUsed), ''),
        'Tasks a CPU': ask(chosen(host.load), ''),
        'Waits for a disk': ask(maxBy(byHost, recorded(host.diskQueue, ofHost)), ''),
        'Disk free': ask(minBy(byHost, ofChosenHosts(diskFree)), ''),
      },
      {
        columns: {
          host_name: {
            links: [
              {
                title: 'This host',
                to: { dashboard: 'resource-usage', choose: { host_name: '${__value.raw}' } },
              },
            ],
          },
          CPU: { unit: 'percentunit', limits: cpu.limits },
          Memory: { unit: 'percentunit', limits: memory.limits },
          'Tasks a CPU': { unit: 'none', limits: load.limits },
          'Waits for a disk': { unit: 'none', limits: above(DISK_SATURATED) },
          'Disk free': { unit: 'percentunit', limits: disk.limits },
        },
      },
    ),
    cpu: lines(
      {
        title: 'How busy are the CPUs of each host?',
        description: 'Share of all its CPUs, mean of five minutes; waiting for a disk is not busy.',
        unit: 'percentunit',
        empty: nothing,
        ...cpu,
        links: [onlyHost],
      },
      ask(chosen(host.cpuUsed), '{{host_name}}'),
    ),
    memory: lines(
      {
        title: 'How much of the memory of each host is used?',
        description:
          'Share that is neither free nor can be freed. Above the red line the kernel soon ends a process.',
        unit: 'percentunit',
        empty: nothing,
        ...memory,
        links: [onlyHost],
      },
      ask(chosen(host.memoryUsed), '{{host_name}}'),
    ),
    load: lines(
      {
        title: 'How much work waits for the CPUs?',
        description:
          'Tasks that run or wait for a CPU or a disk, per CPU. Above 1 some wait; what waits is slow though the CPU may look idle.',
        unit: 'none',
        empty: nothing,
        ...load,
        links: [onlyHost],
      },
      ask(chosen(host.load), '{{host_name}}'),
    ),
    diskQueue: lines(
      {
        title: 'How many reads and writes wait for a disk?',
        description: 'Waiting or being done, on average of five minutes; whole disks only.',
        unit: 'short',
        empty: nothing,
        limits: above(DISK_SATURATED),
        alerts: ['HostDiskSaturated'],
      },
      ask(chosen(host.diskQueue), '{{host_name}} {{device}}'),
    ),
    diskTraffic: lines(
      {
        title: 'How much do disks read and write?',
        description: 'Bytes a second, whole disks only.',
        unit: 'Bps',
        empty: nothing,
        sort: 'mean',
      },
      ask(
        sumBy(
          ['host_name', 'device', 'direction'],
          rate(
            series(diskBytes, { ...ofHost, device: notMatching('(loop|ram|zram|dm-|md|sr|fd).*') }),
            '$__rate_interval',
          ),
        ),
        '{{host_name}} {{device}} {{direction}}',
      ),
    ),
    network: lines(
      {
        title: 'How much goes over the network?',
        description: 'Bytes a second of all interfaces but loopback, by direction.',
        unit: 'Bps',
        empty: nothing,
        sort: 'mean',
      },
      ask(
        sumBy(
          ['host_name', 'direction'],
          rate(
            series(networkBytes, { ...ofHost, device: notMatching('lo|(veth|docker|br-|ifb).*') }),
            '$__rate_interval',
          ),
        ),
        '{{host_name}} {{direction}}',
      ),
    ),
    networkErrors: lines(
      {
        title: 'Which share of packets has errors?',
        description:
          'Of the packets of each interface. The alert wants half an error a second besides, so that few packets are no reason.',
        unit: 'percentunit',
        empty: nothing,
        limits: above(FAULTY_PACKETS),
        alerts: ['HostNetworkErrors'],
      },
      ask(ofChosenHosts(promql`${faultyPackets('$__rate_interval')} >= 0`), '{{host_name}} {{device}}'),
    ),
    networkDropped: lines(
      {
        title: 'How many packets are dropped?',
        description: 'A second, because a queue of the host was full or nobody wanted them.',
        unit: 'cps',
        empty: nothing,
        alerts: ['HostNetworkErrors'],
      },
      ask(
        sumBy(['host_name', 'direction'], rate(series(networkDropped, ofHost), '$__rate_interval')),
        '{{host_name}} {{direction}}',
      ),
    ),
    diskFree: lines(
      {
        title: 'How much of each disk is free?',
        description:
          'Share. Below the orange line it matters whether it fills within four hours, below the red one it is full.',
        unit: 'percentunit',
        empty: nothing,
        ...disk,
        sort: 'last',
      },
      ask(ofChosenHosts(diskFree), '{{host_name}} {{mountpoint}}'),
    ),
    inodes: lines(
      {
        title: 'How many inodes of each disk are free?',
        description: 'Share; without any no file can be made, however much space there is.',
        unit: 'percentunit',
        empty: nothing,
        limits: below(INODES_NEARLY_GONE),
        alerts: ['HostInodesNearlyGone'],
        sort: 'last',
      },
      ask(chosen(host.inodesFree), '{{host_name}} {{mountpoint}}'),
    ),
    disks: comparison(
      {
        title: 'How long until a disk is full?',
        description:
          'Size, what is free, and days until nothing is, if it goes on as in the last day; no days where nothing is added.',
        unit: 'bytes',
        empty: nothing,
        ...disk,
      },
      {
        'Days left': ask(minBy(byDisk, recorded(diskDays, chosenBy(byDisk))), ''),
        'Free share': ask(ofChosenHosts(diskFree), ''),
        Free: ask(sumBy(byDisk, series(filesystemUsage, { ...ofHost, state: 'free' })), ''),
        Size: ask(sumBy(byDisk, series(filesystemUsage, ofHost)), ''),
      },
      {
        columns: {
          'Days left': { unit: 'd' },
          'Free share': { unit: 'percentunit', limits: disk.limits },
        },
        sortBy: 'Size',
      },
    ),
  } as const satisfies Readonly<Record<string, Panel>>;
}
