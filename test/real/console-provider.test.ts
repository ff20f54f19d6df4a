import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { build, isBuilt, pageBuild } from '../../infra/start/build.ts';
import { axeFindings } from '../support/axe.ts';
import { launchBrowser, PATIENCE_MS } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess } from '../support/hub-process.ts';
import { startOidcProvider, type TestProvider } from '../support/oidc-provider.ts';

/** Sign-in at a real provider, in a real browser. `SCREENSHOTS=folder` keeps what the pages look like. */
const root = resolve(import.meta.dirname, '../..');
const KEY = 'obs_a-key-of-sixteen-or-more';
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const desk = { viewport: { width: 1440, height: 900 } };

let folder = '';
let url = '';
let hub: HubProcess;
let provider: TestProvider;
let browser: Browser;
/** Errors in the browser's console, but for those that belong to it: 401 before, and streams that end with the session. */
const complaints: string[] = [];
const expected = /401|ERR_INCOMPLETE_CHUNKED_ENCODING/;

beforeAll(async () => {
  if (!isBuilt(pageBuild(root))) await build(pageBuild(root));
  folder = mkdtempSync(join(tmpdir(), 'observatory-provider-'));
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  provider = await startOidcProvider(url);
  provider.accounts.set('anna', { name: 'Anna Example', groups: ['admins'] });
  provider.accounts.set('eve', { name: 'Eve' });
  hub = new HubProcess({
    PORT: String(port),
    OBSERVATORY_OTLP_HTTP_PORT: 'off',
    OBSERVATORY_OTLP_GRPC_PORT: 'off',
    OBSERVATORY_DATA_DIR: folder,
    OBSERVATORY_API_KEY: KEY,
    OBSERVATORY_PUBLIC_URL: url,
    OBSERVATORY_ALLOW_PRIVATE_TARGETS: '127.0.0.1',
    OBSERVATORY_OIDC_ISSUER: provider.issuer,
    OBSERVATORY_OIDC_CLIENT_ID: provider.clientId,
    OBSERVATORY_OIDC_CLIENT_SECRET: provider.clientSecret,
    OBSERVATORY_OIDC_NAME: 'Example Corp',
    OBSERVATORY_OIDC_SCOPES: 'openid profile groups',
    OBSERVATORY_OIDC_ROLES: 'admins=admin',
    OBSERVATORY_OIDC_CONTACT: 'the platform team',
  });
  await hub.ready;
  browser = await launchBrowser();
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  expect(complaints.splice(0)).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await hub?.stop();
  await provider?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(path: string, options: BrowserContextOptions): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on('console', (message) => {
    const isOfHub = message.location().url.startsWith(url);
    if (isOfHub && message.type() === 'error' && !expected.test(message.text()))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url + path);
  return page;
}

async function look(page: Page, name: string): Promise<void> {
  expect(await axeFindings(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  const to = process.env.SCREENSHOTS;
  if (to) await page.screenshot({ path: join(to, `${name}.png`) });
}

async function signIn(page: Page, login: string): Promise<void> {
  await page.getByRole('link', { name: 'Sign in with Example Corp' }).click();
  await page.getByPlaceholder('Enter any login').fill(login);
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
}

test.each([
  ['on a phone', 'phone', phone],
  ['on a desk', 'desk', desk],
  ['on a desk in dark', 'dark', { ...desk, colorScheme: 'dark' as const }],
])(
  'signs in at the provider %s, goes on where the reader was, and out again',
  async (_where, name, options) => {
    const page = await open('/executions?status=failed', options);
    await page.getByRole('link', { name: 'Sign in with Example Corp' }).waitFor();
    await page.getByLabel('Key').waitFor();
    await look(page, `${name}-sign-in`);

    await signIn(page, 'anna');
    await page.getByRole('heading', { name: 'Executions', level: 1 }).waitFor();
    await page.getByTitle('Signed in as Anna Example').waitFor();
    expect(page.url()).toBe(`${url}/executions?status=failed`);
    expect(await page.evaluate('document.cookie')).toBe('');
    await look(page, `${name}-signed-in`);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${provider.issuer}/session/end**`);
    await page.getByRole('button', { name: 'Yes, sign me out' }).click();
    await page.waitForURL(`${url}/`);
    await page.getByRole('link', { name: 'Sign in with Example Corp' }).waitFor();
  },
);

test('tells somebody without a role whom to ask, and keeps nothing of it in the address', async () => {
  const page = await open('/', phone);
  await signIn(page, 'eve');
  await page.getByRole('alert').filter({ hasText: 'Ask the platform team' }).waitFor();
  expect(page.url()).toBe(`${url}/`);
  await look(page, 'no-role');
});

test('shows no words of the address', async () => {
  const page = await open('/?sign_in=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E', desk);
  await page.getByLabel('Key').waitFor();
  expect(await page.locator('img').count()).toBe(0);
  expect(await page.getByRole('alert').allTextContents()).toEqual([]);
});
