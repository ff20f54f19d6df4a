import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { axeFindings } from '../support/axe.ts';
import { ConsoleFixture, phone, wide } from '../support/console-fixture.ts';
import { eventually } from '../support/eventually.ts';
import { sendRecords, sendSpans } from '../support/send.ts';

let fixture: ConsoleFixture;
const lost = { type: 'TimeoutError', message: 'the search did not answer' };
/** The run that failed last, and one that went well. */
let failed: AgentRun;
let well: AgentRun;

const dark = { ...wide, colorScheme: 'dark' } as const;

async function ask(path: string, method = 'GET', body?: object): Promise<Record<string, never>> {
  const response = await fetch(fixture.url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return await response.json();
}

beforeAll(async () => {
  fixture = await ConsoleFixture.start();
  const now = Date.now();
  const people = { 'session.id': 'visit-1', 'user.id': 'ada' };
  const others = { 'session.id': 'visit-2', 'user.id': 'ada' };
  const runs = Array.from(
    { length: 40 },
    (_, index) => new AgentRun({ startMs: now - 300_000 + index * 5_000, attributes: people }),
  );
  well = new AgentRun({ name: 'clerk', startMs: now - 60_000, attributes: others });
  failed = new AgentRun({ name: 'clerk', startMs: now - 30_000, attributes: others });
  const month = new AgentRun({ name: 'close-month', kind: 'workflow', startMs: now - 20_000 });
  const asked = JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'Where is my lamp?' }] }]);
  await sendSpans(fixture, [
    ...runs.map((run) => run.span()),
    well.span(),
    well.chat({ 'gen_ai.input.messages': asked }),
    well.tool('search'),
    failed.span({ failure: lost }),
    failed.chat({ 'gen_ai.request.model': 'acme-private-1', 'gen_ai.provider.name': 'acme' }),
    failed.tool('search', { failure: lost }),
    month.span(),
    month.child({ 'observatory.step.name': 'load', 'observatory.step.kind': 'step' }, { name: 'load' }),
  ]);
  await sendRecords(fixture, [
    failed.start(),
    {
      timeMs: failed.startMs + 10,
      traceId: failed.traceId,
      spanId: failed.spanId,
      severity: 13,
      severityText: 'WARN',
      body: 'the search is slow',
    },
  ]);
  await ask(`/api/v1/executions/${well.id}/feedback`, 'POST', { score: 0.2, label: 'poor', user_id: 'ada' });
  await ask('/api/v1/budgets/all', 'PUT', { period: 'day', limit_usd: 0.0001 });
  await ask('/api/v1/redaction/rules/ticket', 'PUT', {
    pattern: 'T\\d+',
    replacement: '[t]',
    enabled: true,
  });
  await ask('/api/v1/silences', 'POST', {
    matchers: [{ name: 'alertname', value: 'nothing' }],
    ends_at: new Date(now + 3_600_000).toISOString(),
  });
  await ask('/api/v1/notifications/channels/mail', 'PUT', {
    kind: 'email',
    smtp_url: 'smtp://u:p@127.0.0.1:2525',
    to: ['ops@example.org'],
    from: 'obs@example.org',
  });
  await eventually(async () => {
    const { count } = await ask('/api/v1/executions/count');
    expect(count).toBe(43);
  }, 90_000);
});
afterEach(() => fixture?.closePages());
afterAll(() => fixture?.stop());

async function settled(page: Page): Promise<void> {
  await page.locator('main h1').waitFor();
  await eventually(
    async () => expect([page.url(), await page.locator('.obs-skeleton').count()]).toEqual([page.url(), 0]),
    60_000,
  );
}

const pages = (): readonly string[] => [
  '/',
  '/executions',
  ...['', '?tab=messages', '?tab=judgements', '?tab=logs', '?tab=spans'].map(
    (tab) => `/executions/${tab === '?tab=logs' ? failed.id : well.id}${tab}`,
  ),
  `/compare?a=${well.id}&b=${failed.id}`,
  '/agents/clerk',
  '/workflows/close-month',
  '/analytics',
  '/evaluations',
  '/map',
  '/timeline',
  '/alerts?status=all',
  '/alerts/rules',
  '/alerts/rules/high_error_rate',
  '/alerts/silences',
  '/alerts/channels',
  '/boards',
  ...['', '/privacy', '/redaction', '/audit'].map((tab) => `/admin${tab}`),
  '/sessions/visit-2',
  '/users/ada',
];

test('in the dark every page can be read, and what is on it be hit', { timeout: 600_000 }, async () => {
  const page = await fixture.open('/agents', dark);
  for (const path of pages()) {
    await page.goto(fixture.url + path);
    await settled(page);
    expect([path, await axeFindings(page)]).toEqual([path, []]);
  }
});

test('in the dark it can on a phone, too', { timeout: 300_000 }, async () => {
  const page = await fixture.open('/agents', { ...phone, colorScheme: 'dark' });
  for (const path of ['/executions', `/executions/${failed.id}`, '/alerts/rules/high_error_rate', '/admin']) {
    await page.goto(fixture.url + path);
    await settled(page);
    expect([path, await axeFindings(page)]).toEqual([path, []]);
  }
});

test('in the dark, windows can be read', async () => {
  for (const [path, button] of [
    ['/alerts/channels', 'New channel'],
    ['/alerts/silences', 'New silence'],
    ['/admin/keys', 'New key'],
    ['/admin/redaction', 'New rule'],
    ['/boards', 'New dashboard'],
    ['/executions', 'Columns'],
  ] as const) {
    const page = await fixture.open(path, dark);
    await settled(page);
    await page.getByRole('button', { name: button }).click();
    await page.getByRole('dialog').waitFor();
    expect([path, await axeFindings(page)]).toEqual([path, []]);
    await page.context().close();
  }
});

test('whoever opens the palette by its keys can type at once', async () => {
  const page = await fixture.open('/agents');
  await settled(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('evalu');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Evaluations' }).waitFor();
});

test('what has the focus is not hidden below what stays at the top', async () => {
  const page = await fixture.open('/executions');
  await settled(page);
  await page.locator('.obs-row-link').nth(5).waitFor();
  await page.mouse.move(700, 700);
  await page.mouse.wheel(0, 900);
  // A wheel is answered later than the call that turns it.
  await page.waitForFunction(() => window.scrollY > 0);
  await page.locator('.obs-row-link').last().focus();
  for (let back = 0; back < 20; back++) {
    await page.keyboard.press('Shift+Tab');
    const isHidden = await page.evaluate(() => {
      const focused = document.activeElement;
      if (!focused || focused === document.body) return false;
      const { left, top, width, height } = focused.getBoundingClientRect();
      const above = document.elementFromPoint(left + width / 2, top + height / 2);
      return above === null || !(focused.contains(above) || above.contains(focused));
    });
    expect([back, isHidden]).toEqual([back, false]);
  }
});

test('a panel of a board is placed and widened without dragging', async () => {
  const { id } = await ask('/api/v1/boards', 'POST', {
    name: 'Mine',
    description: '',
    range: null,
    panels: [
      { id: 'p1', panel: 'health', width: 2, options: {} },
      { id: 'p2', panel: 'text', width: 2, title: 'Words', options: { text: 'Look here.' } },
    ],
  });
  const page = await fixture.open(`/boards/${id}?edit=1`);
  await page.getByRole('button', { name: 'Options of Words' }).click();
  await page.getByRole('combobox', { name: 'Place' }).selectOption('1 of 2');
  await page.getByRole('combobox', { name: 'Width' }).selectOption('4 columns');
  await page.keyboard.press('Escape');
  const first = page.locator('.obs-board-cell').first();
  expect([await first.getAttribute('data-panel'), await first.getAttribute('data-width')]).toEqual([
    'p2',
    '4',
  ]);
});

test('the browser complained about nothing', () => {
  expect(fixture.complaints).toEqual([]);
});
