import type { Settings } from '../../infra/settings/schema.ts';
import type { DashboardParts } from '../parts/dashboard.ts';

export function services(_settings: Settings): DashboardParts {
  return {
    uid: 'services',
    title: 'Services',
    description: 'To be written.',
    rows: [],
  };
}
