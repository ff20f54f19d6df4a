import { expect, test } from 'vitest';
import type { ActionStore, QueuedAction } from './queued-action.ts';
import { sendQueue } from './send-queue.ts';

const now = Date.UTC(2026, 10, 23);
const session = { kind: 'person', id: 'p1', project: 'default' };
const action = (id: string, more: Partial<QueuedAction> = {}): QueuedAction => ({
  id,
  person: 'person p1 default',
  method: 'POST',
  path: `/api/v1/alerts/${id}/acknowledge`,
  body: {},
  title: `Acknowledge ${id}`,
  askedAt: now - 60_000,
  refreshes: [],
  ...more,
});

function storeOf(...actions: readonly QueuedAction[]): ActionStore {
  const kept = new Map(actions.map((one) => [one.id, one]));
  return {
    all: async () => [...kept.values()],
    put: async (one) => void kept.set(one.id, one),
    remove: async (id) => void kept.delete(id),
    clear: async () => kept.clear(),
  };
}

/** Answers of a hub by path; `null` is nobody there. */
function hubOf(answers: Readonly<Record<string, Response | null>>) {
  const asked: string[] = [];
  const send = async (path: string, init?: RequestInit) => {
    asked.push(`${init?.method ?? 'GET'} ${path}`);
    if (path === '/api/v1/session') return Response.json(session);
    const answer = answers[path];
    if (!answer) throw new TypeError('Failed to fetch');
    return answer;
  };
  return { asked, send };
}
const ids = async (store: ActionStore) => (await store.all()).map(({ id }) => id);

test('what waits is sent in its order and then gone', async () => {
  const store = storeOf(action('a'), action('b'));
  const { asked, send } = hubOf({
    '/api/v1/alerts/a/acknowledge': Response.json({}),
    '/api/v1/alerts/b/acknowledge': Response.json({}),
  });
  const sent = await sendQueue({ store, send, now });
  expect(sent.map(({ id }) => id)).toEqual(['a', 'b']);
  expect(asked).toEqual([
    'GET /api/v1/session',
    'POST /api/v1/alerts/a/acknowledge',
    'POST /api/v1/alerts/b/acknowledge',
  ]);
  expect(await ids(store)).toEqual([]);
});

test.each([
  ['nobody answers', null],
  ['the session has ended', new Response(null, { status: 401 })],
  ['the hub has too much to do', new Response(null, { status: 429 })],
  ['its database is away', new Response(null, { status: 503 })],
])('where %s, it and all after it wait on', async (_why, answer) => {
  const store = storeOf(action('a'), action('b'));
  const { asked, send } = hubOf({ '/api/v1/alerts/a/acknowledge': answer });
  expect(await sendQueue({ store, send, now })).toEqual([]);
  expect(asked.length).toBe(2);
  expect(await ids(store)).toEqual(['a', 'b']);
});

test('what the hub refuses stays with the reason, and does not hold up the rest', async () => {
  const store = storeOf(action('a'), action('b'));
  const { send } = hubOf({
    '/api/v1/alerts/a/acknowledge': Response.json(
      { error: { code: 'OBS_ALERT_NOT_FOUND', message: 'No alert has this id.' } },
      { status: 404 },
    ),
    '/api/v1/alerts/b/acknowledge': Response.json({}),
  });
  await sendQueue({ store, send, now });
  expect(await store.all()).toEqual([{ ...action('a'), refusal: 'No alert has this id.' }]);
  expect(await sendQueue({ store, send, now })).toEqual([]);
});

test('what must be done only once has its id as the key of each attempt', async () => {
  const keys: (string | null)[] = [];
  const send = async (path: string, init?: RequestInit) => {
    if (path === '/api/v1/session') return Response.json(session);
    keys.push(new Headers(init?.headers).get('idempotency-key'));
    return keys.length === 1 ? new Response(null, { status: 504 }) : Response.json({});
  };
  const store = storeOf(action('a', { once: true }), action('b'));
  await sendQueue({ store, send, now });
  await sendQueue({ store, send, now });
  expect(keys).toEqual(['"a"', '"a"', null]);
});

test('what another person asked for, or somebody a week ago, is never sent', async () => {
  const store = storeOf(
    action('a', { person: 'person p2 default' }),
    action('b', { askedAt: now - 8 * 24 * 60 * 60 * 1_000 }),
  );
  const { asked, send } = hubOf({});
  await sendQueue({ store, send, now });
  expect(asked).toEqual(['GET /api/v1/session']);
  expect(await ids(store)).toEqual([]);
});
