import { resolveSettings } from '../../infra/settings/resolve.ts';

/** The settings that the stories are told with: everything on that some setting turns off. */
export const caseSettings = resolveSettings([
  { name: 'the stories', values: { alerts: { budgets: { day: 24, month: 300 } } } },
]).settings;
