import { recorded } from '../../alerts/promql/expression.ts';
import { container } from '../../alerts/recorded/containers.ts';
import { host } from '../../alerts/recorded/hosts.ts';
import { model } from '../../alerts/recorded/models.ts';
import { process } from '../../alerts/recorded/processes.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { chosen } from '../parts/chosen.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { row } from '../parts/layout.ts';
import { lines } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

const inContainer = '{{namespace}} {{pod}} {{container}}';

/** What hosts, containers and processes use, and what models cost. */
export function resourceUsage(_settings: Settings): DashboardParts {
  return {
    uid: 'resource-usage',
    title: 'Resource usage',
    description: 'CPU, memory and disks of hosts, containers and processes, and the money that models cost.',
    rows: [
      row(
        8,
        lines(
          {
            title: 'CPU in use?',
            description: 'Share of what hosts have, and of what containers and processes may use.',
            unit: 'percentunit',
            empty: 'Nothing in this time.',
          },
          ask(chosen(host.cpuUsed), '{{host_name}}'),
          ask(chosen(container.cpuUsed), inContainer),
          ask(chosen(process.cpuUsed), '{{service_name}}'),
        ),
        lines(
          {
            title: 'Memory in use?',
            description: "Share of what hosts have, of the limit of containers, and of Node's heap.",
            unit: 'percentunit',
            empty: 'Nothing in this time.',
          },
          ask(chosen(host.memoryUsed), '{{host_name}}'),
          ask(chosen(container.memoryUsed), inContainer),
          ask(chosen(process.heapUsed), '{{service_name}} heap'),
        ),
      ),
      row(
        8,
        lines(
          {
            title: 'Containers held back?',
            description:
              'Share of the time slices in which the limit of CPU was used up. Raise it, or do less.',
            unit: 'percentunit',
            empty: 'Nothing in this time.',
          },
          ask(chosen(container.throttled), inContainer),
        ),
        lines(
          {
            title: 'Delay of event loops?',
            description: 'How long work waits in a Node process because other work does not let go.',
            unit: 's',
            empty: 'Nothing in this time.',
          },
          ask(chosen(process.eventLoopDelay), '{{service_name}}'),
        ),
      ),
      row(
        8,
        lines(
          {
            title: 'Requests that wait for disks?',
            description: 'On average, being done or waiting.',
            unit: 'short',
            empty: 'Nothing in this time.',
          },
          ask(chosen(host.diskQueue), '{{host_name}} {{device}}'),
        ),
        lines(
          {
            title: 'Inodes that are free?',
            description: 'Share; without any no file can be made, however much space there is.',
            unit: 'percentunit',
            empty: 'Nothing in this time.',
          },
          ask(chosen(host.inodesFree), '{{host_name}} {{mountpoint}}'),
        ),
        lines(
          {
            title: 'Cost within an hour?',
            description: 'By model; models without a price count as nothing.',
            unit: 'currencyUSD',
            empty: 'Nothing in this time.',
          },
          ask(recorded(model.cost), '{{provider}} {{model}}'),
        ),
      ),
    ],
  };
}
