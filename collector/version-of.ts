import type { Settings } from '../infra/settings/schema.ts';
import type { Site } from '../infra/stack/site.ts';
import type { CollectorVersion } from './versions.ts';

/** The version that a configuration is for: 0.111 as processes, else the pinned image, or what the settings name. */
export function collectorVersionAt(
  settings: Settings,
  site: Site,
  server: 'agent' | 'collector',
): CollectorVersion {
  if (site.kind === 'process') return '0.111';
  // The renamed components and the readers came by 0.144; an image of before is written for as 0.111.
  const minor = /:v?0\.(\d+)\./.exec(settings.images.overrides[server] ?? '')?.[1];
  return minor !== undefined && Number(minor) < 144 ? '0.111' : '0.159';
}
