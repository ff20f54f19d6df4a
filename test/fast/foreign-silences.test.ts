import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { get, type Schemas } from '../support/api.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** What Alertmanager 0.28 answers; test/real/hub-alerts.test.ts asks a real one. */
const silence = (id: string, matchers: object[], over: object = {}) => ({
  id,
  status: { state: 'active' },
  updatedAt: '2026-11-20T10:00:00.123Z',
  comment: 'the move of the shelves',
  createdBy: 'grace',
  startsAt: '2026-11-20T10:00:00.123Z',
  endsAt: '2036-11-20T10:00:00.000Z',
  matchers,
  annotations: {},
  ...over,
});
const named = (name: string, value: string, isRegex = false, isEqual = true) => ({
  name,
  value,
  isRegex,
  isEqual,
});
let answer: { status: number; body: string };
const alertmanager = createServer((_request, response) => {
  response.writeHead(answer.status, { 'content-type': 'application/json' });
  response.end(answer.body);
});
let hub: TestHub;
const listed = () => get<Schemas['SilenceList']>(hub, '/api/v1/silences');
const tells = (...silences: unknown[]) => {
  answer = { status: 200, body: JSON.stringify(silences) };
};

beforeAll(async () => {
  tells();
  await new Promise<void>((resolve) => alertmanager.listen(0, '127.0.0.1', resolve));
  const { port } = alertmanager.address() as AddressInfo;
  hub = await startTestHub({ OBSERVATORY_ALERTMANAGER_URL: `http://127.0.0.1:${port}` });
});
afterAll(async () => {
  await hub.remove();
  alertmanager.close();
});

test('a silence that somebody made in Alertmanager is listed with where it is from', async () => {
  tells(silence('s1', [named('alertname', 'Slow.*', true), named('agent', 'planner', false, false)]));
  expect((await listed()).silences).toEqual([
    {
      id: 's1',
      source: 'alertmanager',
      status: 'active',
      matchers: [
        { name: 'alertname', value: 'Slow.*', is_regex: true, is_equal: true },
        { name: 'agent', value: 'planner', is_regex: false, is_equal: false },
      ],
      starts_at: '2026-11-20T10:00:00.123Z',
      ends_at: '2036-11-20T10:00:00.000Z',
      comment: 'the move of the shelves',
      created_by: 'grace',
      created_at: '2026-11-20T10:00:00.123Z',
      ended_by: null,
      alertmanager_id: 's1',
    },
  ]);
});

test('one that another project made there is not', async () => {
  tells(
    silence('s1', [named('project', 'default-lab')]),
    silence('s2', [named('project', '(default)?', true)]),
    silence('s3', [named('project', 'lab')]),
  );
  expect((await listed()).silences.map(({ id }) => id)).toEqual(['s2']);
});

test.each([
  ['what is no silence is left out', 200, '[{"id":"x"},null,7]', undefined],
  ['what is no list is none', 200, '{"silences":[]}', undefined],
  ['what is no JSON is told', 200, '<html>', /cannot be asked/],
  ['that it is away is told', 503, 'no', /cannot be asked/],
])('%s', async (_what, status, body, note) => {
  answer = { status, body };
  const list = await listed();
  expect(list.silences).toEqual([]);
  expect(list.note ?? '').toMatch(note ?? /^$/);
});
