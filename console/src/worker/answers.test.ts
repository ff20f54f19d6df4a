import { expect, test } from 'vitest';
import { changesPerson, isQuestion } from './answers.ts';

const at = (path: string, init?: RequestInit) => {
  const url = new URL(path, 'https://hub.example.com');
  return [new Request(url, init), url] as const;
};

test.each(['/api/v1/executions?limit=100', '/api/observability/health', '/status', '/api/v1/session'])(
  'the answer of %s is kept',
  (path) => {
    expect(isQuestion(...at(path))).toBe(true);
  },
);

test.each([
  '/api/v1/keys',
  '/api/v1/keys/k1',
  '/api/v1/audit?limit=10',
  '/api/v1/members',
  '/api/v1/users/u%2F1/export',
  '/assets/index.js',
])('the answer of %s is not', (path) => {
  expect(isQuestion(...at(path))).toBe(false);
});

test('streams, and what changes the hub, are not', () => {
  expect(isQuestion(...at('/api/v1/executions/stream', { headers: { accept: 'text/event-stream' } }))).toBe(
    false,
  );
  expect(isQuestion(...at('/api/v1/sql', { method: 'POST' }))).toBe(false);
});

test('signing in and out, and another project, are a change of person; asking who one is, is none', () => {
  for (const method of ['POST', 'PUT', 'DELETE'])
    expect(changesPerson(...at('/api/v1/session', { method }))).toBe(true);
  expect(changesPerson(...at('/api/v1/login', { method: 'DELETE' }))).toBe(true);
  expect(changesPerson(...at('/api/v1/session'))).toBe(false);
});
