import type { Settings } from '../../infra/settings/schema.ts';
import { alertmanagerPanels } from '../panels/alertmanager.ts';
import {
  firingNow,
  firingOverTime,
  history,
  noise,
  pending,
  timeToResolve,
  watchdog,
  whatFired,
} from '../panels/alerts.ts';
import { prometheusPanels } from '../panels/prometheus.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { heading, row, wide } from '../parts/layout.ts';

/** What fires, what fired and how often, and whether people hear of it. */
export function alerts(settings: Settings): DashboardParts {
  const prometheus = prometheusPanels(settings);
  const alertmanager = alertmanagerPanels;
  return {
    uid: 'alerts',
    title: 'Alerts',
    description:
      'What fires and is about to, what fired and how often, how long it lasted, and whether people hear of it. The list of what fires now is at the end.',
    from: 'now-6h',
    rows: [
      row(4, ...firingNow(), watchdog()),
      row(9, firingOverTime(), whatFired()),
      row(8, pending()),
      heading('What was, and what is noise'),
      row(9, wide(15, noise()), timeToResolve()),
      row(10, history()),
      heading('Whether people hear of it'),
      row(8, alertmanager.sent, alertmanager.failed, alertmanager.held),
      row(8, prometheus.slowRules, prometheus.failures),
    ],
  };
}
