import { createClient, type HubClient, type PerformanceAggregation } from './create-client.ts';

interface Surroundings {
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
  readonly document?: unknown;
  readonly location?: { readonly origin: string };
}

let client: HubClient | undefined;

/** The hub of `OBSERVATORY_HUB_URL` with `OBSERVATORY_API_KEY`; in a browser the one that served the page. */
function ownHub(): HubClient {
  if (client !== undefined) return client;
  const { process, document, location } = globalThis as unknown as Surroundings;
  const env = process?.env ?? {};
  const page = document === undefined ? undefined : location?.origin;
  client = createClient({
    baseUrl: env.OBSERVATORY_HUB_URL || page || 'http://127.0.0.1:3001',
    apiKey: env.OBSERVATORY_API_KEY || undefined,
  });
  return client;
}

/**
 * The figures of the fleet, from the hub at `OBSERVATORY_HUB_URL` (`http://127.0.0.1:3001` unless given, in a browser
 * the page's own) with the key `OBSERVATORY_API_KEY`. Both are read at the first call.
 */
export const performanceAggregation: PerformanceAggregation = {
  collectPerformanceMetrics: async (minutes, options) => ownHub().collectPerformanceMetrics(minutes, options),
  getSystemHealthMetrics: async (options) => ownHub().getSystemHealthMetrics(options),
};
