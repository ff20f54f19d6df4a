import type { FastifyRequest } from 'fastify';
import { FIRST_PROJECT, type Principal } from '../access/principal.ts';
import { accessOf, requireScope } from '../access/route-access.ts';
import { scopes } from '../access/scopes.ts';
import { HubError } from '../errors.ts';
import { requireKey } from './api-key.ts';
import type { Api } from './context.ts';
import { pageFiles } from './page-files.ts';
import { namedPages } from './routes/named-pages.ts';
import { isRunbookRoute } from './routes/runbooks.ts';
import { SESSION_PATH } from './routes/session.ts';
import { hasSession, requireSameOrigin } from './session.ts';

export interface GuardOptions {
  readonly allowedHosts: readonly string[];
  readonly apiKey: string | null;
  /** Folder of the page that is served; null for none. */
  readonly pageDir: string | null;
}

/** Routes for probes: open, since they say nothing of the data. */
const probePaths = ['/health', '/ready'];

/**
 * Closed by default (design decision 7). A hub without keys answers only to its own names, so that no page of
 * another site can reach it through the reader's browser (DNS rebinding, cross-site requests); a hub with a key
 * asks for it, or for a session that began with it. The page itself is open: it asks for the key.
 * So are the runbooks: whoever is woken reads them on whatever is at hand.
 */
export function guardHosts(app: Api, { allowedHosts, apiKey, pageDir }: GuardOptions): void {
  const probes = new Set(probePaths);
  const withoutKey = new Set([
    SESSION_PATH,
    ...Object.keys(namedPages),
    ...(pageDir === null ? [] : pageFiles(pageDir)),
  ]);
  app.decorateRequest('principal', null);
  app.addHook('onRoute', (route) => void accessOf(route));
  app.addHook('onRequest', async (request) => {
    const path = request.url.split('?')[0] ?? '';
    if (probes.has(path)) return;
    if (apiKey === null) {
      requireKnownHost(request, allowedHosts);
      request.principal = everyone;
      return;
    }
    if (
      withoutKey.has(path) ||
      isRunbookRoute(request.routeOptions.url) ||
      (pageDir !== null && request.is404 && wantsPage(request))
    )
      return;
    requireAccess(apiKey, request);
    request.principal = everyone;
    const { method, url, config } = request.routeOptions;
    if (url !== undefined) requireScope(everyone, accessOf({ method, url, config }));
  });
}

const everyone: Principal = {
  kind: 'local',
  id: 'local',
  name: 'whoever reaches this hub',
  project: FIRST_PROJECT,
  scopes: new Set(scopes),
};

/** Whether a browser asks for a page, at any path: the page's own router takes it from there. */
export function wantsPage({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && String(headers.accept ?? '').includes('text/html');
}

function requireAccess(apiKey: string, request: FastifyRequest): void {
  const { authorization, 'x-api-key': key } = request.headers;
  if (authorization === undefined && key === undefined && hasSession(apiKey, request))
    requireSameOrigin(request);
  else requireKey(apiKey, { authorization, key: typeof key === 'string' ? key : undefined });
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
