import type { Settings } from '../../infra/settings/schema.ts';
import type { DashboardParts } from '../parts/dashboard.ts';

export function logs(_settings: Settings): DashboardParts {
  return {
    uid: 'logs',
    title: 'Logs',
    description: 'To be written.',
    rows: [],
  };
}
