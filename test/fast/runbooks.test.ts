import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../support/api.ts';
import { rawRequest } from '../support/raw-http.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

const KEY = 'a-key-of-sixteen-or-more';
const html = { accept: 'text/html,application/xhtml+xml' };
let folder: string;
/** With a key, and with a page of its own, whose router takes every path that is no route. */
let hub: TestHub;
/** Without a key, on the database of the first. */
let open: TestHub;

const runbook = `# AgentFailing

Runs of one agent fail.

## Meaning

More than \`5 %\` of the runs of <agent> failed; see \`AgentSlow\`. <script>alert(1)</script>

## Diagnosis

\`\`\`promql
sum by (agent) (rate(observatory_runs_total{status="failed"}[5m])) > 0
\`\`\`

| step | what |
|---|---|
| 1 | open [the hub](/) and [its sibling](javascript:alert(1)) |
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'observatory-runbooks-'));
  const runbooks = join(folder, 'runbooks');
  const page = join(folder, 'page');
  for (const one of [runbooks, page]) mkdirSync(one);
  writeFileSync(join(page, 'index.html'), '<div id="root">');
  writeFileSync(join(runbooks, 'AgentFailing.md'), runbook);
  writeFileSync(join(runbooks, 'AgentSlow.md'), '# AgentSlow\n\nRuns are slow.\n');
  writeFileSync(join(runbooks, 'Watchdog.md'), '# Watchdog\n\nAlways fires.\n');
  writeFileSync(join(runbooks, 'Unlisted.md'), '# Unlisted\n\nIs of no alert.\n');
  writeFileSync(
    `${runbooks}.json`,
    JSON.stringify({
      Watchdog: { severity: 'none', summary: 'The way of the alerts works.' },
      AgentSlow: { severity: 'warning', summary: 'Runs of an agent are slow.' },
      AgentFailing: { severity: 'critical', summary: 'Runs of an agent fail & cost.' },
    }),
  );
  const options = { runbookDir: runbooks, pageDir: page };
  open = await startTestHub({}, undefined, options);
  const host = encodeURIComponent(join(open.dataDir, 'socket'));
  const env = { OBSERVATORY_API_KEY: KEY, DATABASE_URL: `postgres://observatory@/observatory?host=${host}` };
  hub = await startTestHub(env, undefined, options);
});
afterAll(async () => {
  await hub?.remove();
  await open?.remove();
  rmSync(folder, { recursive: true, force: true });
});

const page = async (path: string) => {
  const { status, headers, body } = await ask(hub, path, html);
  return { status, headers, text: String(body) };
};

describe('a runbook', () => {
  test('is read without a key, as a page', async () => {
    const { status, headers, text } = await page('/runbooks/AgentFailing');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toContain('<h1>AgentFailing</h1>');
    expect(text).toContain(
      '<span class="severity critical">critical</span> Runs of an agent fail &amp; cost.',
    );
    expect(text).toContain('<h2>Diagnosis</h2>');
    expect(text).toContain('<td>1</td>');
    expect(text).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
  });

  test('has its queries as they stand, in blocks that are selected whole', async () => {
    const { text } = await page('/runbooks/AgentFailing');
    expect(text).toContain(
      '<figcaption>promql</figcaption><pre><code>sum by (agent) (rate(observatory_runs_total{status=&quot;failed&quot;}[5m])) &gt; 0</code></pre>',
    );
    expect(text).toMatch(/pre code \{[^}]*user-select: all/);
  });

  test('runs nothing and loads nothing', async () => {
    const { headers, text } = await page('/runbooks/AgentFailing');
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(text).toContain('&lt;agent&gt;');
    expect(text).not.toMatch(/<script|javascript:|<agent/);
    expect(text).toContain('<a href="/" rel="noreferrer">the hub</a> and its sibling');
  });

  test('leads to the runbooks of the alerts that it names', async () => {
    const { text } = await page('/runbooks/AgentFailing');
    expect(text).toContain('<code>5 %</code>');
    expect(text).toContain('<a href="/runbooks/AgentSlow"><code>AgentSlow</code></a>');
  });

  test('is read as text too', async () => {
    const { status, headers, text } = await page('/runbooks/AgentFailing.md');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(text).toBe(runbook);
  });

  test('answers HEAD, and no other method', async () => {
    const head = await fetch(`${hub.url}/runbooks/AgentFailing`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const post = await fetch(`${hub.url}/runbooks/AgentFailing`, { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('the list of runbooks', () => {
  test.each(['/runbooks', '/runbooks/'])('at %s goes by severity, what wakes people first', async (path) => {
    const { status, text } = await page(path);
    expect(status).toBe(200);
    const order = [...text.matchAll(/<h2>(\w+)<\/h2>|<a href="\/runbooks\/(\w+)">/g)].map(
      ([, title, name]) => title ?? name,
    );
    expect(order).toEqual([
      ...['Critical', 'AgentFailing', 'Warning', 'AgentSlow', 'Signals', 'Watchdog', 'Others', 'Unlisted'],
    ]);
    expect(text).toContain('Runs of an agent fail &amp; cost.');
  });
});

describe('a name that no runbook has', () => {
  test.each([
    ['AgentFaling', 'AgentFailing'],
    ['agentslow', 'AgentSlow'],
    ['dog', 'Watchdog'],
  ])('%s leads to %s', async (name, meant) => {
    const { status, text } = await page(`/runbooks/${name}`);
    expect(status).toBe(404);
    expect(/<a href="\/runbooks\/(\w+)">/.exec(text)?.[1]).toBe(meant);
  });

  test.each([
    '..%2f..%2fpackage.json',
    '%2e%2e%2fpackage',
    '%00',
    'x'.repeat(250),
    '__proto__',
    '.md',
    '%3Cscript%3Ealert(1)%3C%2Fscript%3E',
  ])('%s is answered so too, and not repeated as HTML', async (name) => {
    const { status, text } = await page(`/runbooks/${name}`);
    expect(status).toBe(404);
    expect(text).toContain('No such runbook');
    expect(text).not.toContain('<script');
  });
});

describe('the hosts that may read runbooks', () => {
  test('without a key are those of every route', async () => {
    const answer = await rawRequest(`${open.url}/runbooks/AgentFailing`, {
      headers: { host: 'evil.example' },
    });
    expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([403, 'OBS_FORBIDDEN_HOST']);
    expect((await ask(open, '/runbooks/AgentFailing')).status).toBe(200);
  });

  test('get nothing else without the key', async () => {
    for (const path of ['/runbooksx', '/api/v1/alerts', '//runbooks/x', '/runbooks/a/b'])
      expect([path, (await rawRequest(hub.url + path)).status]).toEqual([path, 401]);
    expect(await statusAsSent('/runbooks/../api/v1/alerts')).toBe(401);
  });
});

/** Of a path that is sent as it stands, which URLs and fetch would tidy up first. */
function statusAsSent(path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(hub.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
