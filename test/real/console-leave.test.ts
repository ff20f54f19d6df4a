import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { ConsoleFixture } from '../support/console-fixture.ts';

let fixture: ConsoleFixture;

beforeAll(async () => {
  fixture = await ConsoleFixture.start();
});
afterEach(() => fixture?.closePages());
afterAll(() => fixture?.stop());

const question = (page: Page) => page.getByRole('dialog', { name: 'Leave without saving?' });
const toOverview = (page: Page) =>
  page.getByRole('navigation').first().getByRole('link', { name: 'Overview' }).click();

test('a rule that is written is not lost by a link, by the history, nor by what is saved', async () => {
  const page = await fixture.open('/alerts/rules');
  await page.getByRole('link', { name: 'slow_response' }).click();
  await page.getByLabel('Fires above').fill('31000');
  await toOverview(page);
  await question(page).getByRole('button', { name: 'Cancel' }).click();
  expect(await page.getByLabel('Fires above').inputValue()).toBe('31000');
  expect(page.url()).toMatch(/rules\/slow_response$/);
  await page.goBack();
  await question(page).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  expect(await page.getByLabel('Fires above').inputValue()).toBe('31000');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  // Nothing is lost any more, so nothing is asked.
  await toOverview(page);
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();

  await page.goBack();
  await page.getByLabel('Fires above').fill('32000');
  await toOverview(page);
  await question(page).getByRole('button', { name: 'Leave' }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
});

test('a new rule that is made leads to its page without a question', async () => {
  const page = await fixture.open('/alerts/rules/new');
  await page.getByLabel('Name').fill('many failures');
  await page.getByLabel('Fires above').fill('40');
  await page.getByRole('button', { name: 'Make the rule' }).click();
  await page.waitForURL('**/alerts/rules/many%20failures');
  expect(await question(page).count()).toBe(0);
});

test('a channel and a silence that are written ask before their window closes; Cancel gives them up', async () => {
  const page = await fixture.open('/alerts/channels');
  await page.getByRole('button', { name: 'New channel' }).click();
  const channel = page.getByRole('dialog', { name: 'New channel' });
  await page.keyboard.press('Escape');
  await channel.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'New channel' }).click();
  await channel.getByLabel('Name').fill('on-call');
  await page.keyboard.press('Escape');
  await question(page).getByRole('button', { name: 'Cancel' }).click();
  expect(await channel.getByLabel('Name').inputValue()).toBe('on-call');
  await channel.getByRole('button', { name: 'Close' }).click();
  await question(page).getByRole('button', { name: 'Leave' }).click();
  await channel.waitFor({ state: 'detached' });

  await page.getByRole('link', { name: 'Silences' }).click();
  await page.getByRole('button', { name: 'New silence' }).click();
  const silence = page.getByRole('dialog', { name: 'New silence' });
  await silence.getByLabel('Why').fill('we deploy');
  await page.goBack();
  await question(page).getByRole('button', { name: 'Cancel' }).click();
  expect(await silence.getByLabel('Why').inputValue()).toBe('we deploy');
  await silence.getByRole('button', { name: 'Cancel' }).click();
  await silence.waitFor({ state: 'detached' });
  await toOverview(page);
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
});

test('a query that was not run is asked about, one that was run is in the address', async () => {
  const page = await fixture.open('/query');
  await page.getByRole('textbox', { name: 'SQL' }).focus();
  await page.keyboard.type('SELECT 41 + 1 AS answer');
  await toOverview(page);
  await question(page).getByText('What you wrote was not run').waitFor();
  await question(page).getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('textbox', { name: 'SQL' }).focus();
  await page.keyboard.press('Control+Enter');
  await page.getByText('42').first().waitFor();
  await toOverview(page);
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
});

test('a link to a query whose lines end as on Windows is nothing unsaved', async () => {
  const sql = encodeURIComponent('SELECT 41\r\n+ 1 AS answer');
  const page = await fixture.open(`/query?sql=${sql}`);
  await page.getByText('42').first().waitFor();
  await toOverview(page);
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
});

test('the browser complained about nothing', () => {
  expect(fixture.complaints).toEqual([]);
});
