import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { launchBrowser } from '../support/browser.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** The runbooks as they are read: in a browser, on a phone, by day and by night. */

const names = readdirSync(resolve(import.meta.dirname, '../../alerts/runbooks'))
  .filter((file) => file.endsWith('.md'))
  .map((file) => file.replace(/\.md$/, ''));
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

let hub: TestHub;
let browser: Browser;
const complaints: string[] = [];

beforeAll(async () => {
  hub = await startTestHub({ OBSERVATORY_API_KEY: 'a-key-that-no-reader-has' });
  browser = await launchBrowser();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  expect(complaints.splice(0)).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  await hub?.remove();
});

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${path}: ${message.text()}`);
  });
  await page.goto(hub.url + path);
  return page;
}

const isWider = (page: Page) =>
  page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth');

describe('the runbooks in a browser', () => {
  test('lead from the list to each page, which fits a phone', async () => {
    expect(names.length).toBeGreaterThan(10);
    const page = await open('/runbooks', phone);
    const links = await page.locator('.runbooks a').allTextContents();
    expect(links.toSorted()).toEqual(names.toSorted());
    const tooWide: string[] = [];
    for (const name of names) {
      await page.goto(`${hub.url}/runbooks/${name}`);
      expect(await page.locator('h1').allTextContents()).toEqual([name]);
      if (await isWider(page)) tooWide.push(name);
    }
    expect(tooWide).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('are read by everybody, in %s colours', async (colorScheme) => {
    for (const path of ['/runbooks', '/runbooks/SlowAgentExecution']) {
      const page = await open(path, { ...phone, colorScheme });
      expect([path, await axeFindings(page)]).toEqual([path, []]);
      const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      expect(ground).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(18, 22, 29)');
    }
  });

  test('give a query whole by one click', async () => {
    const page = await open('/runbooks/SlowAgentExecution');
    const query = page.locator('pre code').first();
    await query.click();
    expect(await page.evaluate<string>('String(getSelection())')).toBe(await query.textContent());
  });
});
