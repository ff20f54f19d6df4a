import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** As a browser asks for a page that somebody follows a link to. */
const html = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
  "worker-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
let folder: string;
let hub: TestHub;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'observatory-page-'));
  mkdirSync(join(folder, 'assets'));
  const files = {
    'index.html': '<!doctype html><title>the page</title>',
    'sw.js': 'self.addEventListener("push", () => {});',
    'manifest.webmanifest': '{"name":"Observatory"}',
    'icon-192.png': 'a picture',
    'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'assets/index-Abc123.js': 'export {};',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  // With a key: the page is there for whoever is still to sign in.
  hub = await startTestHub({ OBSERVATORY_API_KEY: 'a-key-of-sixteen-or-more' }, undefined, {
    pageDir: folder,
  });
});
afterAll(async () => {
  await hub.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('a link to a page leads there', () => {
  test.each([
    '/',
    '/executions',
    '/executions?q=agent%3Aplanner',
    `/executions/${'a1'.repeat(24)}`,
    '/compare?a=1&b=2',
    '/agents',
    '/agents/support%20triage',
    '/agents/a%2Fb',
    '/workflows',
    '/workflows/nightly',
    '/analytics',
    '/cost',
    '/evaluations',
    '/map',
    '/timeline',
    '/errors',
    '/errors/0123456789abcdef',
    '/events',
    '/events?severity=3',
    '/alerts',
    '/alerts/a1-abc',
    '/alerts/rules',
    '/alerts/rules/slow_response',
    '/alerts/silences',
    '/alerts/channels',
    '/query',
    '/boards',
    '/boards/00000000-0000-4000-8000-000000000000',
    '/admin',
    '/admin/keys',
    '/sessions/s-1',
    '/users/ada',
  ])('%s', async (path) => {
    const answer = await fetch(hub.url + path, { headers: html });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await answer.text()).toContain('<title>the page</title>');
    expect(answer.headers.get('content-security-policy')).toBe(POLICY);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });
});

describe('what is no page stays what it is', () => {
  test.each(['/events', '/alerts/rules', '/alerts/rules/slow_response'])(
    '%s is data for who does not ask for a page, and needs a key',
    async (path) => {
      expect((await fetch(hub.url + path)).status).toBe(401);
      const answer = await fetch(hub.url + path, { headers: { 'x-api-key': 'a-key-of-sixteen-or-more' } });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        200,
        'application/json; charset=utf-8',
      ]);
    },
  );

  test.each(['/api/v1/executions', '/status', '/metrics'])(
    '%s needs a key of a browser, too',
    async (path) => {
      expect((await fetch(hub.url + path, { headers: html })).status).toBe(401);
    },
  );

  test('an unknown path is told as such to programs', async () => {
    const headers = { 'x-api-key': 'a-key-of-sixteen-or-more' };
    const answer = await fetch(`${hub.url}/boards`, { headers });
    expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
      404,
      'OBS_NOT_FOUND',
    ]);
  });

  test('a change is never taken for the wish to see a page', async () => {
    const answer = await fetch(`${hub.url}/alerts/rules`, {
      method: 'POST',
      headers: { ...html, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(401);
  });
});

describe("the page's files", () => {
  test.each([
    ['/sw.js', /^(text|application)\/javascript/, 'no-cache'],
    ['/manifest.webmanifest', /^application\/manifest\+json/, 'no-cache'],
    ['/icon-192.png', /^image\/png/, 'no-cache'],
    ['/favicon.svg', /^image\/svg\+xml/, 'no-cache'],
    ['/assets/index-Abc123.js', /^(text|application)\/javascript/, 'public, max-age=31536000, immutable'],
  ])('%s has its type, and is kept as long as it may', async (path, type, cache) => {
    const answer = await fetch(hub.url + path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(type);
    expect(answer.headers.get('cache-control')).toBe(cache);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });
});
