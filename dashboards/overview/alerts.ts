import type { Settings } from '../../infra/settings/schema.ts';
import type { DashboardParts } from '../parts/dashboard.ts';

export function alerts(_settings: Settings): DashboardParts {
  return {
    uid: 'alerts',
    title: 'Alerts',
    description: 'To be written.',
    rows: [],
  };
}
