import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { HubError } from '../errors.ts';

/** How long a browser stays signed in. A session cannot be called back, but ends with the key that it was made from. */
const SESSION_S = 7 * 24 * 3600;
const COOKIE = 'observatory_session';

/** A session that was begun: what the browser keeps, and until when. */
export interface Session {
  readonly cookie: string;
  readonly expiresAt: Date;
}

/**
 * Begins a session of a browser. Its cookie is signed from the key and holds nothing else, so that every hub with this
 * key knows it without a store between them.
 */
export function beginSession(apiKey: string, request: FastifyRequest): Session {
  const expiresAt = new Date((Math.floor(Date.now() / 1000) + SESSION_S) * 1000);
  const claim = `${expiresAt.getTime() / 1000}.${randomBytes(12).toString('base64url')}`;
  return { cookie: cookieOf(`${claim}.${sign(apiKey, claim)}`, SESSION_S, request), expiresAt };
}

/** The cookie that ends a session in the browser. */
export function endedSession(request: FastifyRequest): string {
  return cookieOf('', 0, request);
}

/** Whether a request carries a session of this key that still runs. */
export function hasSession(apiKey: string, request: FastifyRequest): boolean {
  const token = cookies(request).find(([name]) => name === COOKIE)?.[1];
  const [expires, nonce, signature, ...rest] = token?.split('.') ?? [];
  if (expires === undefined || nonce === undefined || signature === undefined || rest.length > 0)
    return false;
  const expected = Buffer.from(sign(apiKey, `${expires}.${nonce}`));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
  return Number(expires) * 1000 > Date.now();
}

/**
 * Throws OBS_FORBIDDEN_HOST where a browser sends a request for a page of another origin. SameSite alone lets through
 * what comes from other ports and from sibling names.
 */
export function requireSameOrigin(request: FastifyRequest): void {
  const { origin, host, 'sec-fetch-site': site } = request.headers;
  const reads = request.method === 'GET' || request.method === 'HEAD';
  // Browsers say it themselves on HTTPS and loopback; a proxy may have changed the host.
  if (site !== undefined) {
    if (site === 'same-origin' || (reads && site === 'none')) return;
  } else if (origin === undefined ? reads : hostOf(origin) === host) return;
  throw new HubError(
    'OBS_FORBIDDEN_HOST',
    `A session is for the hub's own page; this request comes from ${String(origin ?? site ?? 'nowhere').slice(0, 100)}.`,
  );
}

function sign(apiKey: string, claim: string): string {
  const key = createHmac('sha256', apiKey).update('observatory session').digest();
  return createHmac('sha256', key).update(claim).digest('base64url');
}

function cookieOf(value: string, maxAgeS: number, request: FastifyRequest): string {
  const secure = isHttps(request) ? '; Secure' : '';
  return `${COOKIE}=${value}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Strict${secure}`;
}

/** Also where a proxy takes TLS off; whoever forges that header just makes the own cookie stricter. */
function isHttps({ protocol, headers }: FastifyRequest): boolean {
  return protocol === 'https' || /^https\b/i.test(String(headers['x-forwarded-proto'] ?? ''));
}

function cookies({ headers }: FastifyRequest): [name: string, value: string][] {
  return (headers.cookie ?? '').split(';').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [name.trim(), value.join('=').trim()];
  });
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
