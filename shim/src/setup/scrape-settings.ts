import type { ShimConfig } from '../config/shim-config.ts';
import type { InitOptions } from './init-options.ts';
import { workerName } from './worker-name.ts';

/**
 * Which port `/metrics` is answered on. Threads and cluster workers of one service would fight for one port:
 * they have none, since what they measure is pushed, or any free one where metrics are only scraped. A port
 * that is given in code is taken as it is.
 */
export function scrapeSettings(
  { scrape, metrics }: ShimConfig,
  { scrapePort }: InitOptions,
): ShimConfig['scrape'] {
  if (scrape.port === null || scrapePort !== undefined || workerName() === undefined) return scrape;
  return { ...scrape, port: metrics.way === 'scrape' ? 0 : null };
}
