import { integrationsPage } from './integrations-page.ts';
import { profilesPage } from './profiles-page.ts';
import { settingsPage } from './settings-page.ts';

/** Pages of docs/ that are made from the stack's code; `npm run docs` writes them, a test compares. */
export const stackPages: Readonly<Record<string, () => string>> = {
  'integrations.md': integrationsPage,
  'profiles.md': profilesPage,
  'settings.md': settingsPage,
};
