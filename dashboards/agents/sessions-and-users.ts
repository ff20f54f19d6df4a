import type { Settings } from '../../infra/settings/schema.ts';
import type { DashboardParts } from '../parts/dashboard.ts';

export function sessionsAndUsers(_settings: Settings): DashboardParts {
  return {
    uid: 'sessions-and-users',
    title: 'Sessions and users',
    description: 'To be written.',
    rows: [],
  };
}
