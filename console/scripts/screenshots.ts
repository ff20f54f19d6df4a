import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ABANDONED } from '@observatory/shim/conventions';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { type Child, startChild } from '../../infra/start/child.ts';
import { launchBrowser } from '../../test/support/browser.ts';
import type { ExecutionDetail, ExecutionList } from '../src/hub/types.ts';

/**
 * Takes the pictures of the README: `npm run screenshots -w console`. Starts a hub and the demo fleet on free ports
 * with data of their own, waits until there is something to see, and stops them. `-- --url http://127.0.0.1:3001`
 * takes the pictures of a hub that runs already instead.
 */
const root = resolve(import.meta.dirname, '../..');
const images = join(root, 'docs/images');
const MOST_BYTES = 350 * 1024;
const WAIT_MS = 6 * 60_000;
const ENOUGH_RUNS = 60;

const sizes = {
  1440: { viewport: { width: 1440, height: 1040 }, deviceScaleFactor: 1.25 },
  390: { viewport: { width: 390, height: 1240 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
} satisfies Record<string, BrowserContextOptions>;

const say = (text: string) => process.stdout.write(`${text}\n`);
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function get<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}`);
  return (await response.json()) as T;
}

/** A run that failed in one of several steps, nested ones included: the one with most to show. */
async function bestFailure(url: string): Promise<string | null> {
  const { executions } = await get<ExecutionList>(
    `${url}/api/v1/executions?status=failed&roots=true&limit=100`,
  );
  const candidates = executions.filter(
    ({ llm_calls, cost_usd, error }) => llm_calls > 1 && cost_usd !== null && error?.type !== ABANDONED,
  );
  let best: { id: string; steps: number } | null = null;
  for (const { id } of candidates.slice(0, 30)) {
    const { steps } = await get<ExecutionDetail>(`${url}/api/v1/executions/${id}`);
    // More steps than fit on the picture show no more.
    if (steps.length <= 15 && steps.length > (best?.steps ?? 4)) best = { id, steps: steps.length };
  }
  return best?.id ?? null;
}

/** A page of the console that the docs show: the name of its pictures, its address, and what tells that it is there. */
interface Shown {
  readonly name: string;
  readonly path: string;
  readonly ready: string;
  /** Shown on a phone, too. */
  readonly onPhone?: boolean;
}

/** What is shown of a hub with the fleet on it. */
const shownOf = (failure: string, earlier: string): readonly Shown[] => [
  { name: 'overview', path: '/', ready: '.obs-dashboard', onPhone: true },
  { name: 'executions', path: '/executions', ready: '.obs-row', onPhone: true },
  { name: 'execution', path: `/executions/${failure}`, ready: '.obs-step-row', onPhone: true },
  { name: 'compare', path: `/compare?a=${earlier}&b=${failure}`, ready: 'main h1' },
  { name: 'errors', path: '/errors', ready: '.obs-data-table' },
  { name: 'agent', path: '/agents/support-triage', ready: '.obs-time-chart' },
  { name: 'workflow', path: '/workflows/billing-reconciliation', ready: '.obs-graph' },
  { name: 'analytics', path: '/analytics', ready: '.obs-time-chart' },
  { name: 'cost', path: '/cost?range=1h', ready: '.obs-time-chart' },
  { name: 'map', path: '/map', ready: 'main svg' },
  { name: 'events', path: '/events', ready: '.obs-listed-event' },
  { name: 'alerts', path: '/alerts?status=all', ready: 'main h1', onPhone: true },
  { name: 'rules', path: '/alerts/rules', ready: 'main h1' },
  {
    name: 'query',
    path: `/query?${new URLSearchParams({
      sql: 'SELECT name AS agent, count(*) AS runs, avg(duration_seconds) AS mean_seconds FROM executions GROUP BY name ORDER BY runs DESC',
    })}`,
    ready: '.obs-result-row',
  },
];

async function shoot(
  browser: Browser,
  url: string,
  { name, path, ready, onPhone = false }: Shown,
): Promise<void> {
  for (const [width, options] of Object.entries(sizes)) {
    if (width === '390' && !onPhone) continue;
    const context = await browser.newContext({ ...options, colorScheme: 'light', locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(url + path);
    await page.locator(ready).first().waitFor();
    await page.evaluate('document.fonts.ready');
    await page.locator('.obs-connection.is-live').waitFor();
    await pause(2_500);
    const file = join(images, `${name}-${width}.png`);
    await page.screenshot({ path: file });
    await context.close();
    const { size } = statSync(file);
    say(`${file}: ${Math.round(size / 1024)} KB`);
    if (size > MOST_BYTES) throw new Error(`${file} is larger than ${MOST_BYTES / 1024} KB`);
  }
}

/** A run of the same agent that went well, to compare with. */
async function goodRunLike(url: string, id: string): Promise<string> {
  const { execution } = await get<ExecutionDetail>(`${url}/api/v1/executions/${id}`);
  const search = new URLSearchParams({ status: 'completed', name: execution.name, limit: '1' });
  const { executions } = await get<ExecutionList>(`${url}/api/v1/executions?${search}`);
  return executions[0]?.id ?? id;
}

async function takePictures(url: string): Promise<void> {
  mkdirSync(images, { recursive: true });
  const deadline = Date.now() + WAIT_MS;
  let failure: string | null = null;
  for (;;) {
    const { totals } = await get<{ totals: { started: number; running: number } }>(`${url}/api/v1/stats`);
    if (totals.started >= ENOUGH_RUNS && totals.running > 0) failure = await bestFailure(url);
    if (failure) break;
    if (Date.now() > deadline) throw new Error(`After ${WAIT_MS / 1_000} s there is no failed run to show.`);
    say(`${totals.started} runs, ${totals.running} running`);
    await pause(10_000);
  }
  const browser = await launchBrowser();
  try {
    for (const shown of shownOf(failure, await goodRunLike(url, failure))) await shoot(browser, url, shown);
  } finally {
    await browser.close();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { url: { type: 'string' } } });
  if (values.url) return takePictures(values.url.replace(/\/$/, ''));

  const dataDir = mkdtempSync(join(tmpdir(), 'observatory-pictures-'));
  const children: Child[] = [];
  try {
    const hub = startChild({
      script: join(root, 'hub/src/main.ts'),
      args: [],
      env: {
        PORT: '0',
        OBSERVATORY_OTLP_HTTP_PORT: 'off',
        OBSERVATORY_OTLP_GRPC_PORT: 'off',
        OBSERVATORY_DATA_DIR: dataDir,
        LOG_LEVEL: 'warn',
        // Nobody signs in to a picture.
        ENABLE_AUTH: 'false',
      },
    });
    children.push(hub);
    const { url } = (await hub.ready) as { url: string };
    const fleet = startChild({
      script: join(root, 'examples/agents/src/main.ts'),
      args: ['--quiet', '--rate', '40'],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, PROMETHEUS_PORT: 'off' },
      keepsLog: true,
    });
    fleet.logTo(join(dataDir, 'fleet.log'));
    children.push(fleet);
    await takePictures(url);
  } finally {
    for (const child of children.toReversed()) await child.stop(12_000);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

await main();
