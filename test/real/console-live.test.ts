import { Attr, eventName } from '@observatory/shim/conventions';
import type { Page, WebSocketRoute } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { PATIENCE_MS } from '../support/browser.ts';
import { ConsoleFixture, phone, wide } from '../support/console-fixture.ts';
import { eventually } from '../support/eventually.ts';
import {
  chatSpan,
  newRun,
  runSpan,
  type SampleRun,
  sendRecords,
  sendSpans,
  sendStart,
} from '../support/sample-run.ts';

let fixture: ConsoleFixture;

beforeAll(async () => {
  fixture = await ConsoleFixture.start();
  await sendSpans(fixture.url, [runSpan(newRun('first'))]);
});
afterEach(async () => {
  await fixture.closePages();
});
afterAll(async () => {
  await fixture?.stop();
});

const rowOf = (page: Page, run: SampleRun) => page.locator(`[data-execution="${run.id}"]`);
const connection = (page: Page) => page.locator('.connection-word').textContent();
const says = (page: Page, word: string | RegExp) =>
  eventually(async () => expect(await connection(page)).toMatch(word));
const sendRun = async (agent: string) => {
  const run = newRun(agent);
  await sendSpans(fixture.url, [runSpan(run)]);
  return run;
};

/** A page that is opened where something stands between it and the hub. */
async function openBehind(path: string, prepare: (page: Page) => Promise<void>): Promise<Page> {
  const context = await fixture.browser.newContext({ serviceWorkers: 'block', ...wide });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await prepare(page);
  await page.goto(fixture.url + path);
  return page;
}

test('all that is live comes over one WebSocket, whose address holds no key', async () => {
  const sockets: string[] = [];
  const paths: string[] = [];
  const page = await openBehind('/executions', async (opening) => {
    opening.on('websocket', (socket) => sockets.push(socket.url()));
    opening.on('request', (request) => paths.push(new URL(request.url()).pathname));
  });
  await says(page, 'Live');
  const run = newRun('by-socket');
  await sendStart(fixture.url, run);
  await rowOf(page, run).waitFor();
  await page.goto(`${fixture.url}/executions/${run.id}`);
  await says(page, 'Live');
  expect(new Set(sockets)).toEqual(new Set([`${fixture.url.replace('http', 'ws')}/ws`]));
  expect(sockets.length).toBeLessThanOrEqual(2);
  expect(paths.filter((path) => path.endsWith('/stream'))).toEqual([]);
});

test('events that came while the connection was broken are told once each, after the last that was seen', async () => {
  const run = newRun('resumed');
  await sendStart(fixture.url, run);
  const routes: WebSocketRoute[] = [];
  const asked: Record<string, unknown>[] = [];
  const page = await openBehind('/events', (opening) =>
    opening.routeWebSocket(/\/ws$/, (route) => {
      routes.push(route);
      const server = route.connectToServer();
      route.onMessage((message) => {
        asked.push(JSON.parse(String(message)));
        server.send(message);
      });
      server.onMessage((message) => route.send(message));
    }),
  );
  await says(page, 'Live');
  const log = (text: string) =>
    sendRecords(fixture.url, run, [
      {
        severityNumber: 9,
        severityText: 'INFO',
        text,
        event: eventName('log'),
        attributes: {
          [Attr.executionId]: run.id,
          [Attr.executionKind]: 'agent',
          [Attr.agentName]: run.agent,
        },
      },
    ]);
  await log('before the break');
  await page.getByText('before the break').first().waitFor();
  await routes.at(-1)?.close();
  await log('while it was broken');
  await says(page, 'Live');
  await page.getByText('while it was broken').first().waitFor();
  await log('after it');
  await page.getByText('after it').first().waitFor();
  for (const text of ['before the break', 'while it was broken', 'after it'])
    expect(await page.getByText(text).count()).toBe(1);
  const subscriptions = asked.filter(
    ({ type, id }) => type === 'subscribe' && String(id).startsWith('events'),
  );
  expect(subscriptions.map(({ cursor }) => typeof cursor)).toEqual(['undefined', 'string']);
});

test('without WebSockets it goes on by server-sent events, without these by asking, and back by itself', async () => {
  let isOpen = { sockets: false, streams: true };
  const page = await openBehind('/executions', async (opening) => {
    await opening.routeWebSocket(/\/ws$/, async (route) => {
      if (isOpen.sockets) route.connectToServer();
      else await route.close({ code: 1011 });
    });
    await opening.route('**/stream*', (route) => (isOpen.streams ? route.continue() : route.abort()));
  });
  await says(page, 'Live by SSE');
  await rowOf(page, await sendRun('by-events')).waitFor();
  expect(await page.locator('.obs-banner').count()).toBe(0);

  isOpen = { sockets: false, streams: false };
  await page.reload();
  await says(page, 'Every 5 s');
  await rowOf(page, await sendRun('by-asking')).waitFor();

  isOpen = { sockets: true, streams: true };
  await page.getByRole('button', { name: 'Try now' }).click();
  await says(page, /^Live$/);
  await rowOf(page, await sendRun('by-socket-again')).waitFor();
});

test('a page that stands still asks nothing and shows nothing new, until it is let go on', async () => {
  const page = await fixture.open('/executions');
  await says(page, 'Live');
  await page.locator('.obs-connection').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/executions?paused=1');
  await says(page, /^Paused$/);
  const run = await sendRun('while-it-stood');
  await page.waitForTimeout(1_500);
  expect(await rowOf(page, run).count()).toBe(0);
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/executions');
  await rowOf(page, run).waitFor();
});

test('sixty changes a second do not keep a letter from its field', async () => {
  let flood: ReturnType<typeof setInterval> | undefined;
  const sample = newRun('flooding');
  const page = await openBehind('/executions', (opening) =>
    opening.routeWebSocket(/\/ws$/, (route) => {
      const server = route.connectToServer();
      server.onMessage((message) => {
        route.send(message);
        const frame = JSON.parse(String(message));
        if (flood || frame.execution?.id !== sample.id) return;
        // From here on as if sixty others changed in each second.
        let sent = 0;
        flood = setInterval(() => {
          sent += 1;
          const id = sample.traceId + sent.toString(16).padStart(16, '0');
          const execution = { ...frame.execution, id, span_id: id.slice(32), name: `flood-${sent}` };
          route.send(JSON.stringify({ ...frame, execution }));
        }, 1_000 / 60);
      });
    }),
  );
  await says(page, 'Live');
  // The first change may come before the list is followed.
  await eventually(
    async () => {
      await sendSpans(fixture.url, [runSpan(sample), chatSpan(sample, 'gpt-4o-mini', 100)]);
      expect(flood).toBeDefined();
    },
    60_000,
    500,
  );
  await page
    .getByText(/^flood-\d+$/)
    .first()
    .waitFor();
  const field = page.getByRole('button', { name: /Search and commands/ });
  await field.click();
  const box = page.getByRole('combobox', { name: /A page, an agent/ });
  await box.pressSequentially('the quick brown fox jumps', { delay: 20 });
  clearInterval(flood);
  expect(await box.inputValue()).toBe('the quick brown fox jumps');
});

test.each([
  ['stopped', (): Promise<void> => fixture.hub.stop()],
  ['killed with its database', (): Promise<void> => fixture.hub.kill('hub')],
])(
  'a hub that is %s is said to be away; once back, the page is live with all that came',
  async (_how, end) => {
    const page = await fixture.open('/executions', phone);
    await says(page, 'Live');
    await page.locator('.obs-row').first().waitFor();
    try {
      await end();
      await says(page, /^Reconnecting|^Lost/);
      await page.getByText(/^No connection to the hub since \d\d:\d\d:\d\d/).waitFor();
    } finally {
      await fixture.restartHub();
    }
    const run = await sendRun('meanwhile');
    await rowOf(page, run).waitFor();
    await says(page, /^Live$/);
    await eventually(async () => expect(await page.locator('.obs-banner').count()).toBe(0));
    // A hub that is away is what the browser complains about here, and rightly.
    fixture.forgive(/ERR_CONNECTION|WebSocket/);
  },
);

test('a page that the hub no longer has says so, and loads the new one when asked', async () => {
  const page = await fixture.open('/executions');
  await says(page, 'Live');
  await page.route('**/index.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<script type="module" src="/assets/index-newer.js">' }),
  );
  await page.locator('.obs-row').first().waitFor();
  try {
    await fixture.hub.stop();
    await says(page, /^Reconnecting|^Lost/);
  } finally {
    await fixture.restartHub();
  }
  await page.getByText('The hub was updated.').waitFor();
  await page.unroute('**/index.html');
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Load again' }).click()]);
  await says(page, 'Live');
  expect(await page.getByText('The hub was updated.').count()).toBe(0);
  fixture.forgive(/ERR_CONNECTION|WebSocket/);
});

test('a part of the page that is gone from the hub loads the page again, once', async () => {
  const page = await fixture.open('/executions');
  await page.locator('.obs-row').first().waitFor();
  let isGone = true;
  await page.route('**/assets/cost-page-*.js', (route) => {
    if (!isGone) return route.continue();
    isGone = false;
    return route.fulfill({ status: 404 });
  });
  const loaded = page.waitForEvent('load');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Cost' }).click();
  await loaded;
  await page.waitForURL('**/cost');
  await page.getByRole('heading', { name: 'Cost', level: 1 }).waitFor();
  fixture.forgive(/404|dynamically imported/);
});

test('no page made the browser complain', () => {
  expect(fixture.complaints).toEqual([]);
});
