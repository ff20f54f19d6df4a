import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawRequest } from '../support/raw-http.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.remove());

const id = 'a'.repeat(48);

test.each([
  ['POST', '/api/v1/executions', 'GET, HEAD'],
  ['DELETE', `/api/v1/executions/${id}?x=1`, 'GET, HEAD'],
  ['PATCH', '/api/v1/stats/', 'GET, HEAD'],
  ['PUT', '/health', 'GET, HEAD'],
  ['HEAD', '/api/v1/executions/stream', 'GET'],
  ['PATCH', '/api/v1/session', 'GET, HEAD, POST, PUT, DELETE'],
  ['GET', '/api/v1/alerts/rules/preview', 'POST'],
  ['HEAD', '/api/v1/alerts/rules/preview', 'POST'],
  ['POST', '/openapi.json', 'GET, HEAD'],
])('%s %s is answered with 405 and what the route takes: %s', async (method, path, allow) => {
  // A body of no known type must not turn it into another error.
  const answer = await rawRequest(
    hub.url + path,
    method === 'GET' || method === 'HEAD'
      ? { method }
      : { method, headers: { 'content-type': 'text/odd', 'content-length': '1' }, body: 'x' },
  );
  expect([answer.status, answer.headers.allow]).toEqual([405, allow]);
  if (method === 'HEAD') return;
  expect(JSON.parse(answer.text).error).toMatchObject({
    code: 'OBS_METHOD_NOT_ALLOWED',
    message: expect.stringContaining(`takes ${allow}, got ${method}`),
  });
});

test('a path that is no route stays 404, whatever the method', async () => {
  for (const method of ['GET', 'POST', 'DELETE'])
    expect((await rawRequest(`${hub.url}/api/v1/nowhere`, { method })).status).toBe(404);
});

test('the OpenAPI document lists of each path the methods that it takes', async () => {
  const { paths } = JSON.parse((await rawRequest(`${hub.url}/openapi.json`)).text);
  const methods = (path: string) => Object.keys(paths[path] ?? {});
  for (const signal of ['traces', 'logs', 'metrics']) expect(methods(`/v1/${signal}`)).toEqual(['post']);
  expect(methods('/api/v1/executions')).toEqual(['get']);
  expect(methods('/api/v1/session')).toEqual(['get', 'post', 'put', 'delete']);
});
