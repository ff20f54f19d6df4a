import type * as Client from '@observatory/shim/client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { launchBrowser } from '../support/browser.ts';
import { bundleForBrowsers } from '../support/bundle-for-browsers.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { sendRecords } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** What the scripts of the page below leave there. */
interface Window {
  readonly observatory: typeof Client;
  events: string[];
  states: string[];
}

let hub: TestHub;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  hub = await startTestHub({ PORT: String(await freePort()) });
  browser = await launchBrowser();
  // Any answer of the hub will do as a page, whose policy allows no script: its origin is what counts.
  page = await browser.newPage({ bypassCSP: true });
  await page.goto(`${hub.url}/health`);
  await page.addScriptTag({ content: await bundleForBrowsers('shim/src/client/index.ts', 'observatory') });
});
afterAll(async () => {
  await browser?.close();
  await hub?.remove();
});

const kept = (name: 'events' | 'states') =>
  page.evaluate((key) => (globalThis as unknown as Window)[key], name);
async function start(): Promise<string> {
  const run = new AgentRun();
  await sendRecords(hub, [run.start()]);
  return run.id;
}

test('asks the hub that served the page', async () => {
  const score = await page.evaluate(async () => {
    const { performanceAggregation } = (globalThis as unknown as Window).observatory;
    return (await performanceAggregation.getSystemHealthMetrics()).overall.score;
  });
  expect(score).toBe(100);
});

test('names what is wrong with a request', async () => {
  const error = await page.evaluate(async (baseUrl) => {
    const { createClient, HubError } = (globalThis as unknown as Window).observatory;
    try {
      return await createClient({ baseUrl }).executions.list({ limit: 0 });
    } catch (thrown) {
      return thrown instanceof HubError ? [thrown.code, thrown.where] : String(thrown);
    }
  }, hub.url);
  expect(error).toEqual(['OBS_BAD_REQUEST', 'query.limit']);
});

test('gets events and states over a restart of the hub, without a gap and without doubles', async () => {
  await page.evaluate((baseUrl) => {
    const window = globalThis as unknown as Window;
    const client = window.observatory.createClient({ baseUrl });
    window.events = [];
    window.states = [];
    void (async () => {
      for await (const { executionId } of client.events()) window.events.push(executionId ?? '');
    })();
    void (async () => {
      for await (const { type } of client.metrics()) window.states.push(type);
    })();
  }, hub.url);
  await eventually(async () => expect(await kept('states')).toEqual(['snapshot']));
  // The first may begin before their events are followed.
  await eventually(async () => {
    const probe = await start();
    await eventually(async () => expect((await kept('events')).at(-1)).toBe(probe), 2_000);
  });
  const sent = [...(await kept('events')), await start(), await start()];
  await eventually(async () => expect(await kept('events')).toEqual(sent));
  hub = await hub.restart();
  sent.push(await start(), await start());
  await eventually(async () => expect(await kept('events')).toEqual(sent), 90_000);
  const snapshots = async () => (await kept('states')).filter((type) => type === 'snapshot').length;
  await eventually(async () => expect(await snapshots()).toBe(2), 90_000);
});
