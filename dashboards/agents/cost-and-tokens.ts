import type { Settings } from '../../infra/settings/schema.ts';
import type { DashboardParts } from '../parts/dashboard.ts';

export function costAndTokens(_settings: Settings): DashboardParts {
  return {
    uid: 'cost-and-tokens',
    title: 'Cost and tokens',
    description: 'To be written.',
    rows: [],
  };
}
