import type { FastifyRequest } from 'fastify';
import type { Access, SessionMaker } from '../access/access.ts';
import { hostOfOrigin } from '../access/loopback-ingest.ts';
import type { Principal } from '../access/principal.ts';
import { HubError } from '../errors.ts';

const COOKIE = 'observatory_session';

/** A session that was begun: what the browser keeps, until when, and whose it is. */
export interface Session {
  readonly cookie: string;
  readonly expiresAt: Date;
  readonly principal: Principal;
}

/**
 * Begins a session of a browser, for a key as it was given or for a person who signed in (as a member of the project);
 * `cookie` is the value of the answer's header `set-cookie`.
 */
export async function beginSession(
  access: Access,
  maker: SessionMaker,
  request: FastifyRequest,
): Promise<Session> {
  const { token, expiresAt, principal } = await access.beginSession(maker);
  const maxAgeS = Math.round((expiresAt.getTime() - Date.now()) / 1000);
  return { cookie: cookieOf(token, maxAgeS, request, access), expiresAt, principal };
}

/** The cookie that ends a session in the browser. */
export function endedSession(access: Access, request: FastifyRequest): string {
  return cookieOf('', 0, request, access);
}

/** The token of a session that a request carries; undefined for none. */
export function sessionToken(access: Access, request: FastifyRequest): string | undefined {
  const { cookie } = request.headers;
  if (cookie === undefined) return undefined;
  const name = cookieName(request, access);
  for (const pair of cookie.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || undefined;
  }
  return undefined;
}

/**
 * Throws OBS_FORBIDDEN_HOST where a browser sends a request for a page of another origin. SameSite alone lets through
 * what comes from other ports and from sibling names. A WebSocket's handshake must say where it comes from, too.
 * `allowed` are the origins that a setting lets in beside the hub's own.
 */
export function requireSameOrigin(request: FastifyRequest, allowed: readonly string[]): void {
  const { origin, host, upgrade, 'sec-fetch-site': site } = request.headers;
  const reads = (request.method === 'GET' || request.method === 'HEAD') && upgrade === undefined;
  if (origin !== undefined && allowed.includes(origin)) return;
  // Browsers say it themselves on HTTPS and loopback; a proxy may have changed the host.
  if (site !== undefined) {
    if (site === 'same-origin' || (reads && site === 'none')) return;
  } else if (origin === undefined ? reads : hostOfOrigin(origin) === host) return;
  throw new HubError(
    'OBS_FORBIDDEN_HOST',
    `A session is for the hub's own page; this request comes from ${String(origin ?? site ?? 'nowhere').slice(0, 100)}.`,
  );
}

/** On HTTPS no sibling name and no plain HTTP can set it (RFC 6265bis, 4.1.3.2). */
function cookieName(request: FastifyRequest, access: Access): string {
  return isHttps(request, access) ? `__Host-${COOKIE}` : COOKIE;
}

function cookieOf(value: string, maxAgeS: number, request: FastifyRequest, access: Access): string {
  const secure = isHttps(request, access) ? '; Secure' : '';
  return `${cookieName(request, access)}=${value}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Strict${secure}`;
}

/**
 * Also where a proxy takes TLS off, and says so or passes the name on by which people reach the hub; whoever forges that just
 * makes the own cookie stricter.
 */
function isHttps({ protocol, headers }: FastifyRequest, { httpsHost }: Access): boolean {
  const isPublic = httpsHost !== null && headers.host?.toLowerCase() === httpsHost;
  return isPublic || protocol === 'https' || /^https\b/i.test(String(headers['x-forwarded-proto'] ?? ''));
}
