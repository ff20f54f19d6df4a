import { resolveSettings } from '../../infra/settings/resolve.ts';
import type { PartialSettings, Settings } from '../../infra/settings/schema.ts';

/** Settings as a user would have them who wrote just these. */
export function stackSettings(values: PartialSettings = {}): Settings {
  return resolveSettings([{ name: 'the test', values }]).settings;
}
