import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { ConsoleFixture, phone } from '../support/console-fixture.ts';
import { settled } from '../support/console-pages.ts';
import { startEmbeddingApp } from '../support/embedding-app.ts';
import type { ExpressService } from '../support/express-service.ts';
import { freePort } from '../support/free-port.ts';
import { Packed, run } from '../support/packed.ts';
import { chatSpan, newRun, runSpan, sendSpans, sendStart } from '../support/sample-run.ts';

/** The packed console in pages of other people: an app of Vite and one of Next.js, in a real browser, with a key. */

const root = resolve(import.meta.dirname, '../..');
const esmOnly = ['--profile', 'esm-only', '--exclude-entrypoints', 'styles.css', 'page'];
const adminKey = 'an-administrator-of-the-test';

let packed: Packed;
let fixture: ConsoleFixture;
let key: string;
const apps = new Map<string, { readonly origin: string; readonly service: ExpressService }>();

beforeAll(async () => {
  packed = new Packed(['console']);
  const ports = { 'console-vite': await freePort(), 'console-nextjs': await freePort() };
  const origins = Object.values(ports).map((port) => `http://127.0.0.1:${port}`);
  fixture = await ConsoleFixture.start({
    OBSERVATORY_API_KEY: adminKey,
    OBSERVATORY_ALLOWED_ORIGINS: origins.join(),
  });
  key = await makeReadKey();
  for (const name of ['console-vite', 'console-nextjs'] as const) {
    const options = { packed, hubUrl: fixture.url, key, port: ports[name] };
    const service = await startEmbeddingApp(name, options);
    apps.set(name, { origin: `http://127.0.0.1:${ports[name]}`, service });
  }
}, 900_000);
afterEach(() => fixture.closePages());
afterAll(async () => {
  for (const { service } of apps.values()) await service.stop();
  await fixture?.stop();
  packed?.remove();
});

async function makeReadKey(): Promise<string> {
  const response = await fetch(`${fixture.url}/api/v1/keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${adminKey}` },
    body: JSON.stringify({ name: 'embedding page', scopes: ['read'] }),
  });
  const { secret } = (await response.json()) as { secret: string };
  return secret;
}

/** Style rules of the page, other than the host's own three, that say something of an element outside of the dashboard. */
function rulesBeyond(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const own = ['body', 'button', '.office-dashboard'];
    const selectors: string[] = [];
    const collect = (rules: CSSRuleList) => {
      for (const rule of rules) {
        if (rule instanceof CSSStyleRule && !own.includes(rule.selectorText))
          selectors.push(rule.selectorText);
        if (rule instanceof CSSGroupingRule) collect(rule.cssRules);
      }
    };
    for (const sheet of document.styleSheets) collect(sheet.cssRules);
    if (selectors.length < 100) throw new Error(`The page has ${selectors.length} rules only`);
    const made = ['table', 'input', 'a', 'dialog', 'h2', 'ul', 'pre', 'svg'].map((name) =>
      document.body.appendChild(document.createElement(name)),
    );
    for (const one of made) one.className = 'is-failed is-absent is-live panel button chart';
    const outside = [document.documentElement, document.body, ...made];
    outside.push(...document.querySelectorAll<HTMLElement>('main, main > h1, main > p, main > p > *'));
    return selectors.filter((selector) => outside.some((element) => element.matches(selector)));
  });
}

describe.each(['console-vite', 'console-nextjs'])('in the page of %s', (name) => {
  const open = (options?: Parameters<ConsoleFixture['open']>[1]) =>
    fixture.open(`${apps.get(name)?.origin}/`, options);

  test('a run is seen as it starts and as it ends, by the dashboard and by the page’s own components', async () => {
    const page = await open();
    await page.getByText('Live', { exact: true }).waitFor();
    const run = newRun(`${name}-agent`);
    await sendStart(fixture.url, run);
    const dashboard = page.locator('.office-dashboard');
    await dashboard
      .getByRole('link', { name: `Running ${run.agent}` })
      .first()
      .waitFor();
    await page.locator('.office-run').getByText(`${run.agent}: running`).waitFor();
    await sendSpans(fixture.url, [runSpan(run), chatSpan(run, 'gpt-4o-mini', 100)]);
    await page.locator('.office-run').getByText(`${run.agent}: completed, 1 steps`).waitFor();
    await dashboard
      .getByRole('link', { name: `Completed ${run.agent}` })
      .first()
      .waitFor();
    await page.getByText(/^Agents: healthy, 0 at work$/).waitFor();
    expect(await dashboard.locator('.obs-fleet-health-ring').getAttribute('aria-label')).toMatch(
      /^Health score \d+ of 100$/,
    );
    expect(await page.evaluate(() => document.title)).toBe('Shop, back office');
    expect(new URL(page.url()).search).toBe('');
  });

  test('links lead to the hub’s own page', async () => {
    const page = await open();
    const link = page.locator('.office-dashboard').getByRole('link', { name: /^Alerts firing/ });
    expect(await link.getAttribute('href')).toBe(`${fixture.url}/alerts`);
  });

  test('the reader chooses another range, and the page’s address stays', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Time range: Last hour' }).click();
    await page.getByRole('button', { name: 'Last 24 hours' }).click();
    await page.getByRole('button', { name: 'Time range: Last 24 hours' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  test('the page’s own styles are as they were, and it gives the dashboard its colours', async () => {
    const page = await open();
    await page.locator('.office-dashboard .obs-card').first().waitFor();
    const button = await page.getByRole('button', { name: 'Ship all orders' }).evaluate((element) => {
      const { padding, border, backgroundColor, color, font } = getComputedStyle(element);
      return { padding, border, backgroundColor, color, font };
    });
    expect(button).toEqual({
      padding: '12px 24px',
      border: '2px solid rgb(122, 31, 61)',
      backgroundColor: 'rgb(255, 255, 255)',
      color: 'rgb(122, 31, 61)',
      font: '700 17px Georgia, serif',
    });
    expect(await rulesBeyond(page)).toEqual([]);
    const ownButton = page.getByRole('button', { name: 'Time range: Last hour' });
    const size = await ownButton.evaluate((element) => getComputedStyle(element).fontSize);
    expect(size).toBe('13px');
    const themed = await page.evaluate(() => {
      const styleOf = (selector: string) => {
        const element = document.querySelector(selector);
        if (!element) throw new Error(`There is no ${selector}`);
        return getComputedStyle(element);
      };
      const card = styleOf('.office-dashboard .obs-card');
      return [card.backgroundColor, card.fontFamily, styleOf('.obs-dashboard-head > a').color];
    });
    expect(themed).toEqual(['rgb(255, 253, 248)', 'Georgia, serif', 'rgb(122, 31, 61)']);
  });

  test('fits a phone, and axe finds nothing in it', async () => {
    const page = await open(phone);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.locator('.office-dashboard .obs-fleet-health-ring').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await axeFindings(page)).toEqual([]);
  });
});

describe('panels by themselves', () => {
  const open = (options: Parameters<ConsoleFixture['open']>[1]) =>
    fixture.open(`${apps.get('console-vite')?.origin}/panels.html`, options);
  /** The background of each card, and the colour of the words in its head. */
  const colours = (page: Page) =>
    page.locator('.wall-panel .obs-card').evaluateAll((cards) =>
      cards.map((card) => {
        const head = card.querySelector('h2') ?? card;
        return `${getComputedStyle(card).backgroundColor} ${getComputedStyle(head).color}`;
      }),
    );

  test('each shows its part, live, over its own range', async () => {
    const run = newRun('wall-agent');
    const page = await open({ viewport: { width: 1440, height: 900 } });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.reload();
    const panel = (name: string) => page.getByRole('region', { name, exact: true });
    await panel('Key figures').getByText('Active agents').waitFor();
    await panel('Needs attention').waitFor();
    await panel('Health').locator('.obs-fleet-health-ring').waitFor();
    await sendStart(fixture.url, run);
    await panel('Executions')
      .getByRole('link', { name: `Running ${run.agent}` })
      .first()
      .waitFor();
    await sendSpans(fixture.url, [
      runSpan(run, { failure: { type: 'WallError', message: 'no such wall' } }),
      chatSpan(run, 'gpt-4o-mini', 100),
    ]);
    await panel('Top causes of failure').getByText('WallError').waitFor();
    await panel('Performance')
      .getByRole('img', { name: /^How long executions took, by the time/ })
      .waitFor();
    await panel('Cost').getByText('wall-agent').first().waitFor();
    await panel('Events').getByText('wall-agent').first().waitFor();
    await panel('Alerts').waitFor();
    // The key may only read.
    expect(await panel('Administration').count()).toBe(0);
    const analytics = asked.filter((url) => url.includes('/api/v1/analytics?'));
    // That of Performance, and the hour of the others.
    expect(new Set(analytics.map((url) => new URL(url).search))).toEqual(
      new Set(['?minutes=360', '?minutes=60']),
    );
    expect(await page.locator('.obs-dashboard-head').count()).toBe(0);
  });

  test.each(['light', 'dark'] as const)(
    'follow the page’s theme on a system that is %s',
    async (colorScheme) => {
      const page = await open({ viewport: { width: 1440, height: 900 }, colorScheme });
      await page.locator('.wall-panel .obs-fleet-health-ring').waitFor();
      // A panel that has its answer may have more cards, or none.
      await settled(page, 'the wall');
      const day = await colours(page);
      expect(day.length).toBeGreaterThanOrEqual(8);
      expect(new Set(day)).toEqual(new Set(['rgb(255, 255, 255) rgb(25, 28, 34)']));
      await page.getByRole('button', { name: 'Night' }).click();
      await page.locator('.wall-panel[data-theme=dark] .obs-fleet-health-ring').waitFor();
      expect(new Set(await colours(page))).toEqual(new Set(['rgb(20, 23, 29) rgb(233, 235, 240)']));
      await page.getByRole('button', { name: 'Day' }).click();
      await page.locator('.wall-panel[data-theme=light] .obs-fleet-health-ring').waitFor();
      expect(await colours(page)).toEqual(day);
      // The page itself has no theme.
      expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
        'rgba(0, 0, 0, 0)',
      );
    },
  );
});

test('Next.js draws the dashboard’s places on the server, and no answer of the hub', async () => {
  const html = await (await fetch(`${apps.get('console-nextjs')?.origin}/`)).text();
  const text = html.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<[^>]+>/g, ' ');
  for (const words of ['Key figures', 'Health', 'Executions', 'Top causes of failure', 'Last hour']) {
    expect(html).toContain(words);
  }
  expect(html).toContain('obs-skeleton-line');
  expect(text).not.toContain('Healthy');
  expect(text).not.toContain('-agent');
});

test('a page whose origin the hub does not know gets nothing, and says so', async () => {
  const page = await fixture.open(`${apps.get('console-vite')?.origin.replace('127.0.0.1', 'localhost')}/`);
  await page.getByRole('heading', { name: 'The hub does not answer' }).first().waitFor();
  fixture.forgive(/CORS|Failed to load resource|WebSocket/);
});

test('no browser complained: no error, no difference between what server and browser drew', () => {
  expect(fixture.complaints).toEqual([]);
});

describe('the package', () => {
  test('is laid out as publint and are-the-types-wrong want it', () => {
    const tarball = packed.tarballs.get('console') ?? '';
    run('npx', ['publint', '--strict', tarball], root);
    run('npx', ['attw', tarball, ...esmOnly], root);
  });

  test('begins with "use client", and needs nothing but React', () => {
    const folder = join(packed.folder, 'console-vite/node_modules/@observatory/console');
    const code = readFileSync(join(folder, 'dist/library/index.js'), 'utf8');
    expect(code).toMatch(/^['"]use client['"]/);
    const imported = [...code.matchAll(/^import .* from ["']([^"'.][^"']*)["']/gm)].map(([, from]) => from);
    expect(new Set(imported)).toEqual(new Set(['react', 'react/jsx-runtime']));
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(manifest.dependencies).toBeUndefined();
  });

  // Budgets are a tenth to a third above what it takes; raise one only with a reason in the commit.
  test('weighs at most 170,000 bytes of script and 12,000 of styles, gzipped', () => {
    const folder = join(packed.folder, 'console-vite/node_modules/@observatory/console/dist/library');
    const gzipped = (file: string) => gzipSync(readFileSync(join(folder, file))).length;
    expect(gzipped('index.js')).toBeLessThan(170_000);
    expect(gzipped('styles.css')).toBeLessThan(12_000);
    expect(statSync(packed.tarballs.get('console') ?? '').size).toBeLessThan(4_000_000);
  });
});
