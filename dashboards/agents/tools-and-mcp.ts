import type { Settings } from '../../infra/settings/schema.ts';
import type { DashboardParts } from '../parts/dashboard.ts';

export function toolsAndMcp(_settings: Settings): DashboardParts {
  return {
    uid: 'tools-and-mcp',
    title: 'Tools and mcp',
    description: 'To be written.',
    rows: [],
  };
}
