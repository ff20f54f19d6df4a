import { Attr } from '@observatory/shim/conventions';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ConsoleFixture, phone, wide } from '../support/console-fixture.ts';
import { brokenParts, consolePages, goWithin, settled } from '../support/console-pages.ts';
import { eventually } from '../support/eventually.ts';
import { chatSpan, newRun, runSpan, sendSpans } from '../support/sample-run.ts';
import { signedInPerson } from '../support/signed-in.ts';

const KEY = 'obs_a-key-of-sixteen-or-more';
const run = newRun('helper', Date.now() - 60_000);
let fixture: ConsoleFixture;
let cookie: string;

beforeAll(async () => {
  fixture = await ConsoleFixture.start({ OBSERVATORY_API_KEY: KEY });
  await sendSpans(fixture.url, [
    runSpan(run, { attributes: { [Attr.userId]: 'anna', [Attr.sessionId]: 's-1' } }),
    chatSpan(run, 'gpt-4o-mini', run.startMs + 100),
  ]);
  cookie = await signedInPerson({ dataDir: fixture.folder }, 'vera', { default: 'viewer' });
  await eventually(async () => {
    const answer = await fetch(`${fixture.url}/api/v1/executions/${run.id}`, { headers: { cookie } });
    expect(answer.status).toBe(200);
  }, 90_000);
});
afterEach(() => fixture?.closePages());
afterAll(() => fixture?.stop());

/** A page of a viewer who signed in. */
async function openAsViewer(path: string, options: BrowserContextOptions): Promise<Page> {
  const [name = '', value = ''] = cookie.split('=');
  const kept = { name, value, domain: '127.0.0.1', path: '/', expires: -1 };
  const flags = { httpOnly: true, secure: false, sameSite: 'Lax' } as const;
  const page = await fixture.open(path, {
    ...options,
    storageState: { cookies: [{ ...kept, ...flags }], origins: [] },
  });
  await settled(page, path);
  return page;
}

const parts = [
  `/executions/${run.id}`,
  '/agents/helper',
  '/sessions/s-1',
  '/users/anna',
  '/alerts/rules/slow_response',
  '/alerts/rules/new',
] as const;

/** What changes something of the project: a button or link with such words is not for a viewer, unless it is disabled. */
const changes =
  /^(New (rule|channel|silence|key|dashboard|budget)|Add a (member|budget|rule)|Make .*|Save|Delete.*|Reset|Revoke.*|Rotate.*|Switch o(n|ff) .*|Silence( .*)?|Acknowledge( .*)?|Resolve( .*)?|Erase.*|Clear the cache)$/;

async function offered(page: Page): Promise<readonly string[]> {
  const controls = page.locator('main').locator('button:enabled, a[href], [role=switch]:enabled');
  const names = await controls.evaluateAll((all) =>
    all
      .filter((one) => one.closest('fieldset:disabled') === null && one.getClientRects().length > 0)
      .map((one) => (one.getAttribute('aria-label') ?? one.textContent ?? '').trim()),
  );
  return names.filter((name) => changes.test(name));
}

test.each([
  ['a wide screen', wide],
  ['a phone', phone],
])(
  'a viewer walks every page on %s: nothing breaks, is refused, or is offered in vain',
  async (_, options) => {
    const page = await openAsViewer('/', options);
    const faults: string[] = [];
    for (const path of [...consolePages, ...parts]) {
      await goWithin(page, path);
      if ((await brokenParts(page)) > 0) faults.push(`${path}: a part broke`);
      const alerts = await page.locator('main').getByRole('alert').allInnerTexts();
      if (alerts.length > 0) faults.push(`${path}: says ${alerts.join(' / ')}`);
      const isWithin = await page.evaluate('document.documentElement.scrollWidth <= innerWidth');
      if (isWithin !== true) faults.push(`${path}: scrolls sideways`);
      const inVain = await offered(page);
      if (inVain.length > 0) faults.push(`${path}: offers ${inVain.join(', ')}`);
      faults.push(...fixture.complaints.splice(0).map((complaint) => `${path}: ${complaint}`));
    }
    expect(faults).toEqual([]);
  },
  600_000,
);

test('what a viewer may not do says why', async () => {
  const page = await openAsViewer('/alerts/rules/slow_response', wide);
  await page
    .getByText(/may not|allowed|operator|not change/i)
    .first()
    .waitFor();
  expect(await page.getByLabel('Fires above').isDisabled()).toBe(true);
  await goWithin(page, '/alerts/channels');
  await page
    .getByText(/may not|allowed|operator|administrator/i)
    .first()
    .waitFor();
  await goWithin(page, '/admin/keys');
  await page
    .getByText(/may not|allowed|administer/i)
    .first()
    .waitFor();
});
