import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { ConsoleFixture, phone, wide } from '../support/console-fixture.ts';
import { brokenParts, consolePages, goWithin } from '../support/console-pages.ts';
import { hostileTexts } from '../support/hostile-texts.ts';
import { chatSpan, childSpan, newRun, runSpan, sendRecords, sendSpans } from '../support/sample-run.ts';

/** The page with nothing to show, and with texts that nobody should write. */
const ODD_NAME = 'a/b?c#d%e 🤖 مرحبا';
const ODD_USER = 'u/1?#%41';
const ODD_SESSION = '../s?1#2%2F';
const TEXT = `${hostileTexts.bidi} ${hostileTexts.terminal} ${hostileTexts.marks} ${hostileTexts.handlers} `;
const MEGABYTE = TEXT + 'W'.repeat(1_000_000);
/** As much of a name as the hub keeps. */
const KEPT_NAME_BYTES = 512;
/** A page that is held up for longer is frozen; most take a second or two. */
const FROZEN_MS = 60_000;

let fixture: ConsoleFixture;
let url = '';

/** A run, a workflow, steps, log lines, events and judgements with odd names, each text of theirs as given. */
async function sendRun(name: string, text: string): Promise<string> {
  const run = newRun(name, Date.now() - 60_000);
  const workflow = newRun(name, Date.now() - 120_000);
  const failure = { type: text, message: text };
  const isOdd = name === ODD_NAME;
  const of = { 'user.id': isOdd ? ODD_USER : text, 'session.id': isOdd ? ODD_SESSION : text };
  await sendSpans(url, [
    runSpan(run, { failure, attributes: of }),
    chatSpan(run, 'acme-private-1', 100),
    childSpan(run, `execute_tool ${text}`, 500, 200, {
      failure,
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': text,
        [text.slice(0, 500)]: text,
      },
    }),
    runSpan(workflow, {
      failure,
      attributes: { 'gen_ai.operation.name': 'invoke_workflow', 'gen_ai.workflow.name': name },
    }),
  ]);
  const line = { severityNumber: 17, severityText: 'ERROR', text };
  await sendRecords(url, run, [
    line,
    { ...line, event: 'agent.custom' },
    {
      ...line,
      event: 'gen_ai.evaluation.result',
      attributes: {
        'gen_ai.evaluation.name': text,
        'gen_ai.evaluation.score.label': text,
        'gen_ai.evaluation.explanation': text,
      },
    },
  ]);
  return run.id;
}

/** Names in a list of the API. */
async function listed(list: 'agents' | 'users' | 'sessions', field: string): Promise<string[]> {
  const answer: unknown = await (await fetch(`${url}/api/v1/${list}?minutes=60`)).json();
  const rows = (answer as Record<string, Record<string, string>[]>)[list] ?? [];
  return rows.map((row) => row[field] ?? '');
}

async function isAsItShouldBe(page: Page, path: string): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBe(phone.viewport.width);
  expect(await page.evaluate('window.__hit'), path).toBeUndefined();
  expect(await brokenParts(page), path).toBe(0);
}

beforeAll(async () => {
  fixture = await ConsoleFixture.start();
  url = fixture.url;
});
afterEach(async () => {
  await fixture?.closePages();
  expect(fixture?.complaints.splice(0)).toEqual([]);
});
afterAll(() => fixture?.stop());

test.each(['light', 'dark'] as const)(
  'every page of a hub without data fits a phone, and axe finds nothing on it, %s',
  async (colorScheme) => {
    const page = await fixture.open('/', { ...phone, colorScheme, reducedMotion: 'reduce' });
    for (const path of consolePages) {
      await goWithin(page, path);
      await isAsItShouldBe(page, path);
      expect(await axeFindings(page), path).toEqual([]);
    }
  },
);

describe('with texts that nobody should write', () => {
  let ids: string[] = [];
  beforeAll(async () => {
    ids = [await sendRun(ODD_NAME, TEXT), await sendRun(MEGABYTE, MEGABYTE)];
  });

  test('no page of a phone is widened, held up or broken by them, and nothing of them runs', async () => {
    const page = await fixture.open('/', phone);
    const names = await listed('agents', 'agent');
    expect(names.map((name) => Buffer.byteLength(name) <= KEPT_NAME_BYTES)).toEqual(names.map(() => true));
    const tabs = ['events', 'logs', 'spans', 'judgements', 'content', 'messages'];
    const named = (part: string, all: readonly string[]) =>
      all.map((name) => `/${part}/${encodeURIComponent(name)}`);
    const failures = await (await fetch(`${url}/api/v1/analysis/failures?minutes=60`)).json();
    const paths = [
      ...consolePages.filter((path) => !path.startsWith('/admin/')),
      ...ids.map((id) => `/executions/${id}`),
      ...tabs.map((tab) => `/executions/${ids[1]}?tab=${tab}`),
      `/executions/${ids[1]}?view=flame`,
      `/compare?a=${ids[0]}&b=${ids[1]}`,
      `/errors/${failures.groups[0].fingerprint}`,
      ...named('agents', names),
      ...named('workflows', names),
      ...named('users', await listed('users', 'user_id')),
      ...named('sessions', await listed('sessions', 'session_id')),
    ];
    for (const path of paths) {
      const before = Date.now();
      await goWithin(page, path);
      await isAsItShouldBe(page, path);
      expect(Date.now() - before, path).toBeLessThan(FROZEN_MS);
    }
  }, 900_000);

  test('all of a megabyte is there for whoever asks for it, control characters visible', async () => {
    const page = await fixture.open(`/executions/${ids[1]}`, phone);
    const panel = page.getByRole('region', { name: 'Why it failed' });
    await panel.getByText('␛[2J').first().waitFor();
    expect((await panel.innerText()).length).toBeLessThan(10_000);
    await panel.getByRole('button', { name: 'Show all' }).click();
    await panel.getByText('The first 200,000 of 1,000,').waitFor();
    await isAsItShouldBe(page, 'all of it');
  });

  test.each([
    ['Agents', ODD_NAME],
    ['Workflows', ODD_NAME],
    ['Users', ODD_USER],
    ['Sessions', ODD_SESSION],
  ])(
    'a name with / ? # and %% leads from %s to its page, also when that is loaded again',
    async (list, name) => {
      const page = await fixture.open(`/${list.toLowerCase()}`, wide);
      const shown = name.replace(/\s+/g, ' ');
      await page.locator('main').getByRole('link', { name: shown }).first().click();
      const title = page.locator('h1', { hasText: shown });
      await title.waitFor();
      await page.reload();
      await title.waitFor();
      expect(await brokenParts(page)).toBe(0);
      expect(await page.getByText(/No .* has this name|is not known|Nothing is known/).count()).toBe(0);
    },
  );
});
