import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { ConsoleFixture, phone, wide } from '../support/console-fixture.ts';
import { settled } from '../support/console-pages.ts';
import { eventually } from '../support/eventually.ts';
import { chatSpan, newRun, runSpan, sendSpans } from '../support/sample-run.ts';

const KEY = 'obs_a-key-of-sixteen-or-more';
let fixture: ConsoleFixture;
let readKey = '';
let boardId = '';

interface SentPanel {
  readonly id: string;
  readonly panel: string;
  readonly width: number;
  readonly title?: string;
  readonly options: Readonly<Record<string, string>>;
}
interface SentBoard {
  readonly id: string;
  readonly name: string;
  readonly panels: readonly SentPanel[];
  readonly updated_at: string;
}

/** The hub's answer to a request with the key of the settings. */
async function call(method: string, path: string, body?: object) {
  const answer = await fetch(fixture.url + path, {
    method,
    headers: { 'x-api-key': KEY, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.status === 204 ? null : answer.json();
}
const boardNow = (): Promise<SentBoard> => call('GET', `/api/v1/boards/${boardId}`);
const panelsNow = async () => (await boardNow()).panels.map(({ panel, width }) => `${panel} ${width}`);

/** A page of somebody who signed in with a key. */
const sessions = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>();

async function openAs(
  key: string,
  path: string,
  options?: Parameters<ConsoleFixture['open']>[1],
): Promise<Page> {
  // Ten sign-ins a minute are all that an address may try.
  const known = sessions.get(key);
  const page = known
    ? await fixture.open(path, { ...options, storageState: known })
    : await fixture.open(`${path}#key=${encodeURIComponent(key)}`, options);
  await page.locator('h1').first().waitFor();
  if (!known) sessions.set(key, await page.context().storageState());
  return page;
}
const titles = (page: Page) => page.locator('.obs-board-tools-title').allTextContents();
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true });
const saved = (page: Page) => page.getByRole('button', { name: 'Edit', exact: true }).waitFor();

beforeAll(async () => {
  fixture = await ConsoleFixture.start({ OBSERVATORY_API_KEY: KEY });
  readKey = (await call('POST', '/api/v1/keys', { name: 'a viewer', scopes: ['read'] })).secret;
});
afterEach(() => fixture?.closePages());
afterAll(() => fixture?.stop());

test('a dashboard is made and given panels', async () => {
  const page = await openAs(KEY, '/boards');
  await page.getByRole('heading', { name: 'No dashboard yet' }).waitFor();
  await page.getByRole('button', { name: 'New dashboard' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Mornings');
  await page.getByRole('radio', { name: 'Nothing' }).check();
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.waitForURL('**/boards/*?edit=1');
  boardId = new URL(page.url()).pathname.split('/').at(-1) ?? '';

  await page.getByRole('button', { name: 'Add a panel' }).click();
  await page.getByRole('button', { name: /^Cost/ }).click();
  await page.getByRole('button', { name: 'Add a panel' }).click();
  await page.getByRole('button', { name: /^Text/ }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('What to do');
  await page.getByRole('button', { name: 'Add a panel' }).last().click();
  await page.getByText('Expected something here.').waitFor();
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Call <b>Ada</b>.');
  await page.getByRole('button', { name: 'Add a panel' }).last().click();
  await page.getByRole('button', { name: 'Add a panel' }).click();
  await page.getByRole('button', { name: /^Figure of SQL/ }).click();
  await page.getByRole('textbox', { name: 'SQL' }).fill('SELECT 41 + 1 AS answer');
  await page.getByRole('textbox', { name: 'Unit' }).fill('things');
  await page.getByRole('button', { name: 'Add a panel' }).last().click();
  expect(await titles(page)).toEqual(['Cost', 'What to do', 'Figure of SQL']);
  await save(page).click();
  await saved(page);
  expect(await panelsNow()).toEqual(['cost 2', 'text 2', 'sqlFigure 1']);
  await page.getByText('Call <b>Ada</b>.').waitFor();
  await eventually(async () =>
    expect(await page.locator('.obs-board-figure').textContent()).toBe('42 things'),
  );
});

test('panels are moved and sized by keyboard, and it is said what came of it', async () => {
  const page = await openAs(KEY, `/boards/${boardId}?edit=1`);
  await page.getByRole('button', { name: /^Move Figure of SQL/ }).focus();
  await page.keyboard.press('ArrowLeft');
  await page.getByText('Figure of SQL: place 2 of 3').waitFor({ state: 'attached' });
  await page.keyboard.press('ArrowLeft');
  await eventually(async () => expect(await titles(page)).toEqual(['Figure of SQL', 'Cost', 'What to do']));
  await page.getByRole('button', { name: /^Width of Cost/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByText('Cost: 3 of 4 columns').waitFor({ state: 'attached' });
  await save(page).click();
  await saved(page);
  expect(await panelsNow()).toEqual(['sqlFigure 1', 'cost 3', 'text 2']);
});

test('panels are moved and sized by mouse', async () => {
  const page = await openAs(KEY, `/boards/${boardId}?edit=1`);
  // What comes in a panel may move the others.
  await settled(page, 'the dashboard');
  await drag(page, /^Move What to do/, async () => {
    const box = await page.locator('[data-panel]').first().boundingBox();
    return { x: (box?.x ?? 0) + 40, y: (box?.y ?? 0) + 60 };
  });
  await eventually(async () => expect((await titles(page))[0]).toBe('What to do'));
  await drag(page, /^Width of What to do/, async () => {
    const grid = await page.locator('.obs-board').boundingBox();
    return { x: (grid?.x ?? 0) + (grid?.width ?? 0) - 4, y: (grid?.y ?? 0) + 20 };
  });
  await save(page).click();
  await saved(page);
  expect((await panelsNow())[0]).toBe('text 4');
});

async function drag(
  page: Page,
  name: RegExp,
  target: () => Promise<{ x: number; y: number }>,
): Promise<void> {
  const box = await page.getByRole('button', { name }).boundingBox();
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
  await page.mouse.down();
  const { x, y } = await target();
  await page.mouse.move(x, y, { steps: 8 });
  await page.mouse.up();
}

test('what is not saved is asked about before another page is gone to, by links, keys and history', async () => {
  const page = await openAs(KEY, '/boards');
  await page.getByRole('link', { name: 'Mornings' }).click();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const isAsked = page.getByRole('dialog', { name: 'Leave without saving?' });
  const stay = async () => {
    await isAsked.getByRole('button', { name: 'Cancel' }).click();
    await isAsked.waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toBe(`/boards/${boardId}`);
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Evenings');
  };
  await page.getByRole('textbox', { name: 'Name' }).fill('Evenings');
  await page.getByRole('link', { name: 'Agents', exact: true }).click();
  await isAsked.waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await stay();
  await page.goBack();
  await isAsked.waitFor();
  await stay();
  await page.locator('h1').click();
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await isAsked.waitFor();
  await page.keyboard.press('Escape');
  await isAsked.waitFor({ state: 'detached' });

  await page.goBack();
  await isAsked.getByRole('button', { name: 'Leave' }).click();
  await page.waitForURL('**/boards');
  await page.getByRole('heading', { name: 'Dashboards' }).waitFor();
  expect((await boardNow()).name).toBe('Mornings');

  await page.getByRole('link', { name: 'Mornings' }).click();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Noons');
  await page.getByRole('link', { name: 'Agents', exact: true }).click();
  await isAsked.getByRole('button', { name: 'Leave' }).click();
  await page.waitForURL('**/agents');

  await page.goto(`${fixture.url}/boards/${boardId}?edit=1`);
  await page.getByRole('textbox', { name: 'What it is for' }).fill('x');
  await page.getByRole('button', { name: 'Discard changes' }).click();
  await page.getByRole('link', { name: 'Agents', exact: true }).click();
  await page.waitForURL('**/agents');
});

test('what is changed while a dashboard is saved stays, and is saved next', async () => {
  const page = await openAs(KEY, `/boards/${boardId}?edit=1`);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(`**/api/v1/boards/${boardId}`, async (route) => {
    if (route.request().method() === 'PUT') await held;
    await route.continue();
  });
  const name = page.getByRole('textbox', { name: 'Name' });
  const before = (await boardNow()).name;
  await name.fill('Once');
  await save(page).click();
  await name.fill('Twice');
  letGo();
  await eventually(async () => expect((await boardNow()).name).toBe('Once'));
  await eventually(async () => expect(await save(page).isEnabled()).toBe(true));
  expect(await name.inputValue()).toBe('Twice');
  await name.fill(before);
  await save(page).click();
  await saved(page);
  expect((await boardNow()).name).toBe(before);
});

test('two who change it at once are told, and choose', async () => {
  const page = await openAs(KEY, `/boards/${boardId}?edit=1`);
  await page.getByRole('button', { name: 'Remove Figure of SQL' }).click();
  const { name: _name, ...before } = await boardNow();
  await writeTheirs(before, 'Theirs');
  await save(page).click();
  await page.getByRole('heading', { name: 'Somebody else changed this dashboard' }).waitFor();
  await page.getByRole('button', { name: 'Give up mine' }).click();
  await page.getByRole('heading', { name: 'Theirs' }).waitFor();

  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Mine');
  await writeTheirs(await boardNow(), 'Theirs again');
  await save(page).click();
  await page.getByRole('button', { name: 'Save mine over theirs' }).click();
  await saved(page);
  expect((await boardNow()).name).toBe('Mine');
  fixture.forgive(/409/);
});

async function writeTheirs(board: Omit<SentBoard, 'name'>, name: string): Promise<void> {
  const { panels, updated_at } = board;
  await call('PUT', `/api/v1/boards/${boardId}`, { name, description: '', range: '24h', panels, updated_at });
}

test('who may only read sees it without its tools; a panel of a newer page is told', async () => {
  const { panels, ...board } = await boardNow();
  const newer = { id: 'newer', panel: 'hologram', width: 2, options: {} };
  await writeTheirs({ ...board, panels: [...panels, newer] }, 'Shared');
  const page = await openAs(readKey, `/boards/${boardId}`);
  await page.getByRole('heading', { name: 'Shared' }).waitFor();
  await page.getByText('“hologram” may be of a newer version of the hub.').waitFor();
  await page.getByRole('button', { name: 'Copy link' }).waitFor();
  expect(await page.getByRole('button', { name: 'Edit', exact: true }).count()).toBe(0);
  await page.goto(`${fixture.url}/boards/${boardId}?edit=1`);
  await page.getByRole('heading', { name: 'Shared' }).waitFor();
  expect(await page.locator('.obs-board-tools').count()).toBe(0);
});

test.each([
  ['wide', wide],
  ['phone', phone],
] as const)('axe finds nothing on a %s screen, looked at and edited', async (_screen, options) => {
  for (const path of ['/boards', `/boards/${boardId}`, `/boards/${boardId}?edit=1`]) {
    const page = await openAs(KEY, path, { ...options, reducedMotion: 'reduce' });
    await page.locator('.obs-data-table, .obs-board-figure').first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(options.viewport.width);
  }
});

test('panels of other pages stand on a board, of all agents or of one', async () => {
  const run = newRun('mapper');
  await sendSpans(fixture.url, [runSpan(run), chatSpan(run, 'gpt-4o-mini', 100)]);
  await eventually(
    async () => expect((await call('GET', '/api/v1/service-map')).edges).toHaveLength(2),
    90_000,
  );
  await call('POST', `/api/v1/executions/${run.id}/feedback`, { score: 0, comment: 'lost its way' });
  const names = ['responseTimes', 'anomalies', 'serviceMap', 'scores', 'worstRuns', 'feedback'];
  const board = await call('POST', '/api/v1/boards', {
    name: 'Insights',
    description: '',
    range: '1h',
    panels: names.map((panel) => ({
      id: panel,
      panel,
      width: 4,
      options: panel === 'feedback' ? { agent: 'mapper' } : panel === 'scores' ? { agent: 'nobody' } : {},
    })),
  });
  const page = await openAs(KEY, `/boards/${board.id}`);
  const panel = (name: string) => page.getByRole('region', { name, exact: true });
  await panel('Response times over time')
    .getByRole('img', { name: 'How long executions took, by the time they began.' })
    .waitFor();
  await panel('Out of the usual')
    .getByText('There is too little to compare with', { exact: false })
    .waitFor();
  await panel('Worst runs').getByRole('link', { name: 'mapper' }).waitFor();
  await panel('Feedback of users').getByText('lost its way').waitFor();
  await panel('Scores').getByText('Nothing was judged in this range.').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await panel('Service map')
    .getByRole('button', { name: /^Agent mapper / })
    .click();
  await page.waitForURL('**/map?part=agent%3Amapper');
  await call('DELETE', `/api/v1/boards/${board.id}`);
});

test('it is duplicated and deleted', async () => {
  const page = await openAs(KEY, `/boards/${boardId}`);
  // Of two taps the second comes before any task of the page, as on one that is busy; it is no second copy.
  await page.getByRole('button', { name: 'Duplicate' }).evaluate(async (button) => {
    (button as HTMLElement).click();
    for (let turn = 0; turn < 20; turn += 1) await null;
    (button as HTMLElement).click();
  });
  await page.getByRole('heading', { name: 'Copy of Shared' }).waitFor();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Delete “Copy of Shared” for everybody?').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.waitForURL('**/boards');
  await page.getByRole('link', { name: 'Shared', exact: true }).waitFor();
  expect((await call('GET', '/api/v1/boards')).boards).toHaveLength(1);
});

test('no page made the browser complain', () => {
  // Before its key is taken, a page of a hub with keys is answered 401.
  expect(fixture.complaints.filter((complaint) => !complaint.includes('401'))).toEqual([]);
});
