import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { build, isBuilt, pageBuild } from '../../infra/start/build.ts';
import { axeFindings } from '../support/axe.ts';
import { launchBrowser, PATIENCE_MS } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess } from '../support/hub-process.ts';

const root = resolve(import.meta.dirname, '../..');
const KEY = 'obs_a-key+of&sixteen=or-more';
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

let folder = '';
let url = '';
let hub: HubProcess;
let browser: Browser;
/** Errors in the browser's console but for the 401 that a closed hub answers with, and streams that end with the session. */
const complaints: string[] = [];
const expected = /401|ERR_INCOMPLETE_CHUNKED_ENCODING/;

beforeAll(async () => {
  if (!isBuilt(pageBuild(root))) await build(pageBuild(root));
  folder = mkdtempSync(join(tmpdir(), 'observatory-sign-in-'));
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  hub = new HubProcess({
    PORT: String(port),
    OBSERVATORY_OTLP_HTTP_PORT: 'off',
    OBSERVATORY_OTLP_GRPC_PORT: 'off',
    OBSERVATORY_DATA_DIR: folder,
    OBSERVATORY_API_KEY: KEY,
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
  rmSync(folder, { recursive: true, force: true });
});

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url + path);
  return page;
}

const isLive = (page: Page) =>
  eventually(async () => expect(await page.locator('.connection-word').textContent()).toBe('Live'));

test.each([
  ['on a phone', phone],
  ['on a desk', { viewport: { width: 1440, height: 900 } }],
  ['on a desk in dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' as const }],
])(
  'asks for the key %s, says what is wrong with it, and goes on where the reader was',
  async (_where, options) => {
    const page = await open('/executions?status=failed', options);
    const key = page.getByLabel('Key');
    await key.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);

    await key.fill('obs_not-the-key-of-this-hub');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').filter({ hasText: 'does not know this key' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await key.fill(KEY);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Executions', level: 1 }).waitFor();
    await isLive(page);
    expect(page.url()).toBe(`${url}/executions?status=failed`);
    expect(await page.evaluate('document.cookie')).toBe('');
  },
);

test('stays signed in, in another tab too, until signed out', async () => {
  const page = await open(`/#key=${encodeURIComponent(KEY)}`);
  await isLive(page);
  const tab = await page.context().newPage();
  await tab.goto(url);
  await isLive(tab);
  await tab.getByRole('button', { name: 'Sign out' }).click();
  await tab.getByLabel('Key').waitFor();
  await page.reload();
  await page.getByLabel('Key').waitFor();
});

test('takes a key from the address once and leaves it neither there nor in the history', async () => {
  const page = await open(`/?kind=agent#key=${encodeURIComponent(KEY)}`);
  await isLive(page);
  expect(page.url()).toBe(`${url}/?kind=agent`);
  await page.goto(`${url}/?kind=workflow`);
  await page.goBack();
  expect(page.url()).toBe(`${url}/?kind=agent`);
});

test('takes a wrong key out of the address too, and asks for the right one', async () => {
  const page = await open('/#key=obs_a-wrong-key-from-yesterday');
  await page.getByLabel('Key').waitFor();
  expect(page.url()).toBe(`${url}/`);
});
