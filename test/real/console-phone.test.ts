import type { CDPSession, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { PATIENCE_MS } from '../support/browser.ts';
import { ConsoleFixture, phone } from '../support/console-fixture.ts';
import { eventually } from '../support/eventually.ts';
import { fireAlert } from '../support/fire-alert.ts';
import { newRun, runSpan, type SampleRun, sendSpans } from '../support/sample-run.ts';

const withWorker = { ...phone, serviceWorkers: 'allow' as const };
const KEY = 'a-key-for-the-tests-of-the-phone';

let fixture: ConsoleFixture;
let run: SampleRun;

beforeAll(async () => {
  fixture = await ConsoleFixture.start();
  run = newRun('pocket-agent');
  await sendSpans(fixture.url, [runSpan(run)]);
});
afterEach(async () => {
  await fixture.closePages();
});
afterAll(async () => {
  await fixture?.stop();
});

const rowOf = (page: Page) => page.locator(`[data-execution="${run.id}"]`);
const connection = (page: Page) => page.locator('.connection-word').textContent();
/** What a browser says of a hub that is away, and rightly. */
const forgiveOffline = () => fixture.forgive(/ERR_|WebSocket|Failed to fetch/);

/** A page whose service worker is at work and has kept what the page asked for. */
async function openWithWorker(path: string, on = fixture): Promise<Page> {
  const page = await on.open(path, withWorker);
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  await eventually(async () =>
    expect(await page.evaluate('navigator.serviceWorker.controller !== null')).toBe(true),
  );
  await page.reload();
  return page;
}

/** The paths of what this device keeps of the hub's answers. */
const keptPaths = (page: Page) =>
  page.evaluate<string[]>(
    `caches.open('observatory-answers').then((cache) => cache.keys())
      .then((all) => all.map(({ url }) => new URL(url).pathname))`,
  );

/** Puts an action where a page puts what it could not send. */
const putAction = (page: Page, id: string, path: string) =>
  page.evaluate(
    ([actionId, actionPath]) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('observatory', 1);
        opening.onupgradeneeded = () =>
          opening.result.createObjectStore('actions', { keyPath: 'id' }).createIndex('askedAt', 'askedAt');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const write = opening.result.transaction('actions', 'readwrite');
          write.objectStore('actions').put({
            id: actionId,
            person: 'local local default',
            method: 'POST',
            path: actionPath,
            body: {},
            title: `Acknowledge ${actionId}`,
            askedAt: Date.now(),
            refreshes: [],
          });
          write.oncomplete = () => {
            opening.result.close();
            new BroadcastChannel('observatory-actions').postMessage('changed');
            resolve();
          };
        };
      }),
    [id, path],
  );

test('offline the page opens with the last data and says how old they are; online again it is live', async () => {
  const page = await openWithWorker('/executions');
  await rowOf(page).waitFor();
  await eventually(async () => expect(await connection(page)).toBe('Live'));
  // An answer is kept after the page has it.
  await eventually(async () =>
    expect(await keptPaths(page)).toEqual(expect.arrayContaining(['/api/v1/executions', '/api/v1/session'])),
  );
  await page.context().setOffline(true);
  await page.reload();
  await rowOf(page).waitFor();
  const banner = page.getByText(/^Offline: data of \d\d:\d\d, (just now|\d+ (s|min) ago)\./);
  await banner.waitFor();
  expect(await axeFindings(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  // A page that was never opened has a file on this device, too.
  await page.getByRole('navigation').getByRole('link', { name: 'Cost' }).click();
  await page.getByRole('heading', { name: 'Cost', level: 1 }).waitFor();
  await page.context().setOffline(false);
  await page.getByRole('navigation').getByRole('link', { name: 'Executions' }).click();
  await eventually(async () => expect(await connection(page)).toBe('Live'));
  await eventually(async () => expect(await banner.count()).toBe(0));
  forgiveOffline();
});

test('what was asked for while the hub was away is sent once the hub is back; what it refuses is told with its reason', async () => {
  const alert = await fireAlert(fixture.url, 'queue-agent');
  const page = await openWithWorker(`/alerts/${encodeURIComponent(alert)}`);
  await page.getByRole('button', { name: 'Acknowledge' }).waitFor();
  await eventually(async () => expect(await connection(page)).toBe('Live'));
  try {
    await fixture.hub.stop();
    await eventually(async () => expect(await connection(page)).toMatch(/^Reconnecting|^Lost/));
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText('1 action waits to be sent to the hub.').waitFor();
    await putAction(page, 'unknown', '/api/v1/alerts/nobody/acknowledge');
    await page.getByText('2 actions wait to be sent to the hub.').waitFor();
  } finally {
    await fixture.restartHub();
  }
  await page.getByText('The hub refused 1 action that was to be sent later.').waitFor();
  const { state } = await (await fetch(`${fixture.url}/api/v1/alerts/${alert}`)).json();
  expect(state).toBe('acknowledged');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'This device' });
  await dialog.getByText('Acknowledge unknown').waitFor();
  await dialog.getByText(/^Refused: ./).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Dismiss' }).click();
  await dialog.getByText('Nothing waits.').waitFor();
  forgiveOffline();
  fixture.forgive(/404/);
});

test('feedback that a lost answer was to is sent again, and kept once', async () => {
  const page = await openWithWorker(`/executions/${run.id}?tab=judgements`);
  await page.getByRole('button', { name: 'Good', exact: true }).click();
  await page.getByRole('textbox', { name: 'Comment' }).fill('on the train');
  // The hub gets it, and the phone gets no answer: it is in a tunnel.
  let isLost = true;
  const keys: (string | undefined)[] = [];
  await page.context().route(/\/feedback$/, async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    const response = await route.fetch();
    await (isLost ? route.abort() : route.fulfill({ response }));
  });
  await page.getByRole('button', { name: 'Give feedback' }).click();
  await page.getByText('The hub cannot be reached. It is kept as soon as it can.').waitFor();
  await page.getByText('1 action waits to be sent to the hub.').waitFor();
  isLost = false;
  await page.reload();
  await eventually(async () => expect(keys.length).toBeGreaterThan(1));
  expect([...new Set(keys)]).toEqual([expect.stringMatching(/^"[0-9a-f]{32}"$/)]);
  await eventually(async () => expect(await page.getByText(/waits to be sent/).count()).toBe(0));
  const { evaluations } = await (await fetch(`${fixture.url}/api/v1/evaluations?minutes=5`)).json();
  expect(evaluations).toMatchObject([{ score: 1, explanation: 'on the train', execution_id: run.id }]);
  forgiveOffline();
});

test('whoever pulls the page down asks the hub anew', async () => {
  const page = await fixture.open('/executions', phone);
  await rowOf(page).waitFor();
  const cdp = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y: number) =>
    cdp.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: 195, y }] });
  await touch('touchStart', 120);
  for (let y = 140; y <= 200; y += 20) await touch('touchMove', y);
  await page.getByText('Pull to refresh').waitFor();
  for (let y = 220; y <= 420; y += 20) await touch('touchMove', y);
  await page.getByText('Release to refresh').waitFor();
  // Shown until the answer is there, and else for half a second only.
  const seen = Promise.withResolvers<void>();
  await page.route('**/api/v1/executions?*', async (route) => {
    await seen.promise;
    await route.continue();
  });
  await Promise.all([
    page.waitForRequest((request) => request.url().includes('/api/v1/executions?')),
    page.getByText('Refreshing').waitFor(),
    touch('touchEnd', 420),
  ]);
  seen.resolve();
  await eventually(async () => expect(await page.locator('.obs-pull').count()).toBe(0));
});

test('the page can be installed, with icons of the sizes that it names', async () => {
  const page = await openWithWorker('/');
  const cdp = await page.context().newCDPSession(page);
  const { errors, data } = await cdp.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const { icons, start_url } = JSON.parse(data ?? '{}');
  expect(start_url).toBe('/');
  for (const { src, sizes, type } of icons) {
    const response = await page.request.get(fixture.url + src);
    expect(response.headers()['content-type']).toContain(type);
    if (type !== 'image/png') continue;
    const width = (await response.body()).readUInt32BE(16);
    expect(`${width}x${width}`).toBe(sizes);
  }
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
  // A private window, as tests have, can never install.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
});

/** The registration of the page's worker, as the browser's own protocol calls it. */
async function registrationOf(cdp: CDPSession): Promise<string> {
  const found = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations.filter(({ isDeleted }) => !isDeleted);
      if (first) resolve(first.registrationId);
    });
  });
  await cdp.send('ServiceWorker.enable');
  return found;
}

test('a push is shown as a notification, and a tap opens its alert in the page that is there', async () => {
  const alert = await fireAlert(fixture.url, 'push-agent');
  const page = await openWithWorker('/executions');
  await rowOf(page).waitFor();
  await page.context().grantPermissions(['notifications'], { origin: fixture.url });
  const cdp = await page.context().newCDPSession(page);
  const registrationId = await registrationOf(cdp);
  const pushed = { kind: 'alerts', count: 1, id: 'f1', name: 'AgentFailing', severity: 'critical' };
  await cdp.send('ServiceWorker.deliverPushMessage', {
    origin: fixture.url,
    registrationId,
    data: JSON.stringify({ ...pushed, status: 'firing', url: `/alerts/${alert}` }),
  });
  const shown = () =>
    page.evaluate<{ title: string; body: string }[]>(
      `navigator.serviceWorker.getRegistration().then((one) => one.getNotifications())
        .then((all) => all.map(({ title, body }) => ({ title, body })))`,
    );
  await eventually(async () =>
    expect(await shown()).toEqual([{ title: 'AgentFailing', body: 'critical, firing' }]),
  );
  const [worker] = page.context().serviceWorkers();
  // No protocol taps a notification; the worker gets the event that a tap gives it, with the notification that is shown.
  await worker?.evaluate(`self.registration.getNotifications().then(([notification]) =>
    self.dispatchEvent(new NotificationEvent('notificationclick', { notification })))`);
  await page.waitForURL(`**/alerts/${encodeURIComponent(alert)}`);
  await eventually(async () => expect(await shown()).toEqual([]));
});

test('a button subscribes this browser to the hub; nothing is asked before it', async () => {
  const context = await fixture.browser.newContext(withWorker);
  context.setDefaultTimeout(PATIENCE_MS);
  await context.grantPermissions(['notifications'], { origin: fixture.url });
  // The service of the browser's maker cannot be reached from here: this stands for what it would give.
  await context.addInitScript(`
    let given = null;
    window.asked = 0;
    PushManager.prototype.getSubscription = async () => given;
    PushManager.prototype.subscribe = async () => {
      window.asked += 1;
      given = {
        endpoint: 'https://push.example.com/of-this-phone',
        toJSON: () => ({
          endpoint: given.endpoint,
          keys: { p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM', auth: 'A'.repeat(22) },
        }),
        unsubscribe: async () => { given = null; return true; },
      };
      return given;
    };
  `);
  const page = await context.newPage();
  await page.goto(`${fixture.url}/executions`);
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  expect(await page.evaluate('window.asked')).toBe(0);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('button', { name: 'This device' }).click();
  await page.getByRole('button', { name: 'Turn on' }).click();
  await page.getByText('On: this browser is told of alerts.').waitFor();
  const channels = async () => {
    const response = await fetch(`${fixture.url}/api/v1/notifications/channels`);
    return (await response.json()).channels.map(({ kind }: { kind: string }) => kind);
  };
  expect(await channels()).toContain('web_push');
  await page.getByRole('button', { name: 'Turn off' }).click();
  await page.getByText('Off', { exact: true }).waitFor();
});

test('no page made the browser complain', () => {
  expect(fixture.complaints).toEqual([]);
});

describe('where people sign in', () => {
  let closed: ConsoleFixture;
  beforeAll(async () => {
    closed = await ConsoleFixture.start({ OBSERVATORY_API_KEY: KEY });
  });
  afterEach(async () => {
    await closed.closePages();
  });
  afterAll(async () => {
    await closed?.stop();
  });

  test('whoever signs out leaves nothing on the device, and no key is ever in what scripts can read', async () => {
    const page = await closed.open(`/executions#key=${KEY}`, withWorker);
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    await page.reload();
    await page.getByRole('heading', { name: 'No execution yet' }).waitFor();
    await eventually(async () => expect((await keptPaths(page)).length).toBeGreaterThan(1));
    const readable = await page.evaluate<string>(`(async () => {
      const cache = await caches.open('observatory-answers');
      const answers = await Promise.all((await cache.matchAll()).map((answer) => answer.text()));
      return [document.cookie, location.href, JSON.stringify({ ...localStorage, ...sessionStorage }), ...answers].join();
    })()`);
    expect(readable).not.toContain(KEY);
    // The page begins anew, so that nothing of it stays in memory either.
    await Promise.all([
      page.waitForURL(`${closed.url}/`),
      page.getByRole('button', { name: 'Sign out' }).click(),
    ]);
    await page.getByRole('heading', { name: 'This hub needs a key' }).waitFor();
    await eventually(async () => expect(await keptPaths(page)).toEqual([]));
    await page.context().setOffline(true);
    await page.goto(`${closed.url}/executions`);
    await page.getByText('The hub does not answer').first().waitFor();
  });
});
