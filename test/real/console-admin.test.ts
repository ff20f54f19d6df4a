import { Attr } from '@observatory/shim/conventions';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { ConsoleFixture, phone } from '../support/console-fixture.ts';
import { eventually } from '../support/eventually.ts';
import { newRun, runSpan, sendSpans } from '../support/sample-run.ts';
import { signedInPerson } from '../support/signed-in.ts';

const KEY = 'obs_a-key-of-sixteen-or-more';
let fixture: ConsoleFixture;
let readSecret = '';

/** The hub's answer to a key: its status, and its body where it has one. */
async function ask(key: string, path: string) {
  const answer = await fetch(fixture.url + path, { headers: { 'x-api-key': key } });
  return { status: answer.status, body: answer.ok ? await answer.json() : null };
}

/** A page of somebody who signed in with a key. */
async function openAs(
  key: string,
  path: string,
  options?: Parameters<ConsoleFixture['open']>[1],
): Promise<Page> {
  const page = await fixture.open(`${path}#key=${encodeURIComponent(key)}`, options);
  await page.locator('h1').first().waitFor();
  return page;
}

const checked = async (page: Page) => {
  expect(await axeFindings(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
};
const tabs = (page: Page) =>
  page.getByRole('navigation', { name: 'About administration' }).getByRole('link').allTextContents();
const secretOf = async (page: Page) => (await page.locator('.obs-secret code').textContent()) ?? '';

beforeAll(async () => {
  fixture = await ConsoleFixture.start({ OBSERVATORY_API_KEY: KEY });
  const run = newRun('helper', Date.now() - 60_000);
  await sendSpans(fixture.url, [runSpan(run, { attributes: { [Attr.userId]: 'anna' } })]);
  await signedInPerson({ dataDir: fixture.folder }, 'ada', { default: 'viewer' });
});
afterEach(() => fixture?.closePages());
afterAll(() => fixture?.stop());

test('how the hub stands, and who one is, is on the first tab', async () => {
  const page = await openAs(KEY, '/admin', phone);
  await page.getByText('with a key of the settings').waitFor();
  await page.getByRole('heading', { name: 'Queues' }).waitFor();
  await page.getByText('sends telemetry, reads, operates, administers').waitFor();
  await page.getByRole('button', { name: 'Clear the cache' }).click();
  await page.getByText(/answers? forgotten/).waitFor();
  await checked(page);
});

test('a key is made, its secret shown once, rotated, and revoked by typing its name', async () => {
  const page = await openAs(KEY, '/admin/keys');
  await page.getByRole('heading', { name: 'No key yet' }).waitFor();
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByLabel('Name').fill('report');
  await page.getByRole('checkbox', { name: /^sends telemetry/ }).uncheck();
  await page.getByRole('checkbox', { name: /^reads/ }).check();
  await checked(page);
  await page.getByRole('button', { name: 'Make the key' }).click();
  const first = await secretOf(page);
  expect(first).toMatch(/^obs_[0-9a-f]{16}_[\w-]{43}$/);
  await page.getByRole('button', { name: 'I have kept it' }).click();
  expect(await page.content()).not.toContain(first);
  expect((await ask(first, '/api/v1/agents')).status).toBe(200);
  expect((await ask(first, '/api/v1/keys')).status).toBe(403);

  await page.getByRole('button', { name: 'Rotate report' }).click();
  await page.getByLabel('The old secret stays good for').selectOption('0');
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
  await eventually(async () => expect(await secretOf(page)).not.toBe(first));
  readSecret = await secretOf(page);
  await page.getByRole('button', { name: 'I have kept it' }).click();
  expect((await ask(first, '/api/v1/agents')).status).toBe(401);
  expect((await ask(readSecret, '/api/v1/agents')).status).toBe(200);

  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByLabel('Name').fill('lost');
  await page.getByRole('checkbox', { name: /^reads/ }).check();
  await page.getByRole('button', { name: 'Make the key' }).click();
  const lost = await secretOf(page);
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByRole('button', { name: 'Revoke lost' }).click();
  const revoke = page.getByRole('dialog').getByRole('button', { name: 'Revoke' });
  expect(await revoke.isDisabled()).toBe(true);
  await page.getByLabel('Type lost to confirm').fill('lost');
  await page.keyboard.press('Enter');
  await page.getByText('Revoked', { exact: true }).waitFor();
  expect((await ask(lost, '/api/v1/agents')).status).toBe(401);
});

test('a key that reads is not offered what it may not do, and is told which role it needs', async () => {
  const page = await openAs(readSecret, '/admin');
  await page.getByText('with a key', { exact: true }).waitFor();
  expect(await tabs(page)).toEqual(['Status', 'Projects']);
  expect(await page.getByRole('button', { name: 'Clear the cache' }).count()).toBe(0);
  await page.goto(`${fixture.url}/admin/keys`);
  await page.getByRole('heading', { name: 'Your role may not administer this project' }).waitFor();
  await page.getByText('This needs the role admin').waitFor();
  await checked(page);
  await page.goto(`${fixture.url}/alerts/rules`);
  await page.getByText('Ask for the role operator.').waitFor();
  expect(await page.getByRole('link', { name: 'New rule' }).count()).toBe(0);
  expect(await page.getByRole('switch').count()).toBe(0);
  await page.goto(`${fixture.url}/alerts/channels`);
  await page.getByText('Your role may not look at channels').waitFor();
});

test('the role of a person is changed, and a browser signed out', async () => {
  const page = await openAs(KEY, '/admin/people', phone);
  await page.getByLabel('Role of The person ada').selectOption('operator');
  await eventually(async () => {
    const { body } = await ask(KEY, '/api/v1/members');
    expect(body.members[0].role).toBe('operator');
  });
  await checked(page);
  await page.getByRole('button', { name: 'Sign out The person ada' }).click();
  await eventually(async () =>
    expect(await page.getByRole('button', { name: 'Sign out The person ada' }).count()).toBe(0),
  );
  await page.getByText('this browser').waitFor();
});

test('a rule of redaction is tried on a sample, made, and used', async () => {
  const page = await openAs(KEY, '/admin/redaction');
  await page.getByRole('button', { name: 'New rule' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('customers');
  await dialog.getByLabel('Pattern').fill('CUST-\\d{6}');
  await dialog.getByLabel('Sample', { exact: true }).fill('order of CUST-123456');
  await dialog.getByRole('button', { name: 'Try' }).click();
  await dialog.getByText('customers finds 1').waitFor();
  await dialog.getByText('order of [redacted]').waitFor();
  await checked(page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('table', { name: 'Redaction rules' }).getByText('customers').waitFor();
  await page.getByLabel('Sample', { exact: true }).fill('{"note": "CUST-654321 called"}');
  await page.getByRole('button', { name: 'Try' }).click();
  await page.getByText('"note": "[redacted] called"').waitFor();
});

test('all of a user is erased by typing the id, and it is said how far that is', async () => {
  const page = await openAs(KEY, '/admin/privacy?user=anna');
  await page.getByRole('table', { name: 'What is kept' }).getByText('30 days').first().waitFor();
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export' }).click();
  expect((await downloading).suggestedFilename()).toBe('user-export.ndjson');
  await page.getByRole('button', { name: 'Erase' }).click();
  const erase = page.getByRole('dialog').getByRole('button', { name: 'Erase' });
  expect(await erase.isDisabled()).toBe(true);
  await page.getByLabel('Type anna to confirm').fill('anna');
  await erase.click();
  await page.getByText('Done', { exact: true }).waitFor({ timeout: 60_000 });
  await page.getByText(/^1 executions/).waitFor();
  expect((await ask(KEY, '/api/v1/users')).body.users).toEqual([]);
});

test('the audit trail is searched, and its chain is whole', async () => {
  const page = await openAs(KEY, '/admin/audit');
  await page.getByLabel('Action, such as createKey').fill('createKey');
  const entries = page.getByRole('table', { name: 'Audit trail, newest first' });
  await eventually(async () => expect(await entries.getByRole('row').count()).toBe(3));
  await page.waitForURL('**/admin/audit?action=createKey');
  await page.getByRole('button', { name: 'Verify the chain' }).click();
  await page.getByText(/^All \d+ entries are as they were recorded\.$/).waitFor();
  await checked(page);
  await page.goto(`${fixture.url}/admin/encryption`);
  await page.getByRole('heading', { name: 'Content is stored as it comes' }).waitFor();
});

test('a project is made, and its keys are managed from here', async () => {
  const page = await openAs(KEY, '/admin/projects');
  await page.getByLabel('New project').fill('lab');
  await page.getByRole('button', { name: 'Make the project' }).click();
  await page.getByText('default, lab').waitFor();
  await page.getByRole('link', { name: 'Keys' }).click();
  await page.getByLabel('Project that is managed').selectOption('lab');
  await page.waitForURL('**/admin/keys?project=lab');
  await page.getByRole('heading', { name: 'No key yet' }).waitFor();
});

test('no page made the browser complain', () => {
  expect(fixture.complaints).toEqual([]);
});
