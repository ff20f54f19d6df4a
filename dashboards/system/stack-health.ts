import type { Settings } from '../../infra/settings/schema.ts';
import type { DashboardParts } from '../parts/dashboard.ts';

export function stackHealth(_settings: Settings): DashboardParts {
  return {
    uid: 'stack-health',
    title: 'Stack health',
    description: 'To be written.',
    rows: [],
  };
}
