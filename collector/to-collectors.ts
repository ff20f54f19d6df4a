import type { Settings } from '../infra/settings/schema.ts';
import type { Site } from '../infra/stack/site.ts';
import type { Config } from './config.ts';
import { needsToken } from './ingest.ts';
import { synchronous } from './queues.ts';

/** How a server of the stack hands OTLP to the collectors: while it waits for their answer, holding nothing. */
export function collectorClient(settings: Settings, site: Site, server: string): Config {
  return {
    tls: { insecure: true },
    // The collectors check senders too. A header from the file, as the extension refuses to send a token without TLS.
    ...(needsToken(settings, site)
      ? { headers: { authorization: `Bearer \${file:${site.secret(server, 'ingest-token')}}` } }
      : {}),
    ...synchronous,
  };
}

/** The exporter that spreads requests over all collectors, whatever is in them. */
export function toEachCollector(settings: Settings, site: Site, server: string): Config {
  return {
    endpoint: `dns:///${site.each('collector', 'otlp-grpc')}`,
    balancer_name: 'round_robin',
    ...collectorClient(settings, site, server),
  };
}
