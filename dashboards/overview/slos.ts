import { allSlos } from '../../alerts/slos/alerts.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { sloPanels } from '../panels/slos.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { heading, type Row, row, wide } from '../parts/layout.ts';
import { note } from '../parts/panel.ts';

/** Every objective: what it says, how it stands, and how fast its error budget is being spent. */
export function slos(settings: Settings): DashboardParts {
  return {
    uid: 'slos',
    title: 'SLOs and error budgets',
    description:
      'Service level objectives: how much may go wrong, how much did, and how fast what is left is being spent. Objectives of your own show up by themselves.',
    rows: rowsOf(settings),
  };
}

function rowsOf(settings: Settings): Row[] {
  const all = allSlos(settings);
  const [first] = all;
  if (first === undefined)
    return [row(4, note('Why is nothing here?', 'The settings leave out every objective: docs/slos.md.'))];
  const panel = sloPanels(all, first, settings);
  return [
    row(4, panel.met(), panel.leastLeft(), panel.fastestBurn()),
    row(10, panel.table()),
    row(9, panel.burnHour(), panel.burnSixHours()),
    row(9, panel.left(), panel.good()),
    heading('What is counted'),
    row(8, wide(10, panel.meanings()), panel.events()),
  ];
}
