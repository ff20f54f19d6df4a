import { Attr, eventName } from '@observatory/shim/conventions';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { ConsoleFixture, phone } from '../support/console-fixture.ts';
import { eventually } from '../support/eventually.ts';
import { fireAlert } from '../support/fire-alert.ts';
import { NoticeReceiver } from '../support/notice-receiver.ts';
import { newRun, sendRecords } from '../support/sample-run.ts';

/** The hub evaluates every 15 seconds. */
const EVALUATED_MS = 90_000;
const MINUTE_MS = 60_000;

let fixture: ConsoleFixture;
let receiver: NoticeReceiver;

/** A run of `checkout` that began so many minutes ago, with an event that it went on and, where it failed, one of that. */
async function sendRun(minutesAgo: number, failed: boolean): Promise<void> {
  const run = newRun('checkout', Date.now() - minutesAgo * MINUTE_MS);
  const attributes = {
    [Attr.executionId]: run.id,
    [Attr.executionKind]: 'agent',
    [Attr.agentName]: run.agent,
  };
  const event = (severityNumber: number, severityText: string, type: 'log' | 'execution_error') => ({
    severityNumber,
    severityText,
    text: type,
    event: eventName(type),
    attributes,
  });
  await sendRecords(fixture.url, run, [
    event(9, 'INFO', 'log'),
    ...(failed ? [event(17, 'ERROR', 'execution_error')] : []),
  ]);
}

async function api<D>(path: string): Promise<D> {
  const answer = await fetch(fixture.url + path);
  expect(answer.status).toBe(200);
  return (await answer.json()) as D;
}

const checked = async (page: Page) => {
  expect(await axeFindings(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
};
const firingHere = (page: Page) => page.getByRole('link', { name: 'checkout fails' });

beforeAll(async () => {
  receiver = await NoticeReceiver.open();
  fixture = await ConsoleFixture.start({ OBSERVATORY_ALLOW_PRIVATE_TARGETS: new URL(receiver.url()).host });
  for (let minute = 60; minute > 50; minute -= 1) await sendRun(minute, minute < 56);
});
afterEach(() => fixture?.closePages());
afterAll(async () => {
  await fixture?.stop();
  await receiver?.close();
});

test('a channel is made, its secrets are not shown, and a test of it says what the receiver answered', async () => {
  const page = await fixture.open('/alerts/channels');
  await page.getByRole('heading', { name: 'No channel yet' }).waitFor();
  await page.getByRole('button', { name: 'New channel' }).click();
  await page.getByLabel('Kind').selectOption('webhook');
  await page.getByLabel('Name').fill('on-call');
  await page.getByLabel('Address').fill(receiver.url('/on-call'));
  await page.getByLabel('Signing key').fill('a-signing-key-of-ours');
  await checked(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'on-call' }).waitFor();
  expect(await page.content()).not.toContain('a-signing-key-of-ours');
  await page.getByText('set, ends with ours').waitFor();

  await page.getByRole('button', { name: 'Send a test over on-call' }).click();
  await page.getByText('Sent: the receiver took it (HTTP 200).').waitFor();
  expect(receiver.heard.map(({ path, headers }) => [path, headers['x-observatory-status']])).toEqual([
    ['/on-call', 'test'],
  ]);
  receiver.refuses('/on-call');
  await page.getByRole('button', { name: 'Send a test over on-call' }).click();
  await page.getByText(/^Not sent: .*400/).waitFor();
  receiver.clear();

  await page.getByRole('button', { name: 'Change on-call' }).click();
  await page.getByLabel('Tells', { exact: true }).selectOption('warning');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Warning and worse').waitFor();
  await page.getByRole('button', { name: 'Send a test over on-call' }).click();
  await page.getByText('Sent: the receiver took it (HTTP 200).').waitFor();
  receiver.clear();
});

test('a rule says what it does, and when it would have fired, before it is made', async () => {
  const page = await fixture.open('/alerts/rules');
  await page.getByRole('heading', { name: 'No rule of your own yet' }).waitFor();
  await checked(page);
  await page.getByRole('link', { name: 'New rule' }).click();
  await page.getByLabel('Name').fill('checkout fails');
  await page.getByRole('button', { name: 'Add a condition' }).click();
  await page.getByLabel('Value 1').fill('checkout');
  await page.getByLabel('Fires above').fill('101');
  await page.getByText('Expected per cent, 0 to 100.').waitFor();
  await page.getByLabel('Fires above').fill('60');
  await page.getByText('It would not have fired.').waitFor();
  await page.getByLabel('Fires above').fill('40');
  await page
    .getByText(
      'Fires when more than 40 % of the events of the last 5 minutes are errors, only of agent checkout.',
    )
    .waitFor();
  await page.getByText('It would have fired once').waitFor();
  expect(await page.getByRole('table', { name: 'When it would have fired' }).getByRole('row').count()).toBe(
    2,
  );
  await checked(page);

  await page.getByLabel('Within the last').fill('a while');
  await page.getByRole('button', { name: 'Make the rule' }).click();
  await page.getByText('Expected whole minutes, hours or days').first().waitFor();
  await page.getByLabel('Within the last').fill('5m');
  await page.getByRole('button', { name: 'Make the rule' }).click();
  await page.waitForURL('**/alerts/rules/checkout%20fails');
  const rule = await api<Record<string, unknown>>('/api/v1/alerts/rules/checkout%20fails');
  expect(rule).toMatchObject({
    condition: 'error_rate',
    threshold: 0.4,
    window: '5m',
    filter: { agent: ['checkout'] },
    enabled: true,
  });
  fixture.forgive(/400/);
});

test('a rule of every project is switched by keyboard, changed, and reset', async () => {
  const page = await fixture.open('/alerts/rules');
  const isEnabled = async () =>
    (await api<{ enabled: boolean }>('/api/v1/alerts/rules/slow_response')).enabled;
  await page.getByRole('switch', { name: 'Switch on slow_response' }).focus();
  await page.keyboard.press('Space');
  await eventually(async () => expect(await isEnabled()).toBe(false));
  await page.getByRole('link', { name: 'slow_response' }).click();
  await page.getByLabel('Fires above').fill('30000');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click();
  await page.waitForURL('**/alerts/rules');
  expect(await api('/api/v1/alerts/rules/slow_response')).toMatchObject({
    threshold: 5000,
    enabled: true,
    changed: false,
  });
});

test('runs that fail make it fire, live on a phone; it is acknowledged, silenced, and told', async () => {
  const page = await fixture.open('/alerts', phone);
  await page.getByRole('heading', { name: 'Nothing fires' }).waitFor();
  for (let run = 0; run < 3; run += 1) await sendRun(0, true);
  await firingHere(page).waitFor({ timeout: EVALUATED_MS });
  await checked(page);
  await firingHere(page).click();
  await page.getByRole('button', { name: 'Acknowledge' }).click();
  await page.getByText('acknowledged it').waitFor();
  await page.getByRole('button', { name: 'Silence…' }).click();
  await page.getByLabel('Why').fill('we know');
  await checked(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Silence', exact: true }).click();
  await page.getByText('silenced it').waitFor();
  const { alerts } = await api<{ alerts: { name: string; state: string }[] }>('/api/v1/alerts?status=firing');
  expect(alerts.map(({ name, state }) => [name, state])).toEqual([['checkout fails', 'silenced']]);
});

test('the silence is listed, and ended; another is made and is over when ended', async () => {
  const page = await fixture.open('/alerts/silences');
  await page.getByText('we know').waitFor();
  await checked(page);
  await page.getByRole('button', { name: /^End the silence of .*alertname="checkout fails"/ }).click();
  await page.getByRole('heading', { name: 'Nothing is silenced' }).waitFor();
  await page.getByRole('button', { name: 'New silence' }).click();
  await page.getByLabel('Why').fill('a release');
  await page.getByRole('button', { name: 'Silence', exact: true }).click();
  await page.getByText('Give a condition with a value').waitFor();
  await page.getByLabel('How 1').selectOption('=~');
  await page.getByLabel('Value 1').fill('checkout.*');
  await page.getByRole('button', { name: 'Silence', exact: true }).click();
  await page.getByText('alertname=~"checkout.*"').waitFor();
  expect(await api('/api/v1/silences')).toMatchObject({
    silences: [
      {
        status: 'active',
        matchers: [{ name: 'alertname', value: 'checkout.*', is_regex: true, is_equal: true }],
      },
      { status: 'expired', comment: 'we know' },
    ],
  });
  await page.getByRole('button', { name: /^End the silence of/ }).click();
  await page.getByRole('heading', { name: 'Nothing is silenced' }).waitFor();
  await page.getByRole('button', { name: 'Show those that are over' }).click();
  await page.waitForURL('**/alerts/silences?over=1');
  await page.getByText('a release').waitFor();
});

test('a silence is ended once, by a double tap too', async () => {
  const page = await fixture.open('/alerts');
  await firingHere(page).click();
  await page.getByRole('button', { name: 'Silence…' }).click();
  await page.getByLabel('Why').fill('for a moment');
  await page.getByRole('dialog').getByRole('button', { name: 'Silence', exact: true }).click();
  let ended = 0;
  page.on('request', (request) => {
    if (request.method() === 'DELETE') ended += 1;
  });
  await page.getByRole('button', { name: 'End silence' }).dblclick();
  await page.getByRole('button', { name: 'Silence…' }).waitFor();
  expect(ended).toBe(1);
});

test('what was told over the channel is listed with its outcome', async () => {
  const page = await fixture.open('/alerts/channels', phone);
  const told = page.getByRole('table', { name: 'What was told' });
  await told.getByText('checkout fails').first().waitFor();
  await checked(page);
  await page.getByRole('button', { name: 'Delete on-call' }).click();
  const remove = page.getByRole('dialog').getByRole('button', { name: 'Delete' });
  expect(await remove.isDisabled()).toBe(true);
  await page.getByLabel('Type on-call to confirm').fill('on-call');
  await remove.click();
  await page.getByRole('heading', { name: 'No channel yet' }).waitFor();
});

/** Waits until a page knows which alerts fire, and is told of more; what comes before that is none that is new. */
async function knowsAlerts(page: Page): Promise<void> {
  const isAnswer = (url: string) => url.includes('/api/v1/alerts?status=firing');
  await Promise.all([page.waitForResponse((answer) => isAnswer(answer.url())), page.reload()]);
  await page.locator('.connection-word', { hasText: /^Live$/ }).waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
}

test('an alert that begins while another page is open is told there, and leads to it', async () => {
  await fireAlert(fixture.url, 'before-the-page');
  const page = await fixture.open('/agents', phone);
  // Notices close by themselves after 15 s, which what follows may take; that has a test of its own.
  await page.addInitScript(`{
    const every = window.setInterval;
    window.setInterval = (run, ms) => every(run, ms === 15_000 ? 600_000 : ms);
  }`);
  await knowsAlerts(page);
  const notices = page.getByRole('status', { name: 'New alerts' });
  const id = await fireAlert(fixture.url, 'shipping', 'warning');
  await notices.getByText('shipping fails more than it should').waitFor();
  expect(await notices.getByRole('link').count()).toBe(1);
  await checked(page);

  await fireAlert(fixture.url, 'billing');
  await notices.getByText('billing fails').waitFor();
  await fetch(`${fixture.url}/api/v1/alerts/${id}/acknowledge`, { method: 'POST' });
  await notices.getByText('shipping fails').waitFor({ state: 'detached' });
  for (const agent of ['one', 'two', 'three']) await fireAlert(fixture.url, agent);
  await notices.getByText('three fails').waitFor();
  expect(await notices.locator('p').allTextContents()).toEqual([
    'three fails more than it should',
    'two fails more than it should',
    'one fails more than it should',
  ]);
  await checked(page);
  await notices.getByRole('button', { name: 'Close the notice of AgentFailing' }).nth(1).click();
  expect(await notices.getByRole('link').count()).toBe(2);
  await notices.getByRole('link').nth(1).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/alerts/*');
  await page.getByText('one fails more than it should').first().waitFor();
  await eventually(async () => expect(await notices.getByRole('link').count()).toBe(0));
});

test('a notice closes by itself, and none is shown beside the list of alerts', async () => {
  const page = await fixture.open('/agents');
  await knowsAlerts(page);
  const notices = page.getByRole('status', { name: 'New alerts' });
  await fireAlert(fixture.url, 'passing-by');
  await notices.getByText('passing-by fails').waitFor();
  await notices.getByText('passing-by fails').waitFor({ state: 'detached' });

  await page.getByRole('link', { name: 'Alerts', exact: true }).first().click();
  await fireAlert(fixture.url, 'beside-the-list');
  await page.getByRole('table').getByText('beside-the-list fails').waitFor();
  expect(await notices.getByRole('link').count()).toBe(0);
});

test('no page made the browser complain', () => {
  expect(fixture.complaints).toEqual([]);
});
