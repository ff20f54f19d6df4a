import { allSlos } from '../../alerts/slos/alerts.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { alertmanagerPanels } from '../panels/alertmanager.ts';
import { hostPanels } from '../panels/hosts.ts';
import { runPanels } from '../panels/runs.ts';
import { failingRequests, requests, slowRequests } from '../panels/services.ts';
import { sloPanels } from '../panels/slos.ts';
import { taskPanels } from '../panels/tasks.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { heading, type Row, row } from '../parts/layout.ts';

/** The first page of an engineering team: its tasks, agents and services, their objectives and what they run on. */
export function systemOverview(settings: Settings): DashboardParts {
  const tasks = taskPanels(settings);
  return {
    uid: 'system-overview',
    title: 'System overview',
    description:
      'The first page of an engineering team: tasks, agents and services by rate, errors and duration, objectives, and what they run on. A click leads to the details, with what is chosen here.',
    rows: [
      row(4, tasks.done, tasks.failedShare, tasks.active, alertmanagerPanels.firing),
      heading('How do tasks and agents do?'),
      row(8, tasks.ends, tasks.failing, tasks.duration),
      row(8, tasks.requests, tasks.failedRequests, tasks.response),
      row(8, runPanels('agent', settings).compared),
      heading('How do services answer?'),
      row(8, requests(), failingRequests(), slowRequests()),
      heading('Are objectives met, and is there room?'),
      ...objectives(settings),
      row(6, hostPanels(settings).compared),
    ],
  };
}

/** None where the settings leave out every objective. */
function objectives(settings: Settings): Row[] {
  const all = allSlos(settings);
  const [first] = all;
  return first === undefined ? [] : [row(8, sloPanels(all, first, settings).table())];
}
