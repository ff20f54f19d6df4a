import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask as get } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { signedInPerson } from '../support/signed-in.ts';
import { SseClient } from '../support/sse-client.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';
import { WebSocketClient } from '../support/web-socket-client.ts';

/** Keys, sessions and roles on two hubs of one database, which a third one has. */
let store: TestHub;
let hub: TestHub;
let replica: TestHub;
let first = '';

beforeAll(async () => {
  store = await startTestHub();
  const host = encodeURIComponent(join(store.dataDir, 'socket'));
  const env = { DATABASE_URL: `postgres://observatory@/observatory?host=${host}`, ENABLE_AUTH: 'true' };
  [hub, replica] = await Promise.all([startTestHub(env), startTestHub(env)]);
}, 120_000);
afterAll(async () => {
  await replica.remove();
  await hub.remove();
  await store.remove();
});

interface Key {
  readonly id: string;
  readonly prefix: string;
  readonly status: string;
  readonly last_used_at: string | null;
}
interface Made {
  readonly key: Key;
  readonly secret: string;
}
const call = async (
  method: string,
  path: string,
  {
    body,
    headers = { 'x-api-key': first },
    at = hub,
  }: { body?: unknown; headers?: Record<string, string>; at?: TestHub } = {},
) => {
  const answer = await fetch(at.url + path, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: text === '' ? null : JSON.parse(text),
  };
};
const make = async (body: object): Promise<Made> => {
  const answer = await call('POST', '/api/v1/keys', { body: { name: 'a key', ...body } });
  expect(answer.status).toBe(201);
  return answer.body;
};
const opens = async (secret: string, at = hub): Promise<number> =>
  (await get(at, '/api/v1/budgets', { authorization: `Bearer ${secret}` })).status;
const listed = async (id: string): Promise<Key | undefined> =>
  ((await call('GET', '/api/v1/keys')).body.keys as Key[]).find((key) => key.id === id);
const browser = (cookie: string) => ({ cookie, 'sec-fetch-site': 'same-origin' });

describe('a hub that asks for keys and has none', () => {
  test('makes one that may do everything, also where two start at once on a database', async () => {
    const made = [hub.firstKey, replica.firstKey].filter((key) => key !== null);
    expect(made).toEqual([expect.stringMatching(/^obs_[0-9a-f]{16}_[\w-]{43}$/)]);
    first = made[0] ?? '';
    for (const at of [hub, replica]) {
      const { body } = await call('GET', '/api/v1/session', { at });
      expect(body).toMatchObject({
        kind: 'key',
        name: 'first key',
        project: 'default',
        scopes: ['ingest', 'read', 'operate', 'administer'],
        expires_at: null,
      });
    }
  });

  test('keeps nothing that the key could be read from', async () => {
    const secret = first.slice(-43);
    const rows = await queryStore<{ row: string }>(store, 'SELECT k::text AS row FROM api_keys k');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row).not.toContain(secret);
    expect((await call('GET', '/api/v1/keys')).text).not.toContain(secret);
  });
});

describe('a key', () => {
  test('is told once, may do what it was made for, and shows when it was used', async () => {
    const { key, secret } = await make({ scopes: ['read'] });
    expect(secret.startsWith(key.prefix)).toBe(true);
    expect(await listed(key.id)).toMatchObject({ status: 'active', last_used_at: null });
    expect(await opens(secret)).toBe(200);
    expect((await call('GET', '/api/v1/keys', { headers: { 'x-api-key': secret } })).status).toBe(403);
    const { last_used_at: used } = (await listed(key.id)) ?? {};
    expect(Math.abs(Date.parse(used ?? '') - Date.now())).toBeLessThan(60_000);
  });

  test.each([
    [{ name: '', scopes: ['read'] }, 'body.name'],
    [{ name: 'x', scopes: [] }, 'body.scopes'],
    [{ name: 'x', scopes: ['write'] }, 'body.scopes.0'],
    [{ name: 'x', scopes: ['read', 'read'] }, 'body.scopes'],
    [{ name: 'x', scopes: ['read'], expires_at: 'soon' }, 'body.expires_at'],
    [{ name: 'x', scopes: ['read'], expires_at: 'Jan 1 2027 (local)' }, 'body.expires_at'],
    [{ name: 'x', scopes: ['read'], expires_at: '2020-01-01T00:00:00Z' }, 'body.expires_at'],
    [{ name: 'x', scopes: ['read'], project: 'No Project' }, 'body.project'],
    [{ name: 'x' }, 'body'],
  ])('is not made of %j', async (body, where) => {
    const answer = await call('POST', '/api/v1/keys', { body });
    expect([answer.status, answer.body.error]).toMatchObject([400, { code: 'OBS_BAD_REQUEST', where }]);
  });

  test('of a project that there is not is refused by its name', async () => {
    const answer = await call('POST', '/api/v1/keys', {
      body: { name: 'x', scopes: ['read'], project: 'nowhere' },
    });
    expect([answer.status, answer.body.error.code]).toEqual([404, 'OBS_PROJECT_NOT_FOUND']);
  });

  test('that is revoked is refused at once, elsewhere within five seconds, and its streams end', async () => {
    const { key, secret } = await make({ scopes: ['read'] });
    const headers = { 'x-api-key': secret };
    const socket = await WebSocketClient.open(`${hub.url}/ws`, { headers });
    const stream = await SseClient.open(`${hub.url}/api/v1/executions/stream`, { headers });
    const elsewhere = await SseClient.open(`${replica.url}/api/v1/executions/stream`, { headers });
    expect((await call('DELETE', `/api/v1/keys/${key.id}`)).status).toBe(204);
    expect(await opens(secret)).toBe(401);
    await eventually(() => {
      expect(socket.closing).toMatchObject({ code: 4401 });
      expect(stream.isClosed).toBe(true);
    }, 4000);
    await eventually(async () => {
      expect(await opens(secret, replica)).toBe(401);
      expect(elsewhere.isClosed).toBe(true);
      // And a moment, where the machine is busy.
    }, 7000);
    expect(await listed(key.id)).toMatchObject({ status: 'revoked' });
  });

  test('may revoke itself, and gets an answer', async () => {
    const { key, secret } = await make({ scopes: ['administer'] });
    const headers = { 'x-api-key': secret };
    expect((await call('DELETE', `/api/v1/keys/${key.id}`, { headers })).status).toBe(204);
    expect((await call('GET', '/api/v1/keys', { headers })).status).toBe(401);
  });

  test('is taken with its old secret for the overlap of a rotation, and no longer', async () => {
    const { key, secret } = await make({ scopes: ['read'] });
    const rotate = (overlap_seconds: number) =>
      call('POST', `/api/v1/keys/${key.id}/rotate`, { body: { overlap_seconds } });
    const second: Made = (await rotate(60)).body;
    expect(second.key.id).toBe(key.id);
    expect(second.secret).not.toBe(secret);
    expect([await opens(secret), await opens(second.secret)]).toEqual([200, 200]);
    const third: Made = (await rotate(0)).body;
    expect([await opens(secret), await opens(second.secret), await opens(third.secret)]).toEqual([
      401, 401, 200,
    ]);
    expect((await rotate(-1)).status).toBe(400);
    expect(
      (await call('POST', '/api/v1/keys/0123456789abcdef/rotate', { body: { overlap_seconds: 0 } })).status,
    ).toBe(404);
  });

  test('ends at its time, and its streams with it', async () => {
    const { secret } = await make({
      scopes: ['read'],
      expires_at: new Date(Date.now() + 1500).toISOString(),
    });
    const stream = await SseClient.open(`${hub.url}/api/v1/executions/stream`, {
      headers: { 'x-api-key': secret },
    });
    await eventually(async () => {
      expect(await opens(secret)).toBe(401);
      expect(stream.isClosed).toBe(true);
    }, 6000);
  });
});

describe('a session', () => {
  const signIn = async (key: string) => {
    const answer = await call('POST', '/api/v1/session', { body: { key }, headers: {} });
    return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  };
  const isIn = async (cookie: string) => (await get(hub, '/api/v1/budgets', browser(cookie))).status === 200;

  test('ends with the key that it was made from, and with a rotation', async () => {
    const [revoked, rotated] = [await make({ scopes: ['read'] }), await make({ scopes: ['read'] })];
    const cookies = [await signIn(revoked.secret), await signIn(rotated.secret)];
    expect(await Promise.all(cookies.map(isIn))).toEqual([true, true]);
    await call('DELETE', `/api/v1/keys/${revoked.key.id}`);
    await call('POST', `/api/v1/keys/${rotated.key.id}/rotate`, { body: { overlap_seconds: 0 } });
    expect(await Promise.all(cookies.map(isIn))).toEqual([false, false]);
  });

  test('has no more scopes than its key', async () => {
    const { secret } = await make({ scopes: ['read'] });
    const cookie = await signIn(secret);
    expect((await call('GET', '/api/v1/keys', { headers: browser(cookie) })).status).toBe(403);
  });

  test('is listed without its token, and ended by whoever administers the project', async () => {
    const { secret } = await make({ scopes: ['read'] });
    const cookie = await signIn(secret);
    const { session_id: id } = (await call('GET', '/api/v1/session', { headers: browser(cookie) })).body;
    const list = await call('GET', '/api/v1/sign-ins');
    expect(list.body.sign_ins).toContainEqual(expect.objectContaining({ id, kind: 'key', name: 'a key' }));
    expect(list.text).not.toContain(cookie.split('=')[1]);
    const socket = await WebSocketClient.open(`${hub.url}/ws`, { headers: { cookie, origin: hub.url } });
    expect((await call('DELETE', `/api/v1/sign-ins/${id}`)).status).toBe(204);
    expect(await isIn(cookie)).toBe(false);
    await eventually(() => expect(socket.closing).toMatchObject({ code: 4401 }), 4000);
    expect((await call('DELETE', `/api/v1/sign-ins/${id}`)).status).toBe(404);
  });

  test('opens a WebSocket to a page of the hub alone, which must say so', async () => {
    const { secret } = await make({ scopes: ['read'] });
    const cookie = await signIn(secret);
    const open = (headers: Record<string, string>) =>
      WebSocketClient.open(`${hub.url}/ws`, { headers: { cookie, ...headers } }).then(
        () => 'opened',
        (error) => String(error.message).slice(0, 3),
      );
    expect([
      await open({ origin: hub.url }),
      await open({ origin: 'http://evil.example' }),
      await open({ 'sec-fetch-site': 'same-site', origin: hub.url }),
      await open({}),
    ]).toEqual(['opened', '403', '403', '403']);
  });
});

describe('people', () => {
  test('of two projects choose one, by a header or for the session, and see that one alone', async () => {
    expect((await call('POST', '/api/v1/projects', { body: { id: 'lab' } })).status).toBe(201);
    expect((await call('POST', '/api/v1/projects', { body: { id: 'lab' } })).body.error.code).toBe(
      'OBS_PROJECT_EXISTS',
    );
    const headers = browser(await signedInPerson(store, 'ada', { default: 'viewer', lab: 'admin' }));
    const who = async (more: Record<string, string> = {}) =>
      (await call('GET', '/api/v1/session', { headers: { ...headers, ...more } })).body;
    expect(await who()).toMatchObject({
      kind: 'person',
      id: 'ada',
      project: 'default',
      role: 'viewer',
      projects: [
        { id: 'default', role: 'viewer' },
        { id: 'lab', role: 'admin' },
      ],
    });
    expect(await who({ 'x-observatory-project': 'lab' })).toMatchObject({ project: 'lab', role: 'admin' });
    expect((await call('GET', '/api/v1/keys', { headers })).status).toBe(403);
    expect((await call('PUT', '/api/v1/session', { headers, body: { project: 'lab' } })).body).toMatchObject({
      project: 'lab',
      role: 'admin',
      scopes: ['read', 'operate', 'administer'],
    });
    expect((await call('GET', '/api/v1/keys', { headers })).body).toEqual({ keys: [] });
  });

  test('lose what they may do with their role, at once', async () => {
    const headers = browser(await signedInPerson(store, 'bob', { default: 'operator' }));
    expect((await call('GET', '/api/v1/budgets', { headers })).status).toBe(200);
    expect((await call('PUT', '/api/v1/members/bob', { body: { role: 'admin' } })).body).toMatchObject({
      role: 'admin',
    });
    expect((await call('GET', '/api/v1/members', { headers })).status).toBe(200);
    expect((await call('DELETE', '/api/v1/members/bob')).status).toBe(204);
    expect((await call('GET', '/api/v1/budgets', { headers })).status).toBe(403);
    expect((await call('DELETE', '/api/v1/members/bob')).status).toBe(404);
    expect((await call('PUT', '/api/v1/members/nobody', { body: { role: 'viewer' } })).status).toBe(404);
  });

  test('lose the streams of a project with their part in it, also where the session was led to another one since', async () => {
    const headers = browser(await signedInPerson(store, 'dora', { default: 'viewer', lab: 'viewer' }));
    const origin = new URL(hub.url).origin;
    const ofDefault = await WebSocketClient.open(`${hub.url}/ws`, { headers: { ...headers, origin } });
    expect((await call('PUT', '/api/v1/session', { headers, body: { project: 'lab' } })).body.project).toBe(
      'lab',
    );
    const ofLab = await WebSocketClient.open(`${hub.url}/ws`, { headers: { ...headers, origin } });
    expect((await call('DELETE', '/api/v1/members/dora')).status).toBe(204);
    await eventually(() => expect(ofDefault.isClosed).toBe(true));
    expect(ofLab.isClosed).toBe(false);
    ofLab.close();
  });

  test('who administer last stay, unless a key administers', async () => {
    const headers = browser(await signedInPerson(store, 'cleo', { default: 'admin' }));
    const { keys } = (await call('GET', '/api/v1/keys', { headers })).body;
    for (const { id } of keys as Key[]) await call('DELETE', `/api/v1/keys/${id}`, { headers });
    for (const [method, body] of [
      ['DELETE', undefined],
      ['PUT', { role: 'viewer' }],
    ] as const) {
      const answer = await call(method, '/api/v1/members/cleo', { headers, ...(body && { body }) });
      expect([answer.status, answer.body.error.code]).toEqual([409, 'OBS_LAST_ADMIN']);
    }
    await call('POST', '/api/v1/keys', { headers, body: { name: 'spare', scopes: ['administer'] } });
    expect((await call('DELETE', '/api/v1/members/cleo', { headers })).status).toBe(204);
  });
});
