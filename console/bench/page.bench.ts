import { setTimeout as pause } from 'node:timers/promises';
import type { BrowserContextOptions, CDPSession, Page } from 'playwright-core';
import { buildHub, LoadedHub } from '../../hub/bench/loaded-hub.ts';
import { textTable } from '../../hub/bench/text-table.ts';
import { build, isBuilt, pageBuild } from '../../infra/start/build.ts';
import { startLoad } from '../../test/load/load.ts';
import { launchBrowser } from '../../test/support/browser.ts';
import { executionTexts } from '../src/texts/execution.ts';
import { heapGrowth } from './heap-growth.ts';
import { sendLargeTrace } from './large-trace.ts';
import { sendUpdates } from './send-updates.ts';
import { interactions, largestPaintMs, scriptBytes, watchPage } from './watched-page.ts';

/**
 * How quick the page is beside a hub with 10,000 executions, in a real Chromium whose processor is slowed to a quarter:
 * first scripts, largest contentful paint, how long inputs take at rest and with 60 changes a second, what its memory grows
 * by, and how long a trace of 50,000 spans takes to open.
 */
const EXECUTIONS = Number(process.env.EXECUTIONS ?? 10_000);
const CALLS = 7;
const LOADS = Number(process.env.LOADS ?? 7);
const UPDATES_PER_S = Number(process.env.UPDATES_PER_S ?? 60);
const BUSY_S = Number(process.env.BUSY_S ?? 20);
const MEMORY_S = Number(process.env.MEMORY_S ?? 180);
const TRACE_SPANS = Number(process.env.TRACE_SPANS ?? 50_000);
const SLOWED = 4;
const desk = { viewport: { width: 1440, height: 900 } } satisfies BrowserContextOptions;
const root = new URL('../..', import.meta.url).pathname;

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[
    Math.min(values.length - 1, Math.ceil(values.length * share) - 1)
  ] ?? Number.NaN;
const ms = (value: number) => `${Math.round(value)} ms`;

if (!isBuilt(pageBuild(root))) await build(pageBuild(root));
await buildHub();
const hub = await LoadedHub.start();
const browser = await launchBrowser();
try {
  const url = await hub.url();
  await startLoad({ urls: [url], count: EXECUTIONS * (CALLS + 1), runsPerRequest: 50, calls: CALLS }).done;
  const traceId = await sendLargeTrace(url, TRACE_SPANS);
  await pause(3_000);

  const rows: string[][] = [['', 'p50', 'p95', 'target']];
  rows.push(['first scripts of the overview, gzipped', kilobytes(await firstScripts(url)), '', '200 KB']);
  for (const [name, path, ready] of [
    ['overview', '/', '.obs-dashboard'],
    ['executions', '/executions', '.obs-row'],
  ] as const) {
    const paints = await paintsOf(url + path, ready);
    rows.push([
      `largest contentful paint, ${name}`,
      ms(quantile(paints, 0.5)),
      ms(quantile(paints, 0.95)),
      '1000 ms',
    ]);
  }
  rows.push(...(await inputsOf(url)));
  rows.push(...(await opensLarge(url, traceId)));
  process.stdout.write(
    `page beside ${EXECUTIONS} executions, processor slowed ${SLOWED} ×\n${textTable(rows)}\n`,
  );
} finally {
  await browser.close();
  await hub.remove();
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

async function slowed(): Promise<{ page: Page; session: CDPSession; close: () => Promise<void> }> {
  const context = await browser.newContext(desk);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  await watchPage(page);
  return { page, session, close: () => context.close() };
}

async function firstScripts(url: string): Promise<number> {
  const { page, close } = await slowed();
  await page.goto(`${url}/`);
  await page.locator('.obs-dashboard').waitFor();
  const bytes = await scriptBytes(page);
  await close();
  return bytes;
}

async function paintsOf(address: string, ready: string): Promise<number[]> {
  const paints: number[] = [];
  for (let load = 0; load < LOADS; load += 1) {
    const { page, close } = await slowed();
    await page.goto(address);
    await page.locator(ready).first().waitFor();
    await pause(1_500);
    paints.push(await largestPaintMs(page));
    await close();
  }
  return paints;
}

/** Inputs on the list of executions: moving from row to row, typing a search, choosing; at rest and beside changes. */
async function inputsOf(url: string): Promise<string[][]> {
  const { page, session, close } = await slowed();
  await page.goto(`${url}/executions?range=7d`);
  await page.locator('.obs-row').nth(5).waitFor();
  await pause(2_000);
  const rest = await inputs(page, 'rest');
  const updates = sendUpdates(url, UPDATES_PER_S);
  await pause(2_000);
  const busy = await inputs(page, 'busy', BUSY_S);
  await page.keyboard.press('Escape');
  const overview = await slowed();
  await overview.page.goto(`${url}/`);
  await overview.page.locator('.obs-dashboard').waitFor();
  const [ofList, ofOverview] = await heapGrowth([session, overview.session], MEMORY_S, (mark) =>
    process.stdout.write(`heaps of list and overview ${mark}\n`),
  );
  await updates.stop();
  await overview.close();
  await close();
  return [
    ['inputs at rest', ms(quantile(rest, 0.5)), ms(quantile(rest, 0.95)), '100 ms'],
    [
      `inputs beside ${updates.perSecond()} changes a second`,
      ms(quantile(busy, 0.5)),
      ms(quantile(busy, 0.95)),
      '100 ms',
    ],
    [`heap of the list, by the second half of ${MEMORY_S} s`, ofList ?? '', '', 'flat'],
    [`heap of the overview, by the same`, ofOverview ?? '', '', 'flat'],
  ];
}

/** Uses the list for a while; fails where a key that was typed is not in the field. */
async function inputs(page: Page, word: string, forS = 8): Promise<number[]> {
  await interactions(page);
  const field = page.locator('main input[type="search"], main .cm-content, main [role="combobox"]').first();
  const until = performance.now() + forS * 1_000;
  while (performance.now() < until) {
    for (const key of ['j', 'j', 'j', 'k', 'ArrowDown', 'ArrowUp']) {
      await page.keyboard.press(key);
      await pause(60);
    }
    await field.click();
    await page.keyboard.type(word, { delay: 60 });
    const typed = await field.evaluate((element) =>
      element instanceof HTMLInputElement ? element.value : (element.textContent ?? ''),
    );
    if (!typed.endsWith(word)) throw new Error(`typed ${word}, the field has ${typed}`);
    for (const _letter of word) await page.keyboard.press('Backspace');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await pause(300);
  }
  return interactions(page);
}

/** A trace of many spans on a processor that is not slowed: until its first steps can be read, and until all are there. */
async function opensLarge(url: string, id: string): Promise<string[][]> {
  const first: number[] = [];
  const all: number[] = [];
  for (let load = 0; load < LOADS; load += 1) {
    const context = await browser.newContext(desk);
    const page = await context.newPage();
    const began = performance.now();
    await page.goto(`${url}/executions/${id}`);
    await page.locator('.obs-step-row').nth(10).waitFor();
    first.push(performance.now() - began);
    await page.locator('.obs-marks', { hasText: executionTexts.fromLines }).waitFor();
    all.push(performance.now() - began);
    await context.close();
  }
  const row = (what: string, times: readonly number[], target: string) => [
    `trace of ${TRACE_SPANS} spans, until ${what}`,
    ms(quantile(times, 0.5)),
    ms(quantile(times, 0.95)),
    target,
  ];
  return [row('its first steps', first, '2000 ms'), row('all of its steps', all, '')];
}
