import { allSlos } from '../../alerts/slos/alerts.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { needSomebody } from '../panels/alerts.ts';
import { spendFigures } from '../panels/cost.ts';
import { agentTable, disksAhead, eventVolume, fleetFigures, loadAhead } from '../panels/glance.ts';
import { healthScore } from '../panels/health-score.ts';
import { runPanels } from '../panels/runs.ts';
import { serverPanels } from '../panels/servers.ts';
import { failingRequests, slowRequests } from '../panels/services.ts';
import { sloPanels } from '../panels/slos.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { COLUMNS, heading, type Row, row, wide } from '../parts/layout.ts';
import type { Panel } from '../parts/panel.ts';

/** The whole on one screen, down to the first heading: is all well, what runs, fails, is slow, costs, breaks next. */
export function platformOverview(settings: Settings): DashboardParts {
  const fleet = fleetFigures(settings);
  const runs = runPanels('agent', settings);
  const objectives = allSlos(settings);
  const [first] = objectives;
  const [, day, ...month] = spendFigures(settings);
  const load = loadAhead(settings);
  return {
    uid: 'platform-overview',
    title: 'Platform overview',
    description:
      'The whole at a glance: whether all is well, what runs, what fails, what is slow, what it costs, and what will break next. A click on a panel leads to more of it.',
    rows: [
      figures(
        needSomebody(),
        serverPanels(settings).down,
        ...(first === undefined ? [] : [sloPanels(objectives, first, settings).leastLeft()]),
        fleet.errorRate,
        fleet.meanResponse,
        ...(day === undefined ? [] : [day]),
      ),
      figures(fleet.activeAgents, fleet.running, fleet.sessions, fleet.events, ...month),
      row(8, wide(16, agentTable(settings)), disksAhead()),
      row(8, runs.failing, runs.duration, ...(load === null ? [] : [load])),
      heading('How much happens, and how well?'),
      row(8, eventVolume(settings), healthScore(settings), runs.spread),
      heading('Services'),
      row(8, failingRequests(), slowRequests()),
    ],
  };
}

/** As many figures as there are, side by side. */
const figures = (...panels: readonly Panel[]): Row =>
  row(
    4,
    ...panels.map((panel, index) =>
      wide(Math.floor(COLUMNS / panels.length) + (index < COLUMNS % panels.length ? 1 : 0), panel),
    ),
  );
