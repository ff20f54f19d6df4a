import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { PATIENCE_MS } from '../support/browser.ts';
import { ConsoleFixture, phone, wide } from '../support/console-fixture.ts';
import { eventually } from '../support/eventually.ts';
import {
  chatSpan,
  childSpan,
  newRun,
  runSpan,
  type SampleRun,
  sendRecords,
  sendSpans,
  sendStart,
} from '../support/sample-run.ts';

let fixture: ConsoleFixture;
let url = '';
let failedRun: SampleRun;
const open: ConsoleFixture['open'] = (path, options) => fixture.open(path, options);

/** A run of three tries of a tool that all fail, an unpriced inference, a nested agent with a priced one. */
async function sendFailedRun(): Promise<SampleRun> {
  const run = newRun('order-desk', Date.now() - 60_000);
  const error = { type: 'TimeoutError', message: 'stock service did not answer within 500 ms' };
  const tries = [1, 2, 3].map((attempt) =>
    childSpan(run, 'execute_tool check_stock', 1_000 + attempt * 600, 500, {
      failure: error,
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'check_stock',
        'observatory.step.attempt': attempt,
      },
    }),
  );
  const nested = childSpan(run, 'invoke_agent <b>pricer</b>', 500, 400, {
    attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': '<b>pricer</b>' },
  });
  const priced = { ...chatSpan(run, 'gpt-4o-mini', 550), parentSpanId: nested.spanId };
  await sendSpans(url, [
    runSpan(run, { endMs: run.startMs + 3_400, failure: error }),
    chatSpan(run, 'acme-private-1', 100),
    nested,
    priced,
    ...tries,
  ]);
  await sendRecords(url, run, [
    { severityNumber: 9, severityText: 'INFO', text: 'order taken' },
    { severityNumber: 13, severityText: 'WARN', text: 'stock service is slow' },
    { severityNumber: 17, severityText: 'ERROR', text: 'stock service is gone' },
  ]);
  return run;
}

const rowOf = (page: Page, run: SampleRun) => page.locator(`[data-execution="${run.id}"]`);
const connection = (page: Page) => page.locator('.connection-word').textContent();
const isLive = (page: Page) => eventually(async () => expect(await connection(page)).toBe('Live'));

/** Holds the hub's answers back until they are released. */
async function hold(page: Page, path: RegExp): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(path, async (route) => {
    await promise;
    await route.continue();
  });
  return resolve;
}

beforeAll(async () => {
  fixture = await ConsoleFixture.start({
    OBSERVATORY_GRAFANA_URL: 'https://grafana.example.com',
    OBSERVATORY_JAEGER_URL: 'https://jaeger.example.com',
  });
  url = fixture.url;
});

afterEach(() => fixture?.closePages());
afterAll(() => fixture?.stop());

describe('before the first execution', () => {
  test('the page teaches how to send one, and shows it the moment it starts', async () => {
    const page = await open('/executions', wide);
    await page.getByRole('heading', { name: 'No execution yet' }).waitFor();
    expect(await page.locator('.obs-snippet').first().textContent()).toContain(
      'agentTracking.trackExecution',
    );
    await isLive(page);
    const run = newRun('first-agent');
    await sendStart(url, run);
    await rowOf(page, run).waitFor();
    await sendSpans(url, [runSpan(run)]);
  });
});

describe('the list', () => {
  test('follows an execution from its start to its end without being loaded again', async () => {
    const page = await open('/executions', wide);
    await isLive(page);
    const run = newRun('live-agent');
    await sendStart(url, run);
    const row = rowOf(page, run);
    await row.waitFor();
    expect(await row.locator('.obs-status').textContent()).toBe('Running');
    const before = await row.locator('.obs-cell-duration').textContent();
    await eventually(async () =>
      expect(await row.locator('.obs-cell-duration').textContent()).not.toBe(before),
    );

    await sendSpans(url, [runSpan(run), chatSpan(run, 'gpt-4o-mini', 100)]);
    await eventually(async () => expect(await row.locator('.obs-status').textContent()).toBe('Completed'));
    await eventually(async () =>
      expect(await row.locator('.obs-cell-duration').textContent()).toBe('1.00 s'),
    );
    await eventually(async () => expect(await row.locator('.obs-cell-tokens-in').textContent()).toBe('1.0M'));
    // A million input tokens at $0.15 and 2,000 output tokens at $0.60 per million.
    await eventually(async () => expect(await row.locator('.obs-cell-cost').textContent()).toBe('$0.1512'));
  });

  test('says that a model without a price is unpriced', async () => {
    const run = newRun('private-model');
    await sendSpans(url, [runSpan(run), chatSpan(run, 'acme-private-1', 100)]);
    const page = await open('/executions', wide);
    await rowOf(page, run)
      .locator('.obs-cell-cost', { hasText: /^unpriced$/ })
      .waitFor();
  });

  test('is searched, filtered and walked through by keyboard, with all of it in the address', async () => {
    failedRun = await sendFailedRun();
    const page = await open('/executions', wide);
    await rowOf(page, failedRun).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('order-desk');
    await page.waitForURL('**/executions?q=order-desk');
    await eventually(async () => expect(await page.locator('.obs-row').count()).toBe(1));
    await page.getByRole('button', { name: 'Completed' }).click();
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
    await page.getByRole('group', { name: 'Status' }).getByRole('button', { name: 'Failed' }).click();
    await page.waitForURL('**/executions?q=order-desk&status=failed');
    await rowOf(page, failedRun).waitFor();

    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowDown');
    await eventually(async () =>
      expect(await page.evaluate('document.activeElement?.textContent')).toBe('order-desk'),
    );
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/executions/${failedRun.id}`);
    await page.goBack();
    await page.waitForURL('**/executions?q=order-desk&status=failed');
  });

  test('is searched for the value that was chosen, though another arrives before it is taken', async () => {
    await sendSpans(url, [runSpan(newRun('parcel one'))]);
    const page = await open('/executions', wide);
    const field = page.getByRole('combobox', { name: 'Search executions' });
    await field.fill('agent:parcel');
    await page.getByRole('option', { name: '"parcel one"' }).waitFor();
    await field.fill('');
    await sendSpans(
      url,
      [1, 2, 3].map(() => runSpan(newRun('parcel two'))),
    );
    await eventually(async () =>
      expect(await (await fetch(`${url}/api/v1/agents`)).text()).toContain('parcel two'),
    );
    const release = await hold(page, /\/api\/v1\/agents$/);
    // What is known of values is asked for again after a minute.
    await page.evaluate(() => {
      const now = Date.now;
      Date.now = () => now() + 120_000;
    });
    await page.keyboard.type('agent:parcel');
    await page.getByRole('option', { name: '"parcel one"' }).waitFor();
    await page.keyboard.press('ArrowDown');
    release();
    await page.getByRole('option').first().getByText('"parcel two"').waitFor();
    await page.keyboard.press('Enter');
    expect(await field.inputValue()).toBe('agent:"parcel one" ');
  });

  test('is led to by the command that was chosen, though a name arrives before it is taken', async () => {
    const page = await open('/executions', wide);
    await rowOf(page, failedRun).waitFor();
    const release = await hold(page, /\/api\/v1\/agents\?/);
    await page.keyboard.press('Control+k');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.type('order');
    await page.keyboard.press('ArrowDown');
    release();
    await page.getByRole('option', { name: 'order-desk' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/executions?q=order');
  });

  test('stands still while paused and catches up when resumed', async () => {
    const page = await open('/executions', wide);
    await rowOf(page, failedRun).waitFor();
    await isLive(page);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    const run = newRun('while-paused');
    await sendSpans(url, [runSpan(run)]);
    await page.getByText('Paused · 1 changed execution waiting').waitFor();
    expect(await rowOf(page, run).count()).toBe(0);
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await rowOf(page, run).waitFor();
  });

  test('does not move rows under the pointer; new ones wait to be asked for', async () => {
    const page = await open('/executions', wide);
    const first = page.locator('.obs-row').first();
    await first.waitFor();
    await isLive(page);
    const id = await first.getAttribute('data-execution');
    await first.hover();
    const run = newRun('while-pointing');
    await sendSpans(url, [runSpan(run)]);
    const more = page.getByRole('button', { name: '1 new execution' });
    await more.waitFor();
    expect(await page.locator('.obs-row').first().getAttribute('data-execution')).toBe(id);
    await page.mouse.move(10, 10);
    await rowOf(page, run).waitFor();
  });

  test('does not move rows under a finger', async () => {
    const page = await open('/executions', wide);
    const first = page.locator('.obs-row').first();
    await first.waitFor();
    await isLive(page);
    const id = await first.getAttribute('data-execution');
    await first.evaluate((row) => {
      const touch = () =>
        row.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, pointerType: 'touch' }));
      touch();
      setInterval(touch, 200);
    });
    await sendSpans(url, [runSpan(newRun('while-touching'))]);
    await page.getByRole('button', { name: '1 new execution' }).waitFor();
    expect(await first.getAttribute('data-execution')).toBe(id);
  });
});

describe('one execution', () => {
  test('shows its steps, tries, nested execution and the cause of its failure', async () => {
    const page = await open(`/executions/${failedRun.id}`, wide);
    const steps = page.getByRole('treeitem');
    await eventually(async () => expect(await steps.count()).toBe(7));
    expect(await page.locator('.obs-error-panel h2').textContent()).toBe('TimeoutError');
    expect(await page.locator('.obs-error-message').textContent()).toContain('did not answer within 500 ms');
    const cause = page.locator('.obs-step-row.is-failing');
    expect(await cause.count()).toBe(1);
    expect(await cause.textContent()).toContain('try 3');

    const boxes = await page.locator('.obs-bar').evaluateAll((bars) =>
      bars.map((bar) => {
        const { left, width } = bar.getBoundingClientRect();
        return { left, width };
      }),
    );
    const [whole] = boxes;
    // The run takes 3.4 s: the first try begins at 1.6 s and takes 0.5 s.
    const track = whole?.width ?? 0;
    const firstTry = boxes[4];
    expect(((firstTry?.left ?? 0) - (whole?.left ?? 0)) / track).toBeCloseTo(1.6 / 3.4, 2);
    expect((firstTry?.width ?? 0) / track).toBeCloseTo(0.5 / 3.4, 2);
  });

  test('that ended without a step says so, and points to the span below it that failed', async () => {
    const run = newRun('orders');
    const failure = { type: 'DatabaseError', message: 'relation "orders" does not exist' };
    await sendSpans(url, [runSpan(run, { failure }), childSpan(run, 'pg.query', 100, 50, { failure })]);
    const page = await open(`/executions/${run.id}`, wide);
    await page.getByText('No step was recorded.').waitFor();
    expect(await page.locator('.obs-error-where').textContent()).toBe(
      'No step failed, but spans below did: pg.query',
    );
    await page.getByRole('button', { name: 'Show the spans' }).click();
    await page.waitForURL('**tab=spans');
    await page.locator('.obs-records').getByText('pg.query').waitFor();
  });

  test('keeps the price that is known and says that another is missing', async () => {
    const page = await open(`/executions/${failedRun.id}`, wide);
    await page.getByRole('treeitem').first().waitFor();
    expect(await page.locator('.obs-head-figure').nth(1).locator('dd').textContent()).toContain(
      '$0.1512 + unpriced',
    );
    expect(await page.getByRole('row', { name: /acme-private-1/ }).textContent()).toContain('unpriced');
  });

  test('shows what agents write as text, never as markup', async () => {
    const page = await open(`/executions/${failedRun.id}`, wide);
    await page.getByRole('treeitem', { name: /<b>pricer<\/b>/ }).waitFor();
    expect(await page.locator('main b').count()).toBe(0);
  });

  test('leads to the nested execution and back to the one around it', async () => {
    const page = await open(`/executions/${failedRun.id}`, wide);
    await page.getByRole('treeitem', { name: /pricer/ }).click();
    await page
      .getByRole('complementary', { name: 'Step' })
      .getByRole('link', { name: 'Open execution' })
      .click();
    await page.locator('h1', { hasText: 'pricer' }).waitFor();
    await page.getByRole('navigation').getByRole('link', { name: 'order-desk' }).click();
    await page.locator('h1', { hasText: 'order-desk' }).waitFor();
  });

  test.each([
    ['a wide screen', wide],
    ['a phone', phone],
  ])('leads on %s to its trace, its logs and its agent in the other servers', async (_screen, options) => {
    const page = await open(`/executions/${failedRun.id}`, options);
    const links = page.getByRole('navigation', { name: 'This execution elsewhere' }).getByRole('link');
    await links.first().waitFor();
    expect(await links.allTextContents()).toEqual(['Trace in Jaeger', 'Logs in Grafana', 'Agent in Grafana']);
    const targets = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
    expect(targets[0]).toBe(`https://jaeger.example.com/trace/${failedRun.traceId}`);
    expect(targets[1]).toMatch(/^https:\/\/grafana\.example\.com\/explore\?/);
    expect(targets[2]).toMatch(
      /^https:\/\/grafana\.example\.com\/d\/agent-performance\?.*var-agent=order-desk/,
    );
  });

  test('opens and closes parts of the tree by keyboard', async () => {
    const page = await open(`/executions/${failedRun.id}`, wide);
    const nested = page.getByRole('treeitem', { name: /pricer/ });
    await nested.waitFor();
    await page.getByRole('treeitem').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowLeft');
    await eventually(async () => expect(await nested.getAttribute('aria-expanded')).toBe('false'));
    expect(await page.getByRole('treeitem').count()).toBe(6);
    await page.keyboard.press('ArrowRight');
    await eventually(async () => expect(await page.getByRole('treeitem').count()).toBe(7));
  });

  test('shows its log lines, and only those of a level where asked', async () => {
    const page = await open(`/executions/${failedRun.id}`, wide);
    await page.getByRole('tab', { name: /Logs/ }).click();
    const lines = page.locator('.obs-record');
    await eventually(async () => expect(await lines.count()).toBe(3));
    await page.getByRole('group', { name: 'Levels' }).getByRole('button', { name: /Error/ }).click();
    await eventually(async () => expect(await lines.count()).toBe(1));
    expect(await lines.textContent()).toContain('stock service is gone');
    await page.reload();
    await eventually(async () => expect(await lines.count()).toBe(1));
  });

  test('shows the log lines of a step as often as they are asked for', async () => {
    const page = await open(`/executions/${failedRun.id}`, wide);
    await page.getByRole('treeitem').first().click();
    for (let round = 0; round < 2; round += 1) {
      await page.getByRole('button', { name: '3 log lines' }).click();
      await eventually(async () => expect(await page.locator('.obs-record').count()).toBe(3));
      expect(await page.getByRole('tab', { name: /Logs/ }).getAttribute('aria-selected')).toBe('true');
      await page.getByRole('tab', { name: /Spans/ }).click();
    }
  });

  test('grows while it runs', async () => {
    const run = newRun('growing', Date.now() - 2_000);
    await sendStart(url, run);
    const page = await open(`/executions/${run.id}`, wide);
    const steps = page.getByRole('treeitem');
    await eventually(async () => expect(await steps.count()).toBe(1));
    const width = () =>
      page
        .locator('.obs-bar')
        .first()
        .evaluate((bar) => bar.getBoundingClientRect().width);
    const before = await width();
    await eventually(async () => expect(await width()).toBeGreaterThan(before));
    await sendSpans(url, [chatSpan(run, 'gpt-4o-mini', 100)]);
    await eventually(async () => expect(await steps.count()).toBe(2));
    await sendSpans(url, [runSpan(run, { endMs: Date.now() })]);
    await page.locator('.obs-head-title .obs-status', { hasText: 'Completed' }).waitFor();
  });

  test('that is not known says so, and appears when it arrives', async () => {
    const run = newRun('late-arrival');
    const page = await open(`/executions/${run.id}`, wide);
    await page.getByRole('heading', { name: 'No execution has this id' }).waitFor();
    await sendSpans(url, [runSpan(run)]);
    await page.locator('h1', { hasText: 'late-arrival' }).waitFor();
    // The answer 404 is what the browser complains about here, and rightly.
    fixture.forgive(/404/);
  });
});

describe.each([
  ['1440 px', wide],
  ['390 px', phone],
] as const)('at %s', (_width, options) => {
  const pages = () => ['/executions', `/executions/${failedRun.id}`, `/executions/${failedRun.id}?tab=logs`];

  test('no page scrolls sideways', async () => {
    for (const path of pages()) {
      const page = await open(path, options);
      await page.locator('.obs-row, .obs-step-row').first().waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(options.viewport.width);
    }
  });

  test.each(['light', 'dark'] as const)('axe finds nothing in the %s colours', async (colorScheme) => {
    for (const path of pages()) {
      // Without motion, for axe measures colours and what fades in has others for a moment.
      const page = await open(path, { ...options, colorScheme, reducedMotion: 'reduce' });
      await page.locator('.obs-row, .obs-step-row').first().waitFor();
      expect(await axeFindings(page)).toEqual([]);
      if (path === '/executions') continue;
      await page.locator('.obs-step-row').nth(1).click();
      await page.locator('.obs-panel, .obs-sheet').waitFor();
      expect(await axeFindings(page)).toEqual([]);
    }
  });
});

test('on a phone every control is at least 44 px high and wide', async () => {
  for (const path of ['/executions', `/executions/${failedRun.id}`]) {
    const page = await open(path, phone);
    await page.locator('.obs-row, .obs-step-row').first().waitFor();
    const small = await page
      .locator('button:visible, a[href]:visible, summary:visible, input:visible, [data-toggle]:visible')
      .evaluateAll((controls) =>
        controls
          // A row is one target as a whole; the link to skip ahead shows only with a keyboard.
          .filter((control) => !control.closest('.obs-row, .obs-skip'))
          .map((control) => ({ control, box: control.getBoundingClientRect() }))
          .filter(({ box }) => box.width < 43.5 || box.height < 43.5)
          .map(({ control, box }) => `${control.outerHTML.slice(0, 80)} ${box.width}×${box.height}`),
      );
    expect(small).toEqual([]);
  }
});

test("the page works under the strictest content security policy, default-src 'self'", async () => {
  const context = await fixture.browser.newContext({ ...wide, serviceWorkers: 'block' });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.route(/\/executions(\/\w{48})?$/, async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), 'content-security-policy': "default-src 'self'" };
    await route.fulfill({ response, headers });
  });
  const page = await context.newPage();
  const refused: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) refused.push(message.text());
  });
  for (const path of ['/executions', `/executions/${failedRun.id}`]) {
    const answer = await page.goto(url + path);
    expect(await answer?.headerValue('content-security-policy')).toBe("default-src 'self'");
    await page.locator('.obs-row, .obs-step-row').nth(1).click();
    await page.locator('.obs-step-row').first().waitFor();
  }
  expect(refused).toEqual([]);
});

test('no page made the browser complain', () => {
  expect(fixture.complaints).toEqual([]);
});

test('a lost hub is said plainly; once it is back, what came meanwhile is there', async () => {
  const page = await open('/executions', wide);
  await rowOf(page, failedRun).waitFor();
  await isLive(page);

  await fixture.hub.stop();
  await eventually(async () => expect(await connection(page)).toMatch(/^Reconnecting|^Lost/));
  await page.getByText(/^No connection to the hub since \d\d:\d\d:\d\d/).waitFor();
  expect(await connection(page)).toMatch(/^Lost, (next try in \d+ s|trying now)$/);
  expect(await rowOf(page, failedRun).count()).toBe(1);

  await fixture.restartHub();
  const meanwhile = newRun('while-away');
  await sendSpans(url, [runSpan(meanwhile)]);
  await rowOf(page, meanwhile).waitFor();
  await isLive(page);
  await eventually(async () => expect(await page.locator('.obs-banner').count()).toBe(0));
});
