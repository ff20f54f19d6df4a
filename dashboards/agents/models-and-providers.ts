import type { Settings } from '../../infra/settings/schema.ts';
import type { DashboardParts } from '../parts/dashboard.ts';

export function modelsAndProviders(_settings: Settings): DashboardParts {
  return {
    uid: 'models-and-providers',
    title: 'Models and providers',
    description: 'To be written.',
    rows: [],
  };
}
