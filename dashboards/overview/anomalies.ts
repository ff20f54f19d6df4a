import type { Settings } from '../../infra/settings/schema.ts';
import {
  band,
  learning,
  outBefore,
  outNow,
  outsideNow,
  told,
  watched,
  watchedNow,
} from '../panels/anomalies.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { heading, type Row, row } from '../parts/layout.ts';
import { note, type Panel } from '../parts/panel.ts';

/** What is out of the usual: each level with its band, learned from each series by itself. */
export function anomalies(settings: Settings): DashboardParts {
  return {
    uid: 'anomalies',
    title: 'Anomalies',
    description:
      'What agents and models do, beside what is usual for each at this time of the day and the week: what is outside now, what was, and what is still being learned.',
    from: 'now-24h',
    rows: settings.alerts.anomalies
      ? [
          row(4, watchedNow(), learning(), outsideNow()),
          row(8, outNow(), outBefore()),
          row(6, told()),
          heading('Agents'),
          ...pairs(watched.agents.map(band)),
          heading('Models'),
          ...pairs(watched.models.map(band)),
        ]
      : [
          row(
            4,
            note('Why is nothing here?', '`alerts.anomalies` is off in the settings: docs/anomalies.md.'),
          ),
        ],
  };
}

/** Two beside each other; the last one alone where they are odd. */
const pairs = (panels: readonly Panel[]): Row[] =>
  panels.flatMap((_, index) => (index % 2 === 0 ? [row(8, ...panels.slice(index, index + 2))] : []));
