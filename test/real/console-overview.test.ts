import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { ConsoleFixture, phone } from '../support/console-fixture.ts';
import { eventually } from '../support/eventually.ts';
import { chatSpan, childSpan, newRun, runSpan, sendSpans, sendStart } from '../support/sample-run.ts';

/** The first page that people see, in a real browser on a hub of its own. */

let fixture: ConsoleFixture;
beforeAll(async () => {
  fixture = await ConsoleFixture.start();
});
afterEach(() => fixture.closePages());
afterAll(() => fixture?.stop());

const MINUTE_MS = 60_000;

async function sendFailed(agent: string, ago: number): Promise<void> {
  const run = newRun(agent, Date.now() - ago);
  const failure = { type: 'timeout', message: 'no answer within 2000 ms' };
  const step = childSpan(run, 'execute_tool search', 100, 200, { failure });
  await sendSpans(fixture.url, [runSpan(run, { failure }), step]);
}

test('a hub without a run teaches how to send one, and shows the overview once it has come', async () => {
  const page = await fixture.open('/');
  await page.getByRole('heading', { name: 'No execution yet' }).waitFor();
  expect(await page.getByText('trackExecution').count()).toBe(1);
  const run = newRun('first-agent');
  await sendSpans(fixture.url, [
    runSpan(run),
    chatSpan(run, 'gpt-4o-mini', 100),
    chatSpan(run, 'acme-private-1', 400),
  ]);
  await page.getByRole('region', { name: 'Key figures' }).waitFor();
  await page
    .getByRole('link', { name: /first-agent/ })
    .first()
    .waitFor();
});

describe('with a run that went well and some that failed', () => {
  beforeAll(async () => {
    for (const minute of [1, 2, 3]) await sendFailed('flaky-agent', minute * MINUTE_MS);
  });

  test('the key figures are those of the hub, and lead to their pages', async () => {
    const page = await fixture.open('/');
    const figures = page.getByRole('region', { name: 'Key figures' });
    await figures.getByRole('link', { name: /^Active agents\s*2\s*4 executions/ }).waitFor();
    await figures.getByText('75 % of ended runs failed').waitFor();
    await figures.getByRole('link', { name: /^Events/ }).click();
    await page.waitForURL(`${fixture.url}/events`);
  });

  test('the score says what takes points away', async () => {
    const page = await fixture.open('/');
    const health = page.getByRole('region', { name: 'Health' });
    await health.getByRole('img', { name: 'Health score 40 of 100' }).waitFor();
    await health.getByText('Critical', { exact: true }).waitFor();
    await health.getByText('25 % of ended executions completed').waitFor();
    await health.getByText('75 % failed; the threshold is 10 %').waitFor();
    expect(await health.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringContaining('10 of 40 points'),
      expect.stringContaining('0 of 30 points'),
      expect.stringContaining('30 of 30 points'),
    ]);
  });

  test('what needs attention has its reason and leads there', async () => {
    const page = await fixture.open('/');
    const attention = page.getByRole('region', { name: 'Needs attention' });
    const item = attention.getByRole('link', { name: /timeout in flaky-agent/ });
    await item.getByText(/^New since \d\d:\d\d: 3 times\.$/).waitFor();
    await item.click();
    await page.waitForURL(/\/errors\/[0-9a-f]+$/);
  });

  test('causes of failure, cost with what has no price, and response times are there', async () => {
    const page = await fixture.open('/');
    const errors = page.getByRole('region', { name: 'Top causes of failure' });
    await errors.getByRole('link', { name: /timeout.*flaky-agent.*3/s }).waitFor();
    const cost = page.getByRole('region', { name: 'Cost' });
    await cost.getByText('$0.1512', { exact: true }).first().waitFor();
    await cost.getByText('1 call without a price is not in it').waitFor();
    const performance = page.getByRole('region', { name: 'Performance' });
    await performance.getByRole('img', { name: '4 executions began, 3 of them failed.' }).waitFor();
    await performance.getByText('up to 1.60 s: 4').waitFor({ state: 'attached' });
  });

  test('a run shows as it starts and as it ends, and rows hold still under the pointer', async () => {
    const page = await fixture.open('/');
    const executions = page.getByRole('region', { name: 'Executions' });
    const run = newRun('live-agent');
    await executions.getByRole('link', { name: /first-agent/ }).waitFor();
    await sendStart(fixture.url, run);
    await executions.getByRole('link', { name: 'Running live-agent' }).first().waitFor();
    const newest = executions.getByRole('listitem').filter({ hasText: 'live-agent' }).last();
    await newest.hover();
    await sendSpans(fixture.url, [runSpan(newRun('later-agent'))]);
    await sendSpans(fixture.url, [runSpan(run)]);
    // What is there changes in place while what is new waits.
    await executions.getByRole('link', { name: 'Completed live-agent' }).first().waitFor();
    expect(await executions.getByText('later-agent').count()).toBe(0);
    await page.mouse.move(5, 5);
    await executions.getByText('later-agent').first().waitFor();
  });

  test('events come by themselves, pause, and the address says so', async () => {
    const page = await fixture.open('/');
    const events = page.getByRole('region', { name: 'Events', exact: true });
    await events.getByText('Agent live-agent started').first().waitFor();
    await events.getByRole('button', { name: 'Pause' }).click();
    await page.waitForURL(`${fixture.url}/?events=paused`);
    await sendStart(fixture.url, newRun('quiet-agent'));
    await events.getByText(/^\d+ waiting$/).waitFor();
    expect(await events.getByText('quiet-agent').count()).toBe(0);
    await events.getByRole('button', { name: 'Resume' }).click();
    await events.getByText('Agent quiet-agent started').first().waitFor();
  });

  test('the range of the address holds for all panels; a stretch that is over has its events', async () => {
    const page = await fixture.open('/?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z');
    await page.getByText('Events over time').waitFor();
    await page.getByText('Nothing failed in this time.').waitFor();
    await page.getByText('No call of a model in this time.').waitFor();
  });

  test('whoever may administer clears the cache', async () => {
    const page = await fixture.open('/');
    await page.getByRole('button', { name: 'Clear the cache' }).click();
    await page.getByText(/^\d+ answers? forgotten\.$/).waitFor();
  });

  test('works by keyboard alone', async () => {
    const page = await fixture.open('/');
    const figures = page.getByRole('region', { name: 'Key figures' });
    // What is still on its way is no link yet, and passed over.
    await figures.locator('a[href="/errors"]').waitFor();
    await figures.getByRole('link', { name: /^Alerts firing/ }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${fixture.url}/errors`);
    await page.goBack();
    // A page that is come back to takes the focus when it is drawn.
    await page.locator('main:focus').waitFor();
    const link = page.getByRole('region', { name: 'Executions' }).getByRole('link', { name: /first-agent/ });
    await link.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/executions\/[0-9a-f]{48}$/);
  });

  test('axe finds nothing, dark and light', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await fixture.open('/', { viewport: { width: 1440, height: 900 }, colorScheme });
      await page.getByRole('img', { name: /Health score/ }).waitFor();
      expect(await axeFindings(page)).toEqual([]);
    }
  });

  test('fits a phone: one column, nothing sideways, targets of 44 px', async () => {
    const page = await fixture.open('/', phone);
    await page.getByRole('img', { name: /Health score/ }).waitFor();
    await page
      .getByRole('link', { name: /first-agent/ })
      .first()
      .waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const small = await page.locator('.obs-dashboard :is(a, button)').evaluateAll((controls) =>
      controls.flatMap((control) => {
        const { width, height } = control.getBoundingClientRect();
        return width >= 44 && height >= 44 ? [] : [`${control.textContent}: ${width} × ${height}`];
      }),
    );
    expect(small).toEqual([]);
    expect(await axeFindings(page)).toEqual([]);
  });
});

test('whoever may only read is offered no administration', async () => {
  const page = await fixture.open('/');
  await page.route('**/api/v1/session', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), scopes: ['read'] } });
  });
  await page.reload();
  await eventually(async () => expect(await page.locator('main .obs-skeleton').count()).toBe(0));
  await page.getByRole('region', { name: 'Alerts' }).waitFor();
  expect(await page.getByRole('region', { name: 'Administration' }).count()).toBe(0);
});

test('a panel that cannot read its answer says so, and all others are there', async () => {
  expect(fixture.complaints).toEqual([]);
  const page = await fixture.open('/');
  await page.route('**/api/v1/analysis/failures*', (route) => route.fulfill({ json: {} }));
  await page.reload();
  const errors = page.getByRole('region', { name: 'Top causes of failure' });
  await errors.getByText('This part could not be drawn. ').waitFor();
  await page.getByRole('img', { name: /Health score/ }).waitFor();
  await page.unroute('**/api/v1/analysis/failures*');
  await page.reload();
  await errors.getByRole('link', { name: /timeout/ }).waitFor();
  // React tells of what it caught.
  fixture.forgive(/./);
});

test('without the hub each panel says what is known, and is filled when it is back', async () => {
  const page = await fixture.open('/');
  await page.getByRole('img', { name: /Health score/ }).waitFor();
  await fixture.hub.stop();
  await page.getByText(/^No connection to the hub since/).waitFor();
  await page.getByRole('img', { name: /Health score/ }).waitFor();
  await fixture.restartHub();
  await page.getByText('Live', { exact: true }).waitFor({ timeout: 60_000 });
  fixture.forgive(/Failed to load|WebSocket|fetch/);
});

test('no page complained', () => {
  expect(fixture.complaints).toEqual([]);
});
