import type { FastifyRequest } from 'fastify';

/** A cookie of the hub that scripts cannot read. */
export interface KeptCookie {
  readonly name: string;
  readonly maxAgeS: number;
  /** `Lax` comes along when another site leads here; `Strict` does not. */
  readonly sameSite: 'Lax' | 'Strict';
  /** Unless given, the whole hub. */
  readonly path?: string;
}

/** The header that sets a cookie; an empty value takes it away. */
export function setCookie(cookie: KeptCookie, value: string, isHttps: boolean): string {
  const { maxAgeS, sameSite, path = '/' } = cookie;
  const age = value === '' ? 0 : maxAgeS;
  const secure = isHttps ? '; Secure' : '';
  return `${nameOf(cookie, isHttps)}=${value}; Path=${path}; Max-Age=${age}; HttpOnly; SameSite=${sameSite}${secure}`;
}

/** The value of a cookie; undefined where the request has none. */
export function cookieValue(
  { headers }: FastifyRequest,
  cookie: KeptCookie,
  isHttps: boolean,
): string | undefined {
  const name = nameOf(cookie, isHttps);
  for (const pair of (headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || undefined;
  }
  return undefined;
}

/** Over HTTPS it cannot be set by plain HTTP, nor, where it is for the whole hub, by a sibling name (RFC 6265bis, 4.1.3). */
function nameOf({ name, path }: KeptCookie, isHttps: boolean): string {
  if (!isHttps) return name;
  return path === undefined ? `__Host-${name}` : `__Secure-${name}`;
}
