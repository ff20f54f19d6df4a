import type { Settings } from '../../infra/settings/schema.ts';
import { containerPanels } from '../panels/containers.ts';
import { efficiencyPanels } from '../panels/efficiency.ts';
import { hostPanels } from '../panels/hosts.ts';
import { processPanels } from '../panels/processes.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { heading, row } from '../parts/layout.ts';

/** How busy hosts, containers and processes are, what waits, what fails, and how much work is done for it. */
export function resourceUsage(settings: Settings): DashboardParts {
  const host = hostPanels(settings);
  const process = processPanels(settings);
  const container = containerPanels(settings);
  return {
    uid: 'resource-usage',
    title: 'Resource usage',
    description:
      'Hosts, processes and containers: how busy they are, what waits, what fails (the USE method), how long until disks are full, and how much work is done for it.',
    rows: [
      heading('CPU and memory of hosts'),
      row(8, host.cpu, host.memory, host.load),
      heading('Disks and network of hosts'),
      row(8, host.diskQueue, host.diskTraffic, host.diskFree),
      row(8, host.disks, host.inodes),
      row(8, host.network, host.networkErrors, host.networkDropped),
      heading('Processes of services'),
      row(8, process.cpu, process.heap),
      row(8, process.eventLoopDelay, process.eventLoopUse),
      heading('How much work is done for it?'),
      row(8, efficiencyPanels.perCpuSecond, efficiencyPanels.perGigabyte, efficiencyPanels.perDollar),
      heading('Containers'),
      row(8, container.cpu, container.memory, container.throttled),
      row(7, container.restarts, container.outOfMemory),
    ],
  };
}
