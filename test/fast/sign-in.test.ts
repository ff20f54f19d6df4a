import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CookieJar } from '../support/cookie-jar.ts';
import { freePort } from '../support/free-port.ts';
import { startOidcProvider, type TestProvider, type TokenChange } from '../support/oidc-provider.ts';
import { rawRequest } from '../support/raw-http.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';
import { withOtherStart } from '../support/with-other-start.ts';

/** People sign in at a real provider (oidc-provider) on loopback; and what browsers of other pages may. */
const KEY = 'a-key-of-sixteen-or-more';
const FRIEND = 'https://console.example';
const FOREIGN = 'https://evil.example';
let hub: TestHub;
let provider: TestProvider;

const account = (sub: string, claims: object) => provider.accounts.set(sub, { ...claims });

beforeAll(async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  provider = await startOidcProvider(url);
  hub = await startTestHub({
    PORT: String(port),
    OBSERVATORY_OTLP_GRPC_PORT: 'off',
    OBSERVATORY_API_KEY: KEY,
    OBSERVATORY_PUBLIC_URL: url,
    OBSERVATORY_ALLOWED_ORIGINS: FRIEND,
    OBSERVATORY_ALLOW_PRIVATE_TARGETS: '127.0.0.1',
    OBSERVATORY_OIDC_ISSUER: provider.issuer,
    OBSERVATORY_OIDC_CLIENT_ID: provider.clientId,
    OBSERVATORY_OIDC_CLIENT_SECRET: provider.clientSecret,
    OBSERVATORY_OIDC_NAME: 'Example Corp',
    OBSERVATORY_OIDC_SCOPES: 'openid profile email groups',
    OBSERVATORY_OIDC_ROLES:
      'agents-admins=admin,agents-dev=operator,readers=viewer,nowhere=no-such-project:admin',
    OBSERVATORY_OIDC_CONTACT: 'the platform team',
  });
  account('anna', {
    name: 'Anna',
    email: 'anna@example.com',
    email_verified: true,
    groups: ['agents-admins'],
  });
  account('dev', {
    name: 'Devi',
    email: 'boss@example.com',
    email_verified: false,
    groups: ['readers', 'agents-dev'],
  });
  account('eve', { name: 'Eve', groups: ['sales', 'nowhere'] });
});
afterAll(async () => {
  await hub?.remove();
  await provider?.close();
});
beforeEach(() => {
  provider.change = null;
});

/** The way to the provider and through its form, up to where it leads back to. */
async function atProvider(jar: CookieJar, login = 'anna', start = '/api/v1/login'): Promise<string> {
  const authorization = await jar.follow(hub.url + start);
  expect(new URL(authorization).origin).toBe(provider.issuer);
  const form = await jar.follow(authorization);
  if (form.startsWith(hub.url)) return form;
  const resumed = await jar.follow(form, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ prompt: 'login', login, password: 'any' }).toString(),
  });
  return jar.follow(resumed);
}

async function signIn(login: string, start?: string): Promise<{ jar: CookieJar; landing: string }> {
  const jar = new CookieJar();
  const landing = await jar.follow(await atProvider(jar, login, start));
  return { jar, landing };
}

const json = async (answer: Promise<Response>) => {
  const got = await answer;
  return { status: got.status, body: JSON.parse((await got.text()) || 'null') };
};
const ask = (
  jar: CookieJar,
  path: string,
  init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
) => json(jar.fetch(hub.url + path, { ...init, headers: { accept: 'application/json', ...init.headers } }));
const withKey = (path: string, init: RequestInit = {}) =>
  json(fetch(hub.url + path, { ...init, headers: { 'x-api-key': KEY, 'content-type': 'application/json' } }));
const own = { 'sec-fetch-site': 'same-origin' };
const session = (jar: CookieJar) => jar.of(hub.url).get('observatory_session');

describe('somebody who signs in', () => {
  test('is known to the hub afterwards, with the role that the provider says', async () => {
    const { jar, landing } = await signIn('anna', '/api/v1/login?return_to=%2Fexecutions%3Fstatus%3Dfailed');
    expect(landing).toBe(`${hub.url}/executions?status=failed`);
    const { status, body } = await ask(jar, '/api/v1/session');
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: 'person', name: 'Anna', project: 'default', role: 'admin' });
    const hours = (Date.parse(body.expires_at) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(11.9);
    expect(hours).toBeLessThanOrEqual(12);
    expect((await ask(jar, '/api/v1/executions')).status).toBe(200);
    expect([...jar.of(hub.url).keys()]).not.toContain('observatory_login');
  });

  test('gets cookies that scripts cannot read and that hold nothing in the clear', async () => {
    const begun = await rawRequest(`${hub.url}/api/v1/login`);
    expect(begun.headers['cache-control']).toBe('no-store');
    expect(String(begun.headers['set-cookie'])).toMatch(
      /^observatory_login=[\w-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/,
    );
    const jar = new CookieJar();
    const answer = await jar.fetch(await atProvider(jar));
    const lines = answer.headers.getSetCookie();
    expect(lines.find((line) => line.startsWith('observatory_session='))).toMatch(
      /; HttpOnly; SameSite=Strict$/,
    );
    expect(lines.find((line) => line.startsWith('observatory_provider='))).toMatch(
      /^observatory_provider=[\w-]+; Path=\/api\/v1\/login; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
  });

  test('asks the provider with PKCE, a state and a nonce', async () => {
    const url = new URL(String((await rawRequest(`${hub.url}/api/v1/login`)).headers.location));
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    expect(url.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect(url.searchParams.get('state')).toMatch(/^[\w-]{43}$/);
    expect(url.searchParams.get('nonce')).toMatch(/^[\w-]{43}$/);
    expect(url.searchParams.get('redirect_uri')).toBe(`${hub.url}/api/v1/login/callback`);
    expect(url.searchParams.get('response_type')).toBe('code');
  });

  test('has the strongest of the roles of several groups, and an address only where it is verified', async () => {
    const { jar } = await signIn('dev');
    expect((await ask(jar, '/api/v1/session')).body).toMatchObject({ role: 'operator' });
    expect((await ask(jar, '/api/v1/people')).status).toBe(403);
    const { people } = (await withKey('/api/v1/people')).body;
    const found = people.map(({ name, email }: { name: string; email: string | null }) => [name, email]);
    expect(found).toContainEqual(['Devi', null]);
    expect(found).toContainEqual(['Anna', 'anna@example.com']);
  });

  test('loses at the next sign-in what the provider takes away', async () => {
    const { jar } = await signIn('dev');
    account('dev', { name: 'Devi', groups: ['readers'] });
    const second = await signIn('dev');
    expect((await ask(second.jar, '/api/v1/session')).body).toMatchObject({ role: 'viewer' });
    account('dev', { name: 'Devi', groups: ['readers', 'agents-dev'] });
    expect((await ask(jar, '/api/v1/session')).status).toBe(200);
  });

  test('is told whom to ask where there is no role, until an admin gives one', async () => {
    const first = await signIn('eve');
    expect(first.landing).toBe(`${hub.url}/?sign_in=no_role`);
    expect(session(first.jar)).toBeUndefined();
    const jar = new CookieJar();
    const plain = await ask(jar, (await atProvider(jar, 'eve')).slice(hub.url.length));
    expect([plain.status, plain.body.error.code]).toEqual([403, 'OBS_FORBIDDEN']);
    expect(plain.body.error.message).toContain('Ask the platform team');

    const { people } = (await withKey('/api/v1/people')).body;
    const { id } = people.find((person: { name: string }) => person.name === 'Eve');
    const given = await withKey(`/api/v1/members/${id}`, {
      method: 'PUT',
      body: JSON.stringify({ role: 'viewer' }),
    });
    expect(given.status).toBeLessThan(300);
    const later = await signIn('eve');
    expect((await ask(later.jar, '/api/v1/session')).body).toMatchObject({ name: 'Eve', role: 'viewer' });
  });

  test('is in the audit trail, as is who could not', async () => {
    await signIn('anna');
    await signIn('anna', '/api/v1/login').then(({ jar }) =>
      jar.fetch(`${hub.url}/api/v1/login/callback?error=x`),
    );
    const { body } = await withKey('/api/v1/audit?action=session.begin&limit=100');
    const seen = JSON.stringify(body);
    expect(seen).toContain('"session.begin"');
    expect(seen).toContain('Anna');
    expect(seen).not.toContain(provider.clientSecret);
  });
});

describe('a sign-in that somebody meddles with', () => {
  const faultOf = async (jar: CookieJar, callback: string) => {
    const landing = await jar.follow(callback);
    expect(session(jar)).toBeUndefined();
    return landing.slice(`${hub.url}/?sign_in=`.length);
  };

  test('fails in a browser that did not begin it (login CSRF)', async () => {
    const attacker = new CookieJar();
    const callback = await atProvider(attacker);
    expect(await faultOf(new CookieJar(), callback)).toBe('expired');
    const victim = new CookieJar();
    await victim.follow(`${hub.url}/api/v1/login`);
    expect(await faultOf(victim, callback)).toBe('failed');
  });

  test('fails with another state, or without', async () => {
    for (const state of ['another', '']) {
      const jar = new CookieJar();
      const url = new URL(await atProvider(jar));
      if (state) url.searchParams.set('state', state);
      else url.searchParams.delete('state');
      expect(await faultOf(jar, url.href)).toBe('failed');
    }
  });

  test('fails with a code of another sign-in, since the verifier is not its', async () => {
    const [jar, other] = [new CookieJar(), new CookieJar()];
    const url = new URL(await atProvider(jar));
    url.searchParams.set('code', new URL(await atProvider(other, 'dev')).searchParams.get('code') ?? '');
    expect(await faultOf(jar, url.href)).toBe('failed');
  });

  test('fails with a code that was used', async () => {
    const jar = new CookieJar();
    const callback = await atProvider(jar);
    const cookie = jar.of(hub.url).get('observatory_login') ?? '';
    expect((await jar.fetch(callback)).status).toBe(302);
    expect(session(jar)).toBeDefined();
    const again = new CookieJar();
    again.of(hub.url).set('observatory_login', cookie);
    expect(await faultOf(again, callback)).toBe('failed');
  });

  test('fails with a cookie that was changed, or is of another purpose', async () => {
    const { jar: signedIn } = await signIn('anna');
    const kept = signedIn.of(hub.url).get('observatory_provider') ?? '';
    for (const change of [withOtherStart, () => 'x', () => kept]) {
      const jar = new CookieJar();
      const callback = await atProvider(jar);
      const cookies = jar.of(hub.url);
      cookies.set('observatory_login', change(cookies.get('observatory_login') ?? ''));
      expect(await faultOf(jar, callback)).toBe('expired');
    }
  });

  const hourAgo = Math.floor(Date.now() / 1000) - 3600;
  test.each<[string, TokenChange]>([
    ['another audience', { claims: { aud: 'another-client' } }],
    [
      'several audiences, the hub not being the one it was made for',
      { claims: { aud: ['observatory-hub', 'x'], azp: 'x' } },
    ],
    ['another issuer', { claims: { iss: 'https://other.example' } }],
    ['another nonce', { claims: { nonce: 'of another sign-in' } }],
    ['no nonce', { claims: { nonce: undefined } }],
    ['an end an hour ago', { claims: { exp: hourAgo } }],
    ['no subject', { claims: { sub: undefined } }],
    ['a key that is not the provider’s', { isForged: true }],
    ['no signature by its own word', { header: { alg: 'none' } }],
  ])('fails with an ID token that has %s', async (_what, change) => {
    const jar = new CookieJar();
    const callback = await atProvider(jar);
    provider.change = change;
    expect(await faultOf(jar, callback)).toBe('failed');
  });

  test('tells of a refusal at the provider in its own words, and never in those of the address', async () => {
    const jar = new CookieJar();
    const state = new URL(await jar.follow(`${hub.url}/api/v1/login`)).searchParams.get('state');
    const words = encodeURIComponent('<img src=x onerror=alert(1)>');
    const callback = `/api/v1/login/callback?error=access_denied&error_description=${words}&state=${state}&iss=${encodeURIComponent(provider.issuer)}`;
    const copy = new CookieJar();
    copy.of(hub.url).set('observatory_login', jar.of(hub.url).get('observatory_login') ?? '');
    expect(await faultOf(jar, hub.url + callback)).toBe('denied');
    const { status, body } = await ask(copy, callback);
    expect([status, body.error.code]).toEqual([401, 'OBS_SIGN_IN_FAILED']);
    expect(JSON.stringify(body)).not.toContain('img');
  });

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/%2f/evil.example/..//evil.example',
    '/..//evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    'evil.example',
    '/api/v1/login?return_to=/',
    '/x\r\nset-cookie: a=b',
    '@evil.example',
  ])('leads nowhere else afterwards: %j', async (target) => {
    const { landing } = await signIn('anna', `/api/v1/login?return_to=${encodeURIComponent(target)}`);
    const { origin, pathname } = new URL(landing);
    expect(origin).toBe(hub.url);
    expect(pathname).not.toMatch(/^\/\/|^\/api\//);
  });
});

describe('signing out', () => {
  test('ends the session at the hub and leads to where it ends at the provider', async () => {
    const { jar } = await signIn('anna');
    const token = session(jar) ?? '';
    expect((await jar.fetch(`${hub.url}/api/v1/session`, { method: 'DELETE', headers: own })).status).toBe(
      204,
    );
    const old = { headers: { cookie: `observatory_session=${token}` } };
    expect((await rawRequest(`${hub.url}/api/v1/executions`, old)).status).toBe(401);

    const { body } = await ask(jar, '/api/v1/login', { method: 'DELETE', headers: own });
    const url = new URL(body.provider_url);
    expect(url.origin + url.pathname).toBe(`${provider.issuer}/session/end`);
    expect(url.searchParams.get('post_logout_redirect_uri')).toBe(`${hub.url}/`);
    const form = await (await jar.fetch(url.href)).text();
    const xsrf = /name="xsrf" value="(\w+)"/.exec(form)?.[1] ?? '';
    const back = await jar.follow(`${provider.issuer}/session/end/confirm`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ xsrf, logout: 'yes' }).toString(),
    });
    expect(back).toBe(`${hub.url}/`);
    // Signed in at the provider still, one would come back at once.
    const form2 = await jar.follow(await jar.follow(`${hub.url}/api/v1/login`));
    expect(form2).toContain(`${provider.issuer}/interaction/`);
    expect((await ask(jar, '/api/v1/login', { method: 'DELETE', headers: own })).body).toEqual({
      provider_url: null,
    });
  });

  test('is not for pages of others', async () => {
    const { jar } = await signIn('anna');
    const headers = { origin: FOREIGN, 'sec-fetch-site': 'cross-site' };
    expect((await ask(jar, '/api/v1/login', { method: 'DELETE', headers })).status).toBe(403);
  });
});

test('the ways to sign in are open to read and say nothing secret', async () => {
  const answer = await rawRequest(`${hub.url}/api/v1/login/options`);
  expect(JSON.parse(answer.text)).toEqual({
    key: true,
    provider: { name: 'Example Corp', url: `${hub.url}/api/v1/login` },
    contact: 'the platform team',
  });
});

describe('pages of others in a browser', () => {
  const preflight = (origin: string, path: string) =>
    rawRequest(hub.url + path, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-api-key,content-type',
      },
    });

  test.each(['/api/v1/executions', '/api/v1/keys', '/no/such/path', '/v1/traces'])(
    'that are allowed get the same answer to each preflight, without a key: %s',
    async (path) => {
      const { status, headers, text } = await preflight(FRIEND, path);
      expect([status, text]).toEqual([204, '']);
      expect(headers['access-control-allow-origin']).toBe(FRIEND);
      expect(headers['access-control-allow-credentials']).toBe('true');
      expect(headers['access-control-allow-methods']).toBe('GET, HEAD, POST, PUT, PATCH, DELETE');
      expect(headers['access-control-allow-headers']).toContain('x-api-key');
      expect(headers.vary).toContain('Origin');
    },
  );

  test.each(['/api/v1/executions', '/no/such/path'])('that are not get none: %s', async (path) => {
    for (const origin of [FOREIGN, 'null', `${FRIEND}.evil.example`, 'http://console.example']) {
      const { headers } = await preflight(origin, path);
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  test('may read an answer only where they are allowed, errors too', async () => {
    const get = (origin: string, key = KEY) =>
      rawRequest(`${hub.url}/api/v1/executions`, { headers: { origin, 'x-api-key': key } });
    expect((await get(FRIEND)).headers['access-control-allow-origin']).toBe(FRIEND);
    const refused = await get(FRIEND, 'wrong');
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, FRIEND]);
    const foreign = await get(FOREIGN);
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
    expect(foreign.headers.vary).toContain('Origin');
  });

  test('may use the session of their reader where they are allowed, and not otherwise', async () => {
    const { jar } = await signIn('anna');
    const cookie = `observatory_session=${session(jar)}`;
    const use = (origin: string) =>
      rawRequest(`${hub.url}/api/v1/executions`, {
        headers: { cookie, origin, 'sec-fetch-site': 'cross-site' },
      });
    expect((await use(FRIEND)).status).toBe(200);
    expect((await use(FOREIGN)).status).toBe(403);
  });

  test('reach the hub under none but its own names (DNS rebinding), while programs with a key do', async () => {
    const host = 'evil.example';
    for (const path of ['/', '/api/v1/login', '/api/v1/login/options', '/api/v1/executions']) {
      const answer = await rawRequest(hub.url + path, { headers: { host } });
      expect(JSON.parse(answer.text).error.code).toBe('OBS_FORBIDDEN_HOST');
    }
    const headers = { host: 'hub.internal', 'x-api-key': KEY };
    expect((await rawRequest(`${hub.url}/api/v1/executions`, { headers })).status).toBe(200);
    expect((await rawRequest(`${hub.url}/ready`, { headers: { host: '10.0.0.7:3001' } })).status).toBe(200);
    // An address is no name that somebody else could lead here.
    const options = `${hub.url}/api/v1/login/options`;
    expect((await rawRequest(options, { headers: { host: '10.0.0.7:3001' } })).status).toBe(200);
    expect((await rawRequest(options, { headers: { host: '[fd00::7]:3001' } })).status).toBe(200);
  });
});

describe('every answer', () => {
  test.each([
    ['/api/v1/executions', 200],
    ['/api/v1/nowhere', 404],
    ['/health', 200],
    ['/metrics', 200],
    ['/runbooks', 200],
    ['/api/docs', 200],
    ['/openapi.json', 200],
    ['/api/v1/executions/stream', 200],
  ])('tells the browser to run, frame and guess nothing: %s', async (path, expected) => {
    const answer = await fetch(hub.url + path, { headers: { 'x-api-key': KEY } });
    await answer.body?.cancel();
    expect(answer.status).toBe(expected);
    const { headers } = answer;
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';|^default-src 'self';/);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    // Its public address is plain http.
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test('runs nothing where it is data', async () => {
    const { headers } = await rawRequest(`${hub.url}/api/v1/executions`, { headers: { 'x-api-key': KEY } });
    expect(headers['content-security-policy']).toBe(
      "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
  });

  test('stays out of caches but for what its own browser asks again about', async () => {
    const get = (path: string, headers = {}) =>
      rawRequest(hub.url + path, { headers: { 'x-api-key': KEY, ...headers } });
    const { headers } = await get('/api/v1/executions');
    expect(headers['cache-control']).toBe('private, no-cache');
    const again = await get('/api/v1/executions', { 'if-none-match': String(headers.etag) });
    expect([again.status, again.headers['cache-control']]).toEqual([304, 'private, no-cache']);
    expect((await get('/api/v1/session')).headers['cache-control']).toBe('no-store');
    const refused = await get('/api/v1/executions', { 'x-api-key': 'wrong' });
    expect(refused.headers['cache-control']).toBe('no-store');
  });
});
