import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyReply } from 'fastify';
import type { Api } from '../api/context.ts';

export interface BrowserRules {
  /** Origins whose pages may use the hub. */
  readonly allowedOrigins: readonly string[];
  /** Whether browsers reach the hub by HTTPS alone. */
  readonly isHttps: boolean;
}

/** None of what a page could ask a device for is needed by any of ours. */
const DEVICE_POLICY = [
  'camera',
  'display-capture',
  'geolocation',
  'microphone',
  'payment',
  'publickey-credentials-get',
  'usb',
]
  .map((feature) => `${feature}=()`)
  .join(', ');
const YEAR_S = 365 * 24 * 3600;
const PREFLIGHT_S = 600;

/**
 * What browsers may do with answers of this hub: headers on each of them, those that are refused too, and the origins
 * whose pages may read them (CORS). Preflights are answered before anybody is asked for a key, and tell nothing: the same
 * for every path. Pages set a policy of their own in place of this one, under which nothing runs.
 */
export async function ruleBrowsers(app: Api, { allowedOrigins, isHttps }: BrowserRules): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    // Siblings of its name are not the hub's to decide about.
    strictTransportSecurity: isHttps && { maxAge: YEAR_S, includeSubDomains: false },
  });
  app.addHook('onRequest', async (_request, reply) => {
    // As helmet does, so that streams have it too.
    reply.raw.setHeader('permissions-policy', DEVICE_POLICY);
  });
  const allowed = new Set(allowedOrigins);
  app.addHook('onRoute', (route) => {
    // The plugin's own, for preflights that it does not answer: it is 404.
    if (route.method === 'OPTIONS' && route.url === '*') route.config = { ...route.config, access: 'public' };
  });
  await app.register(cors, {
    origin: async (origin: string | undefined) => origin !== undefined && allowed.has(origin),
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'authorization',
      'content-encoding',
      'content-type',
      'idempotency-key',
      'if-none-match',
      'last-event-id',
      'x-api-key',
      'x-observatory-project',
    ],
    // `date`: pages on machines whose clock is off show the hub's time.
    exposedHeaders: [
      'content-disposition',
      'date',
      'etag',
      'link',
      'ratelimit',
      'ratelimit-policy',
      'retry-after',
    ],
    maxAge: PREFLIGHT_S,
  });
}

/**
 * Keeps answers out of caches unless a route says otherwise. What has an ETag may be kept by its own browser, which asks
 * each time whether it still holds; anything else is not kept.
 */
export function ruleCaches(app: Api): void {
  app.addHook('onSend', async (_request, reply: FastifyReply, payload) => {
    if (reply.hasHeader('cache-control')) return payload;
    const mayBeKept = reply.statusCode < 400 && reply.hasHeader('etag');
    void reply.header('cache-control', mayBeKept ? 'private, no-cache' : 'no-store');
    return payload;
  });
}
