import { isLoopback } from '../infra/settings/combinations.ts';
import type { Settings } from '../infra/settings/schema.ts';
import { sizeBytes } from '../infra/settings/units.ts';
import type { Site } from '../infra/stack/site.ts';
import type { Config } from './config.ts';

/** The extension that checks senders' bearer token. */
export const INGEST_AUTH = 'bearertokenauth/ingest';

/** Whether senders need the bearer token: where others than this machine can reach the ports. */
export function needsToken({ ingest, ports }: Settings, site: Site): boolean {
  if (ingest.auth !== 'auto') return ingest.auth === 'on';
  return site.kind === 'kubernetes' || !isLoopback(ports.host);
}

/** OTLP by gRPC and HTTP on the ports of a server. */
export function otlpReceiver(settings: Settings, site: Site, server: 'agent' | 'collector'): Config {
  const { cors, maxBytes } = settings.ingest;
  const bytes = sizeBytes(maxBytes) ?? 2 ** 24;
  const auth = needsToken(settings, site) ? { auth: { authenticator: INGEST_AUTH } } : {};
  return {
    protocols: {
      grpc: {
        endpoint: site.listen(server, 'otlp-grpc'),
        max_recv_msg_size_mib: Math.ceil(bytes / 2 ** 20),
        // Senders that spread by connection find new collectors within minutes.
        keepalive: { server_parameters: { max_connection_age: '5m', max_connection_age_grace: '30s' } },
        ...auth,
      },
      http: {
        endpoint: site.listen(server, 'otlp-http'),
        max_request_body_size: bytes,
        ...(cors.length > 0
          ? { cors: { allowed_origins: [...cors], allowed_headers: ['*'], max_age: 7200 } }
          : {}),
        ...auth,
      },
    },
  };
}

/** The check of the bearer token, where it applies. */
export function ingestAuth(settings: Settings, site: Site, server: 'agent' | 'collector'): Config {
  return needsToken(settings, site)
    ? { [INGEST_AUTH]: { filename: site.secret(server, 'ingest-token') } }
    : {};
}
