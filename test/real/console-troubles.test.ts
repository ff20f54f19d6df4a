import type { Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { alteredAnswer, type Difference } from '../support/altered-answers.ts';
import { PATIENCE_MS } from '../support/browser.ts';
import { ConsoleFixture, wide } from '../support/console-fixture.ts';
import { brokenParts, consolePages, goWithin, settled } from '../support/console-pages.ts';
import { eventually } from '../support/eventually.ts';
import {
  chatSpan,
  childSpan,
  newRun,
  runSpan,
  sendRecords,
  sendSpans,
  sendStart,
} from '../support/sample-run.ts';

/** The page with a hub that is away, of another version, at fault or slow, and with a clock that is wrong. */
const AGENT = 'troubled';
const run = newRun(AGENT, Date.now() - 60_000);
const ofRun = [
  `/executions/${run.id}`,
  `/executions/${run.id}?tab=logs`,
  `/executions/${run.id}?tab=spans`,
  `/agents/${AGENT}`,
  '/users/u-1',
  '/sessions/s-1',
];
const everyPage = [...consolePages.filter((path) => !path.startsWith('/admin/')), ...ofRun];

let fixture: ConsoleFixture;
let url = '';

async function sendRun() {
  const failure = { type: 'TimeoutError', message: 'The shop did not answer.' };
  await sendSpans(url, [
    runSpan(run, { failure, attributes: { 'user.id': 'u-1', 'session.id': 's-1' } }),
    chatSpan(run, 'acme-private-1', 100),
    childSpan(run, 'execute_tool shop', 500, 200, {
      failure,
      attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'shop' },
    }),
  ]);
  await sendRecords(url, run, [
    { severityNumber: 17, severityText: 'ERROR', text: 'no answer' },
    {
      severityNumber: 9,
      severityText: 'INFO',
      text: 'judged',
      event: 'gen_ai.evaluation.result',
      attributes: { 'gen_ai.evaluation.name': 'kind', 'gen_ai.evaluation.score.label': 'no' },
    },
  ]);
}

const isQuestion = ({ pathname }: URL) => pathname.startsWith('/api/v1/') || pathname === '/status';

/** Lets the hub be of another version, or have part of its data only. */
const alter = (page: Page, difference: Difference) =>
  page.route(isQuestion, async (route) => {
    try {
      const response = await route.fetch();
      const isJson = response.ok() && response.headers()['content-type']?.includes('application/json');
      if (!isJson) return await route.fulfill({ response });
      const { pathname } = new URL(route.request().url());
      await route.fulfill({ response, json: alteredAnswer(pathname, await response.json(), difference) });
    } catch {
      // The reader has gone on meanwhile.
    }
  });

type Fulfilment = NonNullable<Parameters<Route['fulfill']>[0]>;

const link = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true });

beforeAll(async () => {
  fixture = await ConsoleFixture.start();
  url = fixture.url;
  await sendRun();
});
/** Complaints of the browser about answers that a test made bad. */
let expected: RegExp | undefined;
afterEach(async () => {
  await fixture?.closePages();
  const unexpected = fixture?.complaints.splice(0).filter((complaint) => !expected?.test(complaint));
  expected = undefined;
  expect(unexpected).toEqual([]);
});
afterAll(() => fixture?.stop());

describe('a hub of another version', () => {
  test.each(['newer', 'partial'] as const)('that is %s breaks nothing', async (difference) => {
    const page = await fixture.open('/', wide);
    await alter(page, difference);
    // Words that the page does not know are the same for several rows here, and no words for this hub to be asked with.
    expected = /same key|status of 400/;
    for (const path of everyPage) {
      await goWithin(page, path);
      expect(await brokenParts(page), path).toBe(0);
    }
  });

  test('that is older, and does not say all that a page needs, is told as the reason; other pages are there', async () => {
    const page = await fixture.open('/', wide);
    await alter(page, 'older');
    // React tells of what it caught.
    expected = /TypeError|RangeError|same key|status of 400/;
    let broken = 0;
    for (const path of everyPage) {
      await goWithin(page, path);
      await link(page, 'Cost').waitFor();
      if (!(await brokenParts(page))) continue;
      broken += 1;
      await page.getByText('to the same version').first().waitFor();
    }
    expect(broken).toBeGreaterThan(0);
  });
});

const asking = ['/agents', '/workflows', '/errors', '/events', '/cost', '/map', '/sessions', '/alerts'];

test.each([
  [
    404,
    'There is no GET /x; GET /openapi.json lists the routes.',
    'does not have this yet',
    [...consolePages, ...ofRun],
  ],
  [403, 'This needs the role admin.', 'You may not see this', [...asking, '/admin', '/executions']],
] as const)('an answer %i is explained, and no page waits for what will not come', async (...given) => {
  const [status, message, words, paths] = given;
  const page = await fixture.open('/', wide);
  const code = status === 404 ? 'OBS_NOT_FOUND' : 'OBS_FORBIDDEN';
  await page.route(isQuestion, (route) => route.fulfill({ status, json: { error: { code, message } } }));
  expected = new RegExp(`status of ${status}`);
  for (const path of paths) {
    await goWithin(page, path);
    expect(await brokenParts(page), path).toBe(0);
    if (asking.includes(path)) await page.getByText(words).first().waitFor();
  }
});

test('a hub that is away, or whose database is, is told, and the page comes by itself', async () => {
  const away: readonly (readonly [string, Fulfilment | null])[] = [
    [
      'The hub cannot reach its database',
      { status: 503, json: { error: { code: 'OBS_STORE_UNAVAILABLE', message: 'The database is away.' } } },
    ],
    ['The hub does not answer', { status: 502, body: '<h1>Bad gateway</h1>' }],
    ['The hub does not answer', null],
  ];
  expected = /status of 50[23]|ERR_CONNECTION_REFUSED/;
  await Promise.all(
    away.map(async ([words, answer]) => {
      const page = await fixture.open('/agents', wide);
      await page.locator('main').getByRole('link', { name: AGENT }).first().waitFor();
      await page.route(isQuestion, (route) =>
        answer ? route.fulfill(answer) : route.abort('connectionrefused'),
      );
      await link(page, 'Evaluations').click();
      await page.getByText(words).first().waitFor();
      // Longer than the stream takes to come back: what follows is the page's own doing.
      await page.waitForTimeout(4_000);
      await page.getByText(words).first().waitFor();
      await page.unrouteAll();
      await page.locator('main').getByRole('button', { name: 'kind' }).waitFor();
    }),
  );
});

test('a page whose file cannot be had while the hub is away says so, and comes by itself', async () => {
  const page = await fixture.open('/executions', wide);
  await page.locator('.obs-row').first().waitFor();
  expected = /ERR_CONNECTION|WebSocket|dynamically imported/;
  try {
    await fixture.hub.stop();
    await link(page, 'Users').click();
    await page.getByRole('heading', { name: 'This page cannot be loaded now' }).waitFor();
    expect(await brokenParts(page)).toBe(0);
  } finally {
    await fixture.restartHub();
  }
  await page.locator('main').getByRole('link', { name: 'u-1' }).waitFor();
});

test('an answer that takes twenty seconds is asked for once, sketched, and let go when the reader leaves', async () => {
  const page = await fixture.open('/executions', wide);
  await page.locator('.obs-row').first().waitFor();
  await page.clock.install();
  const asked: string[] = [];
  const ended: string[] = [];
  const isAboutAgents = ({ pathname }: URL) => pathname === '/api/v1/agents';
  await page.route(isAboutAgents, (route) => void asked.push(route.request().url()));
  page.on('requestfailed', (request) => {
    if (isAboutAgents(new URL(request.url()))) ended.push(request.url());
  });
  await link(page, 'Agents').click();
  await eventually(() => expect(asked.length).toBe(1));
  await page.locator('main .obs-skeleton').first().waitFor();
  await page.clock.runFor(20_000);
  await page.locator('main .obs-skeleton').first().waitFor();
  expect(asked.length).toBe(1);
  await link(page, 'Users').click();
  await eventually(() => expect(ended).toEqual(asked));
});

test('a browser whose clock is five hours ahead shows times and durations by that of the hub, live', async () => {
  const context = await fixture.browser.newContext({ ...wide, serviceWorkers: 'block' });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.clock.install({ time: Date.now() + 5 * 3_600_000 });
  await page.goto(`${url}/executions`);
  await settled(page, '/executions');
  const started = newRun('wrong-clock');
  await sendStart(url, started);
  const row = page.locator(`[data-execution="${started.id}"]`);
  await row.waitFor();
  expect(await row.locator('.obs-cell-duration').textContent()).toMatch(/^\d{1,2}(\.\d)? s$|^\d+ ms$/);
  expect(await row.textContent()).toMatch(/just now|\d+ s ago|now/);
  await sendSpans(url, [runSpan(started)]);
  await row.getByText('1.00 s').waitFor();
});

describe('with a key', () => {
  const KEY = 'obs_a-key-of-sixteen-or-more';
  let closed: ConsoleFixture;
  beforeAll(async () => {
    closed = await ConsoleFixture.start({ OBSERVATORY_API_KEY: KEY });
  });
  afterAll(() => closed?.stop());

  async function signInAgain(page: Page, at: { title: string; path: string }) {
    await page.getByLabel('Key').fill(KEY);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: at.title, level: 1 }).waitFor();
    await settled(page, at.path);
    expect(new URL(page.url()).pathname).toBe(at.path);
    expect(await page.getByLabel('Key').count()).toBe(0);
  }

  test('a session that ends as the reader goes on asks for the key, and shows what was asked for', async () => {
    const page = await closed.open(`/agents#key=${KEY}`, wide);
    await page.getByText('Live', { exact: true }).waitFor();
    // Ended by the page's own question: cookies cleared before the click could be noticed by one in the background first.
    await page.route('**/api/v1/cost?*', async (route) => {
      await page.context().clearCookies();
      await route.continue();
    });
    await link(page, 'Cost').click();
    await page.getByLabel('Key').waitFor();
    await page.unroute('**/api/v1/cost?*');
    await signInAgain(page, { title: 'Cost', path: '/cost' });
  });

  test('a session that ends while nobody does anything asks for the key, and goes on where the reader was', async () => {
    const page = await closed.open(`/agents#key=${KEY}`, wide);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.context().clearCookies();
    await sendStart(closed.url, newRun('woken'));
    await signInAgain(page, { title: 'Agents', path: '/agents' });
  });
});
