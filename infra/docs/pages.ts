import { capacityPage } from './capacity-page.ts';
import { alertCataloguePage, metricsPage } from './catalogue-page.ts';
import { dashboardCataloguePage } from './dashboard-catalogue-page.ts';
import { integrationsPage } from './integrations-page.ts';
import { profilesPage } from './profiles-page.ts';
import { settingsPage } from './settings-page.ts';

/** Pages of docs/ that are made from the stack's code; `npm run docs` writes them, a test compares. */
export const stackPages: Readonly<Record<string, () => string>> = {
  'alert-catalogue.md': alertCataloguePage,
  'capacity.md': capacityPage,
  'dashboard-catalogue.md': dashboardCataloguePage,
  'integrations.md': integrationsPage,
  'metrics.md': metricsPage,
  'profiles.md': profilesPage,
  'settings.md': settingsPage,
};
