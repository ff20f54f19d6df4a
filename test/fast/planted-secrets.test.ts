import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeSettings, type Hub, readSettings, SettingsError, startHub } from '@observatory/hub';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawRequest } from '../support/raw-http.ts';

/** Every setting with a variable `…_FILE` beside it that takes the secret itself. */
const names = describeSettings().map(({ name }) => name);
const secretNames = names.filter((name) => names.includes(`${name}_FILE`));
/** Those that name a server in earnest, or the same as another. */
const left = ['DATABASE_URL', 'OBSERVABILITY_API_KEY'];
const MARK = 'markedsecret';
const markOf = (name: string) => `${MARK}-${name.toLowerCase().replaceAll('_', '-')}-5f3a91`;
/** Of those that are no plain text. */
const forms: Readonly<Record<string, (mark: string) => string>> = {
  WEBHOOK_URL: (mark) => `https://hooks.example.invalid/${mark}?token=${mark}`,
  // Nobody listens there: the hub says so in its log, again and again.
  OBSERVATORY_REDIS_URL: (mark) => `redis://user:${mark}@127.0.0.1:9`,
  OBSERVATORY_SMTP_URL: (mark) => `smtp://user:${mark}@mail.example.invalid:587`,
};
const planted = Object.fromEntries(
  secretNames
    .filter((name) => !left.includes(name))
    .map((name) => [name, forms[name]?.(markOf(name)) ?? markOf(name)]),
);

let hub: Hub;
let dataDir: string;
const log: string[] = [];
const seen: string[] = [];
const key = () => ({ 'x-api-key': planted.OBSERVATORY_API_KEY ?? '' });

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'observatory-planted-'));
  const settings = readSettings(
    {
      ...planted,
      PORT: '0',
      OBSERVATORY_OTLP_HTTP_PORT: '0',
      OBSERVATORY_OTLP_GRPC_PORT: '0',
      OBSERVATORY_DATA_DIR: dataDir,
      OBSERVATORY_RATE_LIMIT: '100000',
      OBSERVATORY_PUBLIC_URL: 'https://observatory.example',
      OBSERVATORY_OIDC_ISSUER: 'https://issuer.example.invalid',
      OBSERVATORY_OIDC_CLIENT_ID: 'observatory',
      // Nobody listens there.
      OBSERVATORY_SELF_ENDPOINT: 'http://127.0.0.1:9',
      LOG_LEVEL: 'trace',
    },
    dataDir,
  );
  hub = await startHub({
    settings,
    log: pino({ level: 'trace' }, { write: (line) => log.push(line) }),
    version: 'test',
    pageDir: null,
  });
});
afterAll(async () => {
  await hub?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  const answer = await rawRequest(hub.url + path, options);
  seen.push(`${options.method ?? 'GET'} ${path} ${JSON.stringify(answer.headers)} ${answer.text}`);
  return answer;
}

/** Whatever holds a marker, with what is around it. */
const findings = (texts: readonly string[], mark: string) =>
  texts.flatMap((text) => {
    const at = text.indexOf(mark);
    return at < 0 ? [] : [text.slice(Math.max(0, at - 200), at + 60)];
  });

test('the settings name the secrets that this test plants', () => {
  expect(Object.keys(planted)).toEqual(
    expect.arrayContaining([
      'OBSERVATORY_API_KEY',
      'OBSERVATORY_INGEST_KEY',
      'OBSERVATORY_READ_KEY',
      'OBSERVATORY_READER_PASSWORD',
      'OBSERVATORY_OIDC_CLIENT_SECRET',
      'OBSERVATORY_WEBHOOK_SECRET',
    ]),
  );
});

test('a key that is made is shown in that answer, and nowhere after it', async () => {
  const made = await rawRequest(`${hub.url}/api/v1/keys`, {
    method: 'POST',
    headers: { ...key(), 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'a new key', scopes: ['read', 'administer'] }),
  });
  expect(made.status).toBeLessThan(300);
  const [secret = ''] = /obs_[0-9a-f]{16}_[\w-]{43}/.exec(made.text) ?? [];
  expect(secret).not.toBe('');
  await ask('/api/v1/keys', { headers: { 'x-api-key': secret } });
  await ask('/api/v1/audit', { headers: { authorization: `Bearer ${secret}` } });
  const session = await rawRequest(`${hub.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key: secret }),
  });
  const [, token = 'none'] = /=([\w.-]{20,})/.exec(String(session.headers['set-cookie'])) ?? [];
  await ask('/api/v1/session', {
    headers: { cookie: String(session.headers['set-cookie']).split(';')[0] ?? '' },
  });
  const exported = await ask('/api/v1/audit/export', { headers: key() });
  expect(exported.status).toBe(200);
  for (const hidden of [secret, secret.slice(-43), token])
    expect(findings([...seen, ...log], hidden)).toEqual([]);
});

test('no route answers a secret, asked rightly or wrongly, with whatever key', async () => {
  const { text } = await ask('/openapi.json', { headers: key() });
  const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, unknown>> };
  const wrong = `${MARK}-wrong-key-0123456789`;
  const credentials: Record<string, string>[] = [
    key(),
    { 'x-api-key': planted.OBSERVATORY_READ_KEY ?? '' },
    { 'x-api-key': planted.OBSERVATORY_INGEST_KEY ?? '' },
    {},
  ];
  let asked = 0;
  for (const [path, operations] of Object.entries(paths)) {
    if (/stream|\/ws/.test(path)) continue;
    const url = path.replace(/\{[^}]+\}/g, 'x');
    for (const method of Object.keys(operations)) {
      const sends =
        method === 'get' || method === 'head' || method === 'delete' ? {} : { body: '{"no such": 1}' };
      for (const headers of credentials) {
        const type = 'body' in sends ? { 'content-type': 'application/json' } : {};
        await ask(url, { method: method.toUpperCase(), headers: { ...headers, ...type }, ...sends });
        asked += 1;
      }
    }
  }
  for (const headers of [
    { 'x-api-key': wrong },
    { authorization: `Bearer ${wrong}` },
    { authorization: `Basic ${wrong}` },
    { cookie: `observatory_session=${wrong}` },
  ])
    await ask('/api/v1/budgets', { headers: headers as Record<string, string> });
  await ask('/api/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key: wrong }),
  });
  expect(asked).toBeGreaterThan(200);
  expect(seen.some((answer) => answer.startsWith('GET /status') && answer.includes('uptime'))).toBe(true);
  expect(findings(seen, MARK)).toEqual([]);
}, 60_000);

test('neither the logs, the audit trail, the title of the process nor the help hold one', async () => {
  const trail = await rawRequest(`${hub.url}/api/v1/audit/export`, { headers: key() });
  expect(trail.status).toBe(200);
  const help = execFileSync(
    process.execPath,
    ['--conditions=@observatory/source', join(import.meta.dirname, '../../hub/src/main.ts'), '--help'],
    { env: { ...planted, PATH: process.env.PATH }, encoding: 'utf8' },
  );
  const databaseLog = readFileSync(join(dataDir, 'postgres.log'), 'utf8');
  expect(log.length).toBeGreaterThan(0);
  expect(findings([...log, trail.text, help, databaseLog, process.title], MARK)).toEqual([]);
});

test.each(Object.keys(planted))('a bad %s is told without its value', (name) => {
  const bad = [`${MARK}\u0000`, `${MARK}`, `x${MARK}://${MARK}`];
  for (const value of bad) {
    try {
      readSettings({ ...planted, [name]: value }, dataDir);
    } catch (error) {
      expect(error).toBeInstanceOf(SettingsError);
      expect(String(error)).not.toContain(MARK);
    }
  }
});
