import type { FastifyRequest } from 'fastify';
import type { Access, SessionMaker } from '../access/access.ts';
import { hostOfOrigin } from '../access/loopback-ingest.ts';
import type { Principal } from '../access/principal.ts';
import { HubError } from '../errors.ts';
import { cookieValue, type KeptCookie, setCookie } from '../login/cookies.ts';

const sessionCookie = (maxAgeS: number): KeptCookie => ({
  name: 'observatory_session',
  maxAgeS,
  sameSite: 'Strict',
});

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
  const cookie = setCookie(sessionCookie(maxAgeS), token, isHttps(request, access));
  return { cookie, expiresAt, principal };
}

/** The cookie that ends a session in the browser. */
export function endedSession(access: Access, request: FastifyRequest): string {
  return setCookie(sessionCookie(0), '', isHttps(request, access));
}

/** The token of a session that a request carries; undefined for none. */
export function sessionToken(access: Access, request: FastifyRequest): string | undefined {
  return cookieValue(request, sessionCookie(0), isHttps(request, access));
}

/**
 * Throws OBS_FORBIDDEN_HOST where a browser sends a request for a page of another origin. SameSite alone lets through
 * what comes from other ports and from sibling names. A WebSocket's handshake must say where it comes from, too.
 * `allowed` are the origins that a setting lets in beside the hub's own.
 */
export function requireSameOrigin(request: FastifyRequest, allowed: readonly string[]): void {
  if (isOfOwnPage(request, allowed)) return;
  const { origin, 'sec-fetch-site': site } = request.headers;
  throw new HubError(
    'OBS_FORBIDDEN_HOST',
    `A session is for the hub's own page; this request comes from ${String(origin ?? site ?? 'nowhere').slice(0, 100)}.`,
  );
}

/** Whether a request comes from the hub's own page, or from one of an origin that a setting lets in. */
export function isOfOwnPage({ headers, method }: FastifyRequest, allowed: readonly string[]): boolean {
  const { origin, host, upgrade, 'sec-fetch-site': site } = headers;
  const reads = (method === 'GET' || method === 'HEAD') && upgrade === undefined;
  if (origin !== undefined && allowed.includes(origin)) return true;
  // Browsers say it themselves on HTTPS and loopback; a proxy may have changed the host.
  if (site !== undefined) return site === 'same-origin' || (reads && site === 'none');
  return origin === undefined ? reads : hostOfOrigin(origin) === host;
}

/**
 * Also where a proxy takes TLS off, and says so or passes the name on by which people reach the hub; whoever forges that just
 * makes the own cookie stricter.
 */
function isHttps({ protocol, headers }: FastifyRequest, { httpsHost }: Access): boolean {
  const isPublic = httpsHost !== null && headers.host?.toLowerCase() === httpsHost;
  return isPublic || protocol === 'https' || /^https\b/i.test(String(headers['x-forwarded-proto'] ?? ''));
}
