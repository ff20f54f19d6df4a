import type { Settings } from '../../infra/settings/schema.ts';
import type { DashboardParts } from '../parts/dashboard.ts';

export function systemOverview(_settings: Settings): DashboardParts {
  return {
    uid: 'system-overview',
    title: 'System overview',
    description: 'To be written.',
    rows: [],
  };
}
