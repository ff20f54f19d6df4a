import type { Settings } from '../../infra/settings/schema.ts';
import type { DashboardParts } from '../parts/dashboard.ts';

export function slos(_settings: Settings): DashboardParts {
  return {
    uid: 'slos',
    title: 'Slos',
    description: 'To be written.',
    rows: [],
  };
}
