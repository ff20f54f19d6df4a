import type { Settings } from '../../infra/settings/schema.ts';
import type { DashboardParts } from '../parts/dashboard.ts';

export function evaluations(_settings: Settings): DashboardParts {
  return {
    uid: 'evaluations',
    title: 'Evaluations',
    description: 'To be written.',
    rows: [],
  };
}
