import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import openApi from '../../hub/openapi.json' with { type: 'json' };
import { build, isBuilt, pageBuild } from '../../infra/start/build.ts';
import { AgentRun } from '../support/agent-run.ts';
import { launchBrowser, PATIENCE_MS } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { type HostileName, hostileTexts, keptText } from '../support/hostile-texts.ts';
import { startOidcProvider, type TestProvider } from '../support/oidc-provider.ts';
import { newSpanId, sendRecords, sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/**
 * Every field that an agent, a caller of the API or an identity provider can set holds texts that would run code, lead
 * away or spoil the page; everything that shows them is opened in a real browser, as somebody whose own name is one of
 * them. `SCREENSHOTS=folder` keeps what it looks like.
 */
const root = resolve(import.meta.dirname, '../..');
const KEY = 'obs_a-key-of-sixteen-or-more';
const desk = { viewport: { width: 1440, height: 900 } } satisfies BrowserContextOptions;
const phone = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
} satisfies BrowserContextOptions;
const names = Object.keys(hostileTexts) as HostileName[];
const everything = names.map((name) => hostileTexts[name]).join(' ');

let hub: TestHub;
let provider: TestProvider;
let browser: Browser;
let session: Awaited<ReturnType<BrowserContext['storageState']>>;
const runs = new Map<HostileName, AgentRun>();
/** What must not happen: what ran, what was refused, dialogs, new windows, requests to others. */
const incidents: string[] = [];

/** A failed run with everything that a service can say about one, all of it in one hostile text. */
async function sendRun(name: HostileName): Promise<AgentRun> {
  const text = hostileTexts[name];
  const run = new AgentRun({
    name: text,
    startMs: Date.now() - 60_000,
    attributes: {
      'user.id': text,
      'session.id': text,
      'gen_ai.agent.id': text,
      'gen_ai.agent.version': text,
      'gen_ai.agent.description': text,
      'gen_ai.conversation.id': text,
      'observatory.task.id': text,
      'observatory.execution.operation': text,
      'observatory.execution.input': text,
      'observatory.execution.output': JSON.stringify({ [text]: [text] }),
      [text]: text,
    },
  });
  const failure = { type: text, message: text };
  const exception = {
    name: 'exception',
    attributes: { 'exception.type': text, 'exception.message': text, 'exception.stacktrace': text },
  };
  const call = { 'gen_ai.tool.call.arguments': text, 'gen_ai.tool.call.result': text };
  await sendSpans(
    hub,
    [
      run.span({ name: text, failure, events: [exception] }),
      run.child({ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': text }, { name: text }),
      run.child({ 'gen_ai.operation.name': 'invoke_workflow', 'gen_ai.workflow.name': text }, { name: text }),
      run.child({ 'observatory.step.name': text, 'observatory.step.data': text }, { name: text }),
      run.chat(
        {
          'gen_ai.provider.name': text,
          'gen_ai.request.model': text,
          'gen_ai.response.model': text,
          'gen_ai.system_instructions': text,
          'gen_ai.input.messages': JSON.stringify([{ role: text, parts: [{ type: 'text', content: text }] }]),
          'gen_ai.output.messages': text,
          'gen_ai.response.finish_reasons': [text],
        },
        { name: text, events: [{ name: text, attributes: { [text]: text } }] },
      ),
      run.child(
        { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': text, 'user.id': text, ...call },
        { name: text, failure, events: [exception] },
      ),
      run.child({ 'db.system.name': text, 'db.query.text': text, 'http.route': text }, { name: text }),
    ],
    text,
    { 'deployment.environment.name': text, 'service.version': text, [text]: text },
  );
  const line = (severity: number) => ({
    timeMs: run.startMs,
    body: text,
    severity,
    severityText: text,
    traceId: run.traceId,
    spanId: run.spanId,
    attributes: { [text]: text, 'log.record.uid': newSpanId() },
  });
  await sendRecords(
    hub,
    [
      line(9),
      line(17),
      run.event('custom', { attributes: { [text]: text, 'observatory.step.name': text } }),
      run.event('decision', { attributes: { 'observatory.step.data': JSON.stringify({ [text]: text }) } }),
      { ...run.event('x'), eventName: text, body: text },
      run.event('snapshot', {
        attributes: {
          'observatory.snapshot.sequence': 0,
          'observatory.snapshot.state': JSON.stringify({ [text]: text }),
        },
      }),
    ],
    text,
  );
  return run;
}

const asAdmin = (method: string, path: string, body?: unknown) =>
  fetch(hub.url + path, {
    method,
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', accept: 'text/html' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

/** What a caller of the API can leave behind, as far as the hub takes it; gives what it answered. */
function leaveBehind(name: HostileName, run: AgentRun): Promise<Response[]> {
  const text = hostileTexts[name];
  const part = encodeURIComponent(keptText(text));
  const alert = {
    status: 'firing',
    labels: { alertname: text, severity: 'critical', agent: text, [text]: text },
    annotations: { summary: text, description: text, runbook_url: text },
    startsAt: new Date().toISOString(),
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: text,
    fingerprint: text,
  };
  const until = new Date(Date.now() + 3600_000).toISOString();
  const requests: [string, string, object][] = [
    ['POST', '/api/v1/keys', { name: text, scopes: ['read'] }],
    ['POST', '/api/v1/projects', { id: text }],
    ['PUT', `/api/v1/budgets/${part}`, { period: 'day', limit_usd: 1, by: 'agent', value: text }],
    [
      'POST',
      '/api/v1/alerts/rules',
      {
        name: text,
        condition: 'error_rate',
        threshold: 0.1,
        description: text,
        runbook_url: text,
        filter: { agent: text },
      },
    ],
    ['POST', '/api/v1/alerts/alertmanager', { version: '4', alerts: [alert] }],
    [
      'POST',
      '/api/v1/silences',
      { matchers: [{ name: 'agent', value: text }], ends_at: until, comment: text },
    ],
    [
      'PUT',
      `/api/v1/memory/${part}/${part}/${part}`,
      { content: { [text]: text }, metadata: { [text]: text } },
    ],
    ['PUT', `/api/v1/workflows/${part}`, { definition: { [text]: text } }],
    [
      'POST',
      `/api/v1/executions/${run.id}/feedback`,
      { name: text, score: 1, label: text, comment: text, user_id: text },
    ],
    [
      'PUT',
      `/api/v1/redaction/rules/${part}`,
      { pattern: 'nothing-is-this', replacement: text, keys: [text], enabled: true },
    ],
    ['POST', '/api/v1/redaction/test', { sample: text, kind: 'log' }],
    ['POST', '/api/v1/notifications/channels', { name: text, kind: 'webhook', url: text }],
    ['POST', '/api/v1/session', { key: text }],
    ['POST', '/api/v1/sql', { sql: text }],
    ['POST', '/api/v1/sql', { sql: 'SELECT name, error_message FROM executions', format: 'csv' }],
  ];
  return Promise.all(requests.map(([method, path, body]) => asAdmin(method, path, body)));
}

/** No answer of the API may be taken for a page, whatever stands in it. */
function expectNoPage({ headers, url }: Pick<Response, 'headers' | 'url'>): void {
  const type = headers.get('content-type') ?? '';
  expect(type, url).not.toMatch(/html|xml|svg|javascript/);
  expect(headers.get('x-content-type-options'), url).toBe('nosniff');
  expect(headers.get('content-security-policy'), url).toContain("default-src 'none'");
}

async function open(path: string, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ ...options, storageState: session });
  const page = await context.newPage();
  await guard(page);
  await page.goto(hub.url + path);
  return page;
}

/** Writes down what a page does that none of ours may do. */
async function guard(page: Page): Promise<void> {
  const note = (incident: string) => void incidents.push(`${page.url()}: ${incident}`);
  await page.exposeFunction('__violated', (what: string) => note(`refused by policy: ${what}`));
  await page.addInitScript(() => {
    const page = globalThis as unknown as {
      addEventListener(
        type: string,
        then: (event: { violatedDirective: string; blockedURI: string }) => void,
      ): void;
      __violated(what: string): void;
    };
    page.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      page.__violated(`${violatedDirective} ${blockedURI}`),
    );
  });
  page.setDefaultTimeout(PATIENCE_MS);
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    // The provider's own pages are its affair.
    if (request.frame().url().startsWith(provider.issuer)) return;
    if (origin !== hub.url && origin !== provider.issuer && !request.url().startsWith('data:image/'))
      note(`asked ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    note(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', () => note('opened a window'));
  page.on('download', () => note('downloads'));
  page.on('pageerror', (error) => note(`threw ${error.message}`));
}

/** Nothing ran, nothing was added to the page as markup, and it is no wider than the screen. */
async function look(page: Page, name: string): Promise<void> {
  const found = await page.evaluate(() => {
    const { document, innerWidth, location } = globalThis as unknown as {
      innerWidth: number;
      document: {
        documentElement: { scrollWidth: number };
        querySelectorAll(selector: string): ArrayLike<{ outerHTML: string; origin: string }>;
      };
      location: { origin: string };
    };
    const markup =
      'main :is(script, iframe, object, embed, img, style, meta, base, link, math, animate, details[ontoggle], [onerror], [onload], [onfocus], [onmouseover])';
    const links = Array.from(document.querySelectorAll('a[href]'));
    return {
      hit: (globalThis as { __hit?: unknown }).__hit ?? null,
      markup: Array.from(document.querySelectorAll(markup), (element) => element.outerHTML.slice(0, 200)),
      leadsAway: links.map(({ origin }) => origin).filter((origin) => origin !== location.origin),
      overhang: Math.max(0, document.documentElement.scrollWidth - innerWidth),
    };
  });
  const to = process.env.SCREENSHOTS;
  if (to) {
    mkdirSync(to, { recursive: true });
    await page.screenshot({ path: join(to, `${name}.png`), fullPage: false });
  }
  expect(found, name).toEqual({ hit: null, markup: [], leadsAway: [], overhang: 0 });
}

/** All that is written on a page, values of attributes too. */
/** Pictures of control characters as the characters that they stand for: the page shows them so that they can be seen. */
const asSent = (text: string | null) =>
  (text ?? '').replace(/[\u2400-\u2421]/g, (picture) =>
    picture === '\u2421' ? '\u007f' : String.fromCharCode(picture.charCodeAt(0) - 0x2400),
  );

const shown = async (page: Page) => (await page.locator('body').textContent()) ?? '';

beforeAll(async () => {
  if (!isBuilt(pageBuild(root))) await build(pageBuild(root));
  const port = await freePort();
  provider = await startOidcProvider(`http://127.0.0.1:${port}`);
  provider.accounts.set('mallory', {
    name: keptText(everything),
    email: `${hostileTexts.handlers}@evil.example`,
    groups: ['admins', ...Object.values(hostileTexts).map(keptText)],
  });
  hub = await startTestHub(
    {
      PORT: String(port),
      OBSERVATORY_API_KEY: KEY,
      OBSERVATORY_RATE_LIMIT: '1000000',
      OBSERVATORY_PUBLIC_URL: `http://127.0.0.1:${port}`,
      OBSERVATORY_ALLOW_PRIVATE_TARGETS: '127.0.0.1',
      OBSERVATORY_OIDC_ISSUER: provider.issuer,
      OBSERVATORY_OIDC_CLIENT_ID: provider.clientId,
      OBSERVATORY_OIDC_CLIENT_SECRET: provider.clientSecret,
      OBSERVATORY_OIDC_SCOPES: 'openid profile email groups',
      OBSERVATORY_OIDC_ROLES: 'admins=admin',
    },
    undefined,
    { pageDir: resolve(root, 'console/dist/page'), runbookDir: resolve(root, 'alerts/runbooks') },
  );
  browser = await launchBrowser();
  for (const name of names) runs.set(name, await sendRun(name));
});

afterAll(async () => {
  await browser?.close();
  await hub?.remove();
  await provider?.close();
});

/** Signs in as mallory; with a session of the provider, that is one way there and back. */
async function signIn(page: Page): Promise<void> {
  const login = page.getByPlaceholder('Enter any login');
  await login.fill('mallory');
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
}

test('somebody signs in whose name and e-mail are hostile, and is led to no other origin', async () => {
  const context = await browser.newContext(desk);
  const page = await context.newPage();
  await guard(page);
  await page.goto(`${hub.url}/api/v1/login?return_to=${encodeURIComponent('//evil.example/x')}`);
  await signIn(page);
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  expect(page.url()).toBe(`${hub.url}/`);
  session = await context.storageState();
  for (const to of [
    'https://evil.example/',
    '/\\evil.example/',
    '\\\\evil.example',
    '/\t/evil.example',
    '/%0d%0aset-cookie:a=b',
    '/.//evil.example',
    '///evil.example',
    hostileTexts.address,
    hostileTexts.data,
    hostileTexts.script,
  ]) {
    await page.goto(`${hub.url}/api/v1/login?return_to=${encodeURIComponent(to)}`);
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    expect(new URL(page.url()).origin, to).toBe(hub.url);
    await look(page, 'signed-in-elsewhere');
  }
  await context.close();
});

test('the API takes or refuses each text, and neither is a page', async () => {
  const statuses = new Set<number>();
  for (const [name, run] of runs) {
    for (const answer of await leaveBehind(name, run)) {
      statuses.add(answer.status);
      expectNoPage(answer);
    }
  }
  expect([...statuses].filter((status) => status >= 500)).toEqual([]);
});

test('no answer of any route that is read is a page, with hostile parameters neither', async () => {
  const ownPage = await (await asAdmin('GET', '/executions')).text();
  const run = runs.get('handlers');
  const texts = [hostileTexts.handlers, hostileTexts.script, hostileTexts.lines, '../../etc/passwd', '%'];
  const paths = Object.entries(openApi.paths).filter(
    ([path, methods]) => 'get' in methods && !/stream|\/ws/.test(path),
  );
  for (const [path, methods] of paths) {
    const given = (text: string) => path.replace(/\{[^}]*\}/g, encodeURIComponent(text));
    const known = path.replace(/\{trace_id\}/, run?.traceId ?? '').replace(/\{[^}]*\}/g, run?.id ?? '');
    const { get } = methods as { get?: { parameters?: { in: string; name: string }[] } };
    const query = (get?.parameters ?? []).filter((each) => each.in === 'query').map(({ name }) => name);
    const all = [
      known,
      ...texts.map(given),
      ...texts.map(
        (text) =>
          `${known}?${(query.length === 0 ? ['q'] : query).map((name) => `${name}=${encodeURIComponent(text)}`).join('&')}`,
      ),
    ];
    for (const each of all) {
      if (path.startsWith('/api/v1/login')) continue;
      const answer = await asAdmin('GET', each);
      expect(answer.status, each).not.toBe(500);
      // A browser that is led to an address of the page gets the page, the same whatever the address says.
      if (/^\/(?:events$|alerts\/rules)/.test(path)) expect(await answer.text(), each).toBe(ownPage);
      else {
        await answer.body?.cancel();
        expectNoPage(answer);
      }
    }
  }
});

test('files that are handed out are files, whatever stands in them', async () => {
  for (const path of [
    '/api/v1/audit/export',
    `/api/v1/users/${encodeURIComponent(hostileTexts.script)}/export`,
  ]) {
    const answer = await asAdmin('GET', path);
    expect(answer.status, path).toBe(200);
    await answer.body?.cancel();
    expectNoPage(answer);
    expect(answer.headers.get('content-disposition'), path).toMatch(/^attachment; filename="[\w.-]+"$/);
  }
});

/** Those that change how wide, how high or in which direction something is. */
const shapes = ['handlers', 'css', 'bidi', 'long', 'lines', 'marks', 'blank'] satisfies HostileName[];

describe.each([
  ['desk', desk, names],
  ['phone', phone, shapes],
] as const)('on a %s', (size, options, names) => {
  test('the list of executions shows every text as text', async () => {
    const page = await open('/executions', options);
    await page.locator('.obs-row').first().waitFor();
    for (const [name, { id }] of [...runs].toReversed()) {
      const row = page.locator(`[data-execution="${id}"]`);
      // Rows far from the screen are not in the page.
      await eventually(async () => {
        if ((await row.count()) === 0) await page.evaluate('scrollBy(0, 300)');
        expect(await row.count()).toBe(1);
      });
      if (hostileTexts[name].trim() !== '')
        expect(await row.textContent(), name).toContain(keptText(hostileTexts[name]));
    }
    await look(page, `${size}-list`);
    await page.context().close();
  });

  test.each([...names])('one execution, with all that belongs to it, of the text "%s"', async (name) => {
    const text = keptText(hostileTexts[name]);
    const id = runs.get(name)?.id;
    const page = await open(`/executions/${id}`, options);
    await page.locator('.obs-step-row').first().waitFor();
    for (const summary of await page.locator('summary:visible').all()) await summary.click();
    expect(await page.locator('.obs-step-row').count()).toBeGreaterThan(4);
    expect(asSent(await shown(page))).toContain(text);
    await look(page, `${size}-${name}`);
    for (const tab of ['Logs', 'Spans', 'Input & output', 'Events']) {
      await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
      const lines = page.locator('.obs-record-line');
      if (tab !== 'Input & output') await lines.first().waitFor();
      for (const line of (await lines.all()).slice(0, 2)) await line.click();
      // JSON is spelled out over lines.
      if (tab !== 'Events' && name !== 'json')
        await eventually(async () =>
          expect(asSent(await page.locator('.obs-records').textContent()), tab).toContain(text),
        );
      await look(page, `${size}-${name}-${tab.split(' ')[0]?.toLowerCase()}`);
    }
    for (const step of [0, 3, 5]) {
      await page.locator('.obs-step-row').nth(step).click();
      await page.locator('.obs-panel, .obs-sheet').waitFor();
      await eventually(async () =>
        expect(asSent(await page.locator('.obs-panel, .obs-sheet').textContent())).toContain(text),
      );
      await look(page, `${size}-${name}-step-${step}`);
      // What is beside the panel, or below the sheet, keeps a width to be read at.
      const beside = await page.locator('.obs-with-panel-main').boundingBox();
      expect(beside?.width).toBeGreaterThan(300);
      await page.keyboard.press('Escape');
    }
    await page.context().close();
  });
});

test('an address whose parts are hostile shows the page, or that there is none', async () => {
  const page = await open('/', desk);
  for (const name of names) {
    const part = encodeURIComponent(keptText(hostileTexts[name]));
    for (const path of [
      `/?q=${part}&status=${part}&kind=${part}&name=${part}&sign_in=${part}&error=${part}&return_to=${part}`,
      `/executions?q=${part}&status=${part}&user=${part}&columns=${part}&choose=${part}&sort=${part}&range=${part}`,
      `/query?sql=${part}&x=${part}&y=${part}&form=${part}&view=${part}`,
      `/boards/${part}?edit=${part}&range=${part}`,
      `/executions/${part}`,
      `/executions/${runs.get('script')?.id}?tab=${part}&step=${part}&levels=${part}`,
      `/${part}`,
      `/#key=${part}`,
      `/#${part}`,
    ]) {
      await page.goto(hub.url + path);
      await page.locator('h1').first().waitFor();
      await look(page, `address-${name}`);
    }
  }
  await page.context().close();
}, 900_000);

test('the form for signing in repeats nothing of the address', async () => {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  await guard(page);
  for (const name of names) {
    const part = encodeURIComponent(keptText(hostileTexts[name]));
    await page.goto(
      `${hub.url}/?error=${part}&error_description=${part}&return_to=${part}&sign_in=${part}#key=${part}`,
    );
    await page.getByLabel('Key').waitFor();
    expect(await page.locator('main').textContent()).not.toContain('evil');
    expect((await page.getByRole('alert').allTextContents()).join('')).toBe('');
    expect(page.url()).not.toContain('key=');
    await look(page, 'sign-in');
  }
  await page.goto(
    `${hub.url}/api/v1/login/callback?error=${encodeURIComponent(everything.slice(0, 900))}&state=x`,
  );
  await page.getByLabel('Key').waitFor();
  await look(page, 'sign-in-callback');
  await context.close();
});

test('answers of the API that a browser is led to run nothing', async () => {
  const page = await open('/', desk);
  const part = encodeURIComponent(hostileTexts.script);
  for (const path of [
    '/api/v1/executions',
    `/api/v1/executions/${runs.get('script')?.id}`,
    `/api/v1/executions/${part}`,
    `/api/v1/budgets?x=${part}`,
    `/api/v1/agents/${part}`,
    '/api/v1/alerts',
    '/api/v1/people',
    '/status',
    '/metrics',
    '/openapi.json',
    `/otlp/traces?x=${part}`,
  ]) {
    await page.goto(hub.url + path);
    await look(page, 'raw-answer');
  }
  await page.context().close();
});

test.each([
  ['desk', desk],
  ['phone', phone],
] as const)('runbooks of hostile names are not found on a %s, and say so', async (size, options) => {
  const page = await open('/runbooks', options);
  for (const name of names) {
    const text = keptText(hostileTexts[name]);
    const answer = await page.goto(`${hub.url}/runbooks/${encodeURIComponent(text)}`);
    expect(answer?.status()).toBe(404);
    expect(await shown(page)).toContain('No such runbook');
    if (text.trim() !== '')
      expect(await page.locator('code').textContent()).toContain(
        text
          .trim()
          .slice(0, 40)
          .split(/[\r\n]/)[0],
      );
    await look(page, `${size}-runbook-${name}`);
    const asText = await page.goto(`${hub.url}/runbooks/${encodeURIComponent(text)}.md`);
    expect(asText?.headers()['x-content-type-options']).toBe('nosniff');
    await look(page, `${size}-runbook-text`);
  }
  await page.context().close();
});

test('the page of the routes takes no document, and no words, from its address', async () => {
  const page = await open('/api/docs', desk);
  const evil = encodeURIComponent('https://evil.example/openapi.json');
  const script = encodeURIComponent(hostileTexts.handlers);
  for (const path of [
    `/api/docs?url=${evil}`,
    `/api/docs?configUrl=${evil}&urls.primaryName=${script}&validatorUrl=${evil}`,
    `/api/docs?spec=${encodeURIComponent('{"openapi":"3.1.0","info":{"title":"<img src=x onerror=window.__hit=1>"}}')}`,
    `/api/docs/?oauth2RedirectUrl=${evil}&layout=${script}#/${script}`,
    `/api/docs/${script}`,
  ]) {
    await page.goto(hub.url + path);
    await page.waitForLoadState();
    const hit = await page.evaluate('window.__hit ?? null');
    expect(hit).toBe(null);
  }
  await page.goto(`${hub.url}/api/docs`);
  await page.getByRole('heading', { name: 'Observatory hub' }).waitFor();
  await page.context().close();
});

test('nothing ran, was refused by a policy, or was asked of another origin, on any page', async () => {
  await eventually(() => expect(incidents).toEqual([]));
});
