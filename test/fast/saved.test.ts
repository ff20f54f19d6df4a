import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

const ROOT = 'the-root-key-of-this-test';
const NOWHERE = '00000000-0000-4000-8000-000000000000';
let hub: TestHub;
/** Of a key that operates another project. */
let other: string;

beforeAll(async () => {
  hub = await startTestHub({ OBSERVATORY_API_KEY: ROOT, OBSERVATORY_RATE_LIMIT: '100000' });
  await call('POST', '/api/v1/projects', { id: 'lab' });
  const made = await call('POST', '/api/v1/keys', {
    name: 'of the lab',
    scopes: ['read', 'operate'],
    project: 'lab',
  });
  other = made.body.secret;
});
afterAll(() => hub.remove());

async function call(method: string, path: string, body?: object, key = ROOT) {
  const response = await fetch(hub.url + path, {
    method,
    headers: { 'x-api-key': key, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}
const view = (over: object = {}) => ({
  name: 'Slow ones',
  page: 'executions',
  search: 'q=duration%3A%3E5s',
  ...over,
});
const board = (over: object = {}) => ({
  name: 'Mornings',
  description: 'What we look at first.',
  range: '24h',
  panels: [
    { id: 'one', panel: 'cost-by-model', width: 2, options: { top: 5, by: 'model', stacked: true } },
    { id: 'two', panel: 'error-rate', title: 'Errors of triage', width: 1, options: {} },
  ],
  ...over,
});

describe.each([
  ['views', view, 'OBS_VIEW_NOT_FOUND'],
  ['boards', board, 'OBS_BOARD_NOT_FOUND'],
] as const)('saved %s', (kind, made, notFound) => {
  const path = `/api/v1/${kind}`;
  const listed = async (key = ROOT): Promise<{ id: string; name: string }[]> =>
    (await call('GET', path, undefined, key)).body[kind];

  test('are read as they were saved, with who did it and when', async () => {
    const before = Date.now();
    const saved = await call('POST', path, made());
    expect(saved.status).toBe(201);
    expect(saved.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ...made(),
      created_at: expect.any(String),
      created_by: 'OBSERVATORY_API_KEY',
      updated_at: saved.body.created_at,
      updated_by: 'OBSERVATORY_API_KEY',
    });
    expect(Date.parse(saved.body.created_at)).toBeGreaterThanOrEqual(before - 1);
    expect((await call('GET', `${path}/${saved.body.id}`)).body).toEqual(saved.body);
  });

  test('are listed by name, whatever its case', async () => {
    for (const name of ['zebra', 'Apple', 'mango']) await call('POST', path, made({ name }));
    const names = (await listed()).map(({ name }) => name);
    expect(names.filter((name) => ['zebra', 'Apple', 'mango'].includes(name))).toEqual([
      'Apple',
      'mango',
      'zebra',
    ]);
  });

  test('change as a whole, by who read them last', async () => {
    const { body: first } = await call('POST', path, made());
    const changed = await call('PUT', `${path}/${first.id}`, {
      ...made({ name: 'Slower ones' }),
      updated_at: first.updated_at,
    });
    expect(changed.body).toMatchObject({ id: first.id, name: 'Slower ones', created_at: first.created_at });
    expect(changed.body.updated_at > first.updated_at).toBe(true);
    const late = await call('PUT', `${path}/${first.id}`, {
      ...made({ name: 'Mine' }),
      updated_at: first.updated_at,
    });
    expect([late.status, late.body.error.code, late.body.error.where]).toEqual([
      409,
      'OBS_CHANGED_MEANWHILE',
      'body.updated_at',
    ]);
    expect((await call('GET', `${path}/${first.id}`)).body.name).toBe('Slower ones');
    const without = await call('PUT', `${path}/${first.id}`, made());
    expect([without.status, without.body.error.where]).toEqual([400, 'body']);
  });

  test('of several at once one is taken, and nothing is lost unseen', async () => {
    const { body: first } = await call('POST', path, made());
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        call('PUT', `${path}/${first.id}`, { ...made({ name: `by ${at}` }), updated_at: first.updated_at }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(7).fill(409)]);
  });

  test('are deleted once', async () => {
    const { body } = await call('POST', path, made());
    expect((await call('DELETE', `${path}/${body.id}`)).status).toBe(204);
    for (const method of ['DELETE', 'GET']) {
      const { status, body: answer } = await call(method, `${path}/${body.id}`);
      expect([status, answer.error.code]).toEqual([404, notFound]);
    }
    const put = await call('PUT', `${path}/${NOWHERE}`, { ...made(), updated_at: '2026-01-01T00:00:00Z' });
    expect([put.status, put.body.error.code]).toEqual([404, notFound]);
  });

  test('are of one project', async () => {
    const { body } = await call('POST', path, made());
    expect((await listed(other)).map(({ id }) => id)).not.toContain(body.id);
    expect((await call('GET', `${path}/${body.id}`, undefined, other)).status).toBe(404);
    expect((await call('DELETE', `${path}/${body.id}`, undefined, other)).status).toBe(404);
    const put = { ...made(), updated_at: body.updated_at };
    expect((await call('PUT', `${path}/${body.id}`, put, other)).status).toBe(404);
  });

  test('are in the audit trail, who saved and deleted them', async () => {
    const { body } = await call('POST', path, made());
    await call('DELETE', `${path}/${body.id}`);
    const action = kind === 'views' ? 'deleteView' : 'deleteBoard';
    const { entries } = (await call('GET', `/api/v1/audit?action=${action}`)).body;
    expect(entries[0]).toMatchObject({ action, target: body.id, outcome: 'done' });
  });

  test('are two hundred at most in a project', async () => {
    await queryStore(
      hub,
      `INSERT INTO saved_items SELECT 'lab', $1, gen_random_uuid(), 'n' || n, $2, now(), 'me', now(), 'me'
       FROM generate_series(1, 199) AS n`,
      [kind.slice(0, -1), JSON.stringify(made())],
    );
    expect((await call('POST', path, made(), other)).status).toBe(201);
    const more = await call('POST', path, made(), other);
    expect([more.status, more.body.error.message]).toEqual([400, expect.stringContaining('Expected 200 ')]);
    expect((await call('POST', path, made())).status).toBe(201);
  });
});

describe('the form of a view', () => {
  test.each([
    ['no name', { name: '' }, 'body.name'],
    ['a page that is no word', { page: '../admin' }, 'body.page'],
    ['a longer search', { search: 'x'.repeat(2001) }, 'body.search'],
    ['a NUL', { search: 'a\u0000' }, 'body.search'],
    ['what is not there', { owner: 'me' }, 'body.owner'],
  ])('has not %s', async (_what, over, where) => {
    const { status, body } = await call('POST', '/api/v1/views', view(over));
    expect([status, body.error.where]).toEqual([400, where]);
  });

  test('takes half a character as the mark of one', async () => {
    const { status, body } = await call('POST', '/api/v1/views', view({ search: 'q=\ud800' }));
    expect([status, body.search]).toEqual([201, 'q=\ufffd']);
  });
});

describe('the form of a board', () => {
  const panel = { id: 'a', panel: 'cost', width: 1, options: {} };
  test.each([
    [
      '41 panels',
      { panels: Array.from({ length: 41 }, (_, at) => ({ ...panel, id: `p${at}` })) },
      'body.panels',
    ],
    ['a panel of five columns', { panels: [{ ...panel, width: 5 }] }, 'body.panels.0.width'],
    ['two panels of one id', { panels: [panel, panel] }, 'body.panels.1.id'],
    [
      'options within options',
      { panels: [{ ...panel, options: { a: { b: 1 } } }] },
      'body.panels.0.options.a',
    ],
    ['options of hostile names', { panels: [{ ...panel, options: { 'a b': 1 } }] }, 'body.panels.0.options'],
    ['no panels at all', { panels: undefined }, 'body'],
  ])('has not %s', async (_what, over, where) => {
    const { status, body } = await call('POST', '/api/v1/boards', board(over));
    expect([status, body.error.where]).toEqual([400, where]);
  });

  test('is listed with the number of its panels', async () => {
    const { body } = await call('POST', '/api/v1/boards', board());
    const { boards } = (await call('GET', '/api/v1/boards')).body as Schemas['BoardList'];
    expect(boards.find(({ id }) => id === body.id)).toEqual({ ...body, panels: 2 });
  });
});

test('a user who is erased is taken out of what was saved', async () => {
  const user = 'grace-1';
  const { body: named } = await call('POST', '/api/v1/views', view({ search: `q=user%3A${user}` }));
  const { body: alike } = await call('POST', '/api/v1/views', view({ search: `q=user%3A${user}0` }));
  const panels = [{ id: 'a', panel: 'cost', width: 1, options: { user, top: 5 } }];
  const { body: shown } = await call('POST', '/api/v1/boards', board({ panels }));
  await call('DELETE', `/api/v1/users/${user}?confirm=${user}`);
  await eventually(async () => expect((await call('GET', `/api/v1/views/${named.id}`)).status).toBe(404));
  expect((await call('GET', `/api/v1/views/${alike.id}`)).status).toBe(200);
  await eventually(async () =>
    expect((await call('GET', `/api/v1/boards/${shown.id}`)).body.panels).toEqual([
      { id: 'a', panel: 'cost', width: 1, options: { top: 5 } },
    ]),
  );
});
