import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { recorded } from '../alerts/promql/expression.ts';
import { container } from '../alerts/recorded/containers.ts';
import { host } from '../alerts/recorded/hosts.ts';
import { model } from '../alerts/recorded/models.ts';
import { process } from '../alerts/recorded/processes.ts';
import { dashboard } from './dashboard.ts';
import { row } from './layout.ts';
import { lines } from './panels.ts';
import { chosen, variable } from './variables.ts';

const inContainer = '{{namespace}} {{pod}} {{container}}';

/** What hosts, containers and processes use, and what models cost. */
export function resourceUsage(alertLabels: readonly string[]): Dashboard {
  return dashboard(
    {
      uid: 'resource-usage',
      title: 'Resource usage',
      description:
        'CPU, memory and disks of hosts, containers and processes, and the money that models cost.',
      variables: [
        variable('host_name', recorded(host.cpuUsed)),
        variable('namespace', recorded(container.cpuUsed)),
        variable('pod', recorded(container.cpuUsed)),
        variable('container', recorded(container.cpuUsed)),
        variable('service_name', recorded(process.cpuUsed)),
        variable('device', recorded(host.diskQueue)),
        variable('mountpoint', recorded(host.inodesFree)),
      ],
      rows: [
        row(
          8,
          lines(
            {
              title: 'CPU in use',
              description: 'Share of what hosts have, and of what containers and processes may use.',
              unit: 'percentunit',
            },
            { expr: chosen(host.cpuUsed, 'host_name'), legend: '{{host_name}}' },
            { expr: chosen(container.cpuUsed, 'namespace', 'pod', 'container'), legend: inContainer },
            { expr: chosen(process.cpuUsed, 'service_name', 'host_name'), legend: '{{service_name}}' },
          ),
          lines(
            {
              title: 'Memory in use',
              description: "Share of what hosts have, of the limit of containers, and of Node's heap.",
              unit: 'percentunit',
            },
            { expr: chosen(host.memoryUsed, 'host_name'), legend: '{{host_name}}' },
            { expr: chosen(container.memoryUsed, 'namespace', 'pod', 'container'), legend: inContainer },
            { expr: chosen(process.heapUsed, 'service_name'), legend: '{{service_name}} heap' },
          ),
        ),
        row(
          8,
          lines(
            {
              title: 'Containers held back',
              description:
                'Share of the time slices in which the limit of CPU was used up. Raise it, or do less.',
              unit: 'percentunit',
            },
            { expr: chosen(container.throttled, 'namespace', 'pod', 'container'), legend: inContainer },
          ),
          lines(
            {
              title: 'Delay of event loops',
              description: 'How long work waits in a Node process because other work does not let go.',
              unit: 's',
            },
            { expr: chosen(process.eventLoopDelay, 'service_name'), legend: '{{service_name}}' },
          ),
        ),
        row(
          8,
          lines(
            {
              title: 'Requests that wait for disks',
              description: 'On average, being done or waiting.',
              unit: 'short',
            },
            { expr: chosen(host.diskQueue, 'host_name', 'device'), legend: '{{host_name}} {{device}}' },
          ),
          lines(
            {
              title: 'Inodes that are free',
              description: 'Share; without any no file can be made, however much space there is.',
              unit: 'percentunit',
            },
            {
              expr: chosen(host.inodesFree, 'host_name', 'mountpoint'),
              legend: '{{host_name}} {{mountpoint}}',
            },
          ),
          lines(
            {
              title: 'Cost within an hour',
              description: 'By model; models without a price count as nothing.',
              unit: 'currencyUSD',
            },
            { expr: recorded(model.cost), legend: '{{provider}} {{model}}' },
          ),
        ),
      ],
    },
    alertLabels,
  );
}
