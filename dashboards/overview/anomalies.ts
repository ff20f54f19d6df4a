import type { Settings } from '../../infra/settings/schema.ts';
import type { DashboardParts } from '../parts/dashboard.ts';

export function anomalies(_settings: Settings): DashboardParts {
  return {
    uid: 'anomalies',
    title: 'Anomalies',
    description: 'To be written.',
    rows: [],
  };
}
