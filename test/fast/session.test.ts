import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawRequest } from '../support/raw-http.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';
import { withOtherStart } from '../support/with-other-start.ts';

const KEY = 'a-key-of-sixteen-or-more';
let hub: TestHub;
let other: TestHub;

beforeAll(async () => {
  hub = await startTestHub({ OBSERVATORY_API_KEY: KEY });
  other = await startTestHub({
    OBSERVATORY_API_KEY: 'another-key-of-sixteen',
    OBSERVATORY_PUBLIC_URL: 'https://hub.example:8443',
  });
});
afterAll(async () => {
  await other.remove();
  await hub.remove();
});

const signIn = (key: unknown, headers: Record<string, string> = {}, at = hub) =>
  fetch(`${at.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ key }),
  });
const cookieOf = (answer: Response) => answer.headers.get('set-cookie') ?? '';
const sessionOf = (answer: Response) => cookieOf(answer).split(';')[0] ?? '';
const ask = (path: string, headers: Record<string, string>, method = 'GET', at = hub) =>
  fetch(at.url + path, { method, headers });
const statusOf = async (path: string, headers: Record<string, string>, method = 'GET', at = hub) => {
  const answer = await ask(path, headers, method, at);
  await answer.body?.cancel();
  return answer.status;
};

describe('signing in to a hub with a key', () => {
  let session = '';
  beforeAll(async () => {
    session = sessionOf(await signIn(KEY));
  });

  test('gives a cookie that scripts and other sites cannot use, and that does not hold the key', async () => {
    const answer = await signIn(KEY);
    expect(answer.status).toBe(200);
    expect(cookieOf(answer)).toMatch(
      /^observatory_session=[\w.-]+; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/,
    );
    expect(cookieOf(answer)).not.toContain(KEY);
    const { expires_at } = (await answer.json()) as { expires_at: string };
    expect((Date.parse(expires_at) - Date.now()) / 86_400_000).toBeCloseTo(7, 2);
  });

  test('makes the cookie one for HTTPS where people reach the hub by it, though the proxy says nothing', async () => {
    const at = `${other.url}/api/v1/session`;
    const body = JSON.stringify({ key: 'another-key-of-sixteen' });
    const headers = { host: 'hub.example:8443', 'content-type': 'application/json' };
    const cookie = String((await rawRequest(at, { method: 'POST', headers, body })).headers['set-cookie']);
    expect(cookie).toMatch(/^__Host-observatory_session=.*; Secure$/);
    const [session = ''] = cookie.split(';');
    expect((await rawRequest(at, { headers: { host: headers.host, cookie: session } })).status).toBe(200);
    // A sibling name, or plain HTTP, can set a cookie of the other name alone, which does not count.
    const tossed = session.replace('__Host-', '');
    expect((await rawRequest(at, { headers: { host: headers.host, cookie: tossed } })).status).toBe(401);
  });

  test('makes the cookie one for HTTPS where the request came by it', async () => {
    expect(cookieOf(await signIn(KEY, { 'x-forwarded-proto': 'https' }))).toMatch(
      /^__Host-observatory_session=[\w.-]+; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure$/,
    );
  });

  test('says of a wrong key, and of a session that ended, that it was given and is not good', async () => {
    const message = async (headers: Record<string, string>, path = '/api/v1/session') => {
      const answer = await ask(path, headers);
      expect(answer.status).toBe(401);
      return ((await answer.json()) as { error: { message: string } }).error.message;
    };
    expect(await message({ 'x-api-key': 'a-key-that-is-not-known' })).toContain('not known to this hub');
    expect(await message({ cookie: 'observatory_session=nothing' })).toContain('session given has ended');
    expect(await message({})).toContain('got neither');
    expect(await message({ authorization: KEY }, '/status')).toContain('without the word Bearer');
  });

  test.each(['/api/v1/executions', '/status', '/api/v1/executions/stream', '/metrics'])(
    'opens %s as the key does',
    async (path) => {
      expect(await statusOf(path, {})).toBe(401);
      expect(await statusOf(path, { cookie: `theme=dark; ${session}` })).toBe(200);
    },
  );

  test('ends by DELETE, which takes the cookie away', async () => {
    const ended = sessionOf(await signIn(KEY));
    const answer = await ask('/api/v1/session', { cookie: ended, 'sec-fetch-site': 'same-origin' }, 'DELETE');
    expect(answer.status).toBe(204);
    expect(cookieOf(answer)).toMatch(/^observatory_session=; Path=\/; Max-Age=0; HttpOnly/);
    expect(await statusOf('/status', { cookie: ended })).toBe(401);
  });

  test('outlives a restart, and is of no other hub', async () => {
    hub = await hub.restart();
    expect(await statusOf('/status', { cookie: session })).toBe(200);
    expect(await statusOf('/status', { cookie: session }, 'GET', other)).toBe(401);
  });

  test.each([
    ['a letter changed', withOtherStart],
    ['more behind', (token: string) => `${token}x`],
    ['nothing', () => ''],
  ])('is refused with %s', async (_what, change) => {
    const [name, token = ''] = session.split('=');
    expect(await statusOf('/status', { cookie: `${name}=${change(token)}` })).toBe(401);
  });

  test.each([
    { origin: 'http://evil.example' },
    { origin: 'http://127.0.0.1:1' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('does not open anything to a page of another origin: %o', async (headers) => {
    expect(await statusOf('/api/v1/executions', { cookie: session, ...headers })).toBe(403);
    expect(await statusOf('/api/v1/session', { cookie: session, ...headers }, 'DELETE')).toBe(403);
    expect(await statusOf('/v1/traces', { cookie: session, ...headers }, 'POST')).toBe(403);
    expect((await signIn(KEY, headers)).status).toBe(403);
  });

  test('changes nothing for a browser that does not say where it comes from', async () => {
    expect(await statusOf('/v1/traces', { cookie: session }, 'POST')).toBe(403);
  });

  test('leaves a wrong key wrong where a session is there too', async () => {
    expect(await statusOf('/status', { cookie: session, 'x-api-key': 'wrong' })).toBe(401);
  });
});

describe('a wrong key', () => {
  test.each([[''], [{ a: 1 }], ['x'.repeat(5000)]])('that is none is refused: %o', async (key) => {
    const answer = await signIn(key, {}, other);
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain('xxxx');
  });

  test('is refused, and after ten in a minute nobody at that address gets in', async () => {
    const fresh = await other.restart();
    other = fresh;
    for (let n = 0; n < 10; n++) {
      const answer = await signIn(`wrong-key-number-${n}-xx`, {}, fresh);
      expect(answer.status).toBe(401);
      expect(cookieOf(answer)).toBe('');
    }
    const answer = await signIn('another-key-of-sixteen', {}, fresh);
    expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
      429,
      'OBS_TOO_MANY_ATTEMPTS',
    ]);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    const key = { 'x-api-key': 'another-key-of-sixteen' };
    expect(await statusOf('/status', key, 'GET', fresh)).toBe(200);
  });
});

test('a hub without a key says that there is nothing to sign in to', async () => {
  const open = await startTestHub();
  try {
    const answer = await signIn(KEY, {}, open);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('no key');
  } finally {
    await open.remove();
  }
});
