import type { FastifyRequest } from 'fastify';
import { HubError } from '../errors.ts';
import { requireKey } from './api-key.ts';
import type { Api } from './context.ts';

export interface GuardOptions {
  readonly allowedHosts: readonly string[];
  readonly apiKey: string | null;
}

/** Routes for probes: open, since they say nothing of the data. */
const openPaths = new Set(['/health', '/ready']);

/**
 * Closed by default (design decision 7). A hub without keys answers only to its own names, so that no page of
 * another site can reach it through the reader's browser (DNS rebinding, cross-site requests); a hub with a key
 * asks for it.
 */
export function guardHosts(app: Api, { allowedHosts, apiKey }: GuardOptions): void {
  app.addHook('onRequest', async (request) => {
    if (openPaths.has(request.url.split('?')[0] ?? '')) return;
    const { authorization, 'x-api-key': key } = request.headers;
    if (apiKey !== null)
      requireKey(apiKey, { authorization, key: typeof key === 'string' ? key : undefined });
    else requireKnownHost(request, allowedHosts);
  });
}

function requireKnownHost(request: FastifyRequest, allowedHosts: readonly string[]): void {
  const origin = request.headers.origin;
  const names = [request.headers.host, origin === undefined ? undefined : hostOf(origin)];
  const stranger = names.find((name) => name !== undefined && !allowedHosts.includes(nameOf(name)));
  if (stranger === undefined) return;
  throw new HubError(
    'OBS_FORBIDDEN_HOST',
    `This hub has no key and answers only to ${allowedHosts.join(', ')}, got "${stranger.slice(0, 100)}". ` +
      'Set OBSERVATORY_ALLOWED_HOSTS to add a name, or OBSERVATORY_API_KEY to open it with a key.',
  );
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : origin;
}

/** `localhost:3001` → `localhost`, `[::1]:3001` → `[::1]`. */
function nameOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
