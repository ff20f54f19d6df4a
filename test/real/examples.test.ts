import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, isBuilt, pageBuild } from '../../infra/start/build.ts';
import type { Schemas } from '../support/api.ts';
import { detailOf, get } from '../support/api.ts';
import { launchBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess, type HubReady } from '../support/hub-process.ts';

/**
 * The examples as `npm run example` runs them, without keys, seen in a hub. With `PICTURES=1` the pictures of their
 * READMEs are taken anew (docs/images/example-*.png).
 */

const root = resolve(import.meta.dirname, '../..');

interface Example {
  readonly name: string;
  /** Of a server: what it is asked, once it answers. */
  readonly asks?: { readonly path: string; readonly body?: object };
  /** What the hub must show: an execution of this name with at least these kinds of steps. */
  readonly execution: string;
  readonly steps: readonly string[];
  /** Whether its models count tokens. */
  readonly tokens: boolean;
}

const all: readonly Example[] = [
  { name: 'openai', execution: 'shop-assistant', steps: ['llm', 'tool'], tokens: true },
  { name: 'anthropic', execution: 'trip-planner', steps: ['llm', 'tool'], tokens: true },
  { name: 'google-genai', execution: 'parcel-desk', steps: ['llm', 'tool'], tokens: true },
  { name: 'langgraph', execution: 'support', steps: ['llm', 'tool'], tokens: true },
  { name: 'openai-agents', execution: 'Billing', steps: ['llm', 'tool'], tokens: true },
  { name: 'bullmq', execution: 'desk', steps: ['agent'], tokens: true },
  { name: 'fastify', execution: 'stock-clerk', steps: ['tool'], tokens: false },
  { name: 'hono', execution: 'stock-clerk', steps: ['tool'], tokens: false },
  { name: 'nest', execution: 'stock-clerk', steps: ['tool'], tokens: false },
  { name: 'lambda', execution: 'support', steps: ['llm'], tokens: true },
];
/** Those that have a test of their own, of what they say to every backend. */
const provenElsewhere: readonly Example[] = [
  { name: 'mcp-sqlite', execution: 'librarian', steps: ['tool'], tokens: false },
  { name: 'python', execution: 'forecaster', steps: ['llm', 'tool'], tokens: true },
  {
    name: 'nextjs',
    execution: 'parcel-desk',
    steps: ['llm', 'tool'],
    tokens: true,
    asks: { path: '/api/ask', body: { question: 'Where is parcel 1042?' } },
  },
];
const examples = process.env.PICTURES ? [...all, ...provenElsewhere] : all;

const folder = mkdtempSync(join(tmpdir(), 'observatory-examples-'));
let hub: HubProcess;
let ready: HubReady;
let browser: Browser | undefined;

beforeAll(async () => {
  // Where the tests run as root, the database runs as another user, who must get through.
  chmodSync(folder, 0o755);
  const page = pageBuild(root);
  if (!isBuilt(page)) await build(page);
  hub = new HubProcess({
    PORT: String(await freePort()),
    OBSERVATORY_OTLP_HTTP_PORT: String(await freePort()),
    OBSERVATORY_OTLP_GRPC_PORT: 'off',
    OBSERVATORY_DATA_DIR: join(folder, 'data'),
  });
  ready = await hub.ready;
  if (process.env.PICTURES) browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await hub?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** `npm run example -- NAME`, with the hub of this test. */
class Run {
  readonly child: ChildProcess;
  output = '';

  constructor(name: string, port: number) {
    this.child = spawn(process.execPath, [join(root, 'examples/run.ts'), name], {
      env: {
        ...process.env,
        NODE_ENV: '',
        NODE_OPTIONS: '',
        PORT: String(port),
        PROMETHEUS_PORT: '0',
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${ready.otlpHttpPort}`,
        OPENAI_API_KEY: '',
        ANTHROPIC_API_KEY: '',
        GEMINI_API_KEY: '',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (text) => {
        this.output += text;
      });
    }
  }

  /** Asks it as a server, then ends it; or waits for its own end. */
  async finish(example: Example, port: number): Promise<void> {
    if (example.asks !== undefined) {
      const { path, body } = example.asks;
      await eventually(async () => {
        expect(this.child.exitCode, this.output).toBeNull();
        const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
          ...(body && {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }),
        });
        expect(answer.status, await answer.text()).toBe(200);
      }, 240_000);
      this.child.kill('SIGTERM');
    }
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    if (example.asks === undefined) expect(this.child.exitCode, this.output).toBe(0);
  }
}

async function executionsOf(name: string): Promise<Schemas['ExecutionSummary'][]> {
  const list = await get<Schemas['ExecutionList']>(ready, '/api/v1/executions?limit=200');
  return list.executions.filter(({ service }) => service.startsWith(`example-${name}`));
}

async function picture(name: string, id: string): Promise<void> {
  if (browser === undefined) return;
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${ready.url}/executions/${id}`);
  await page.getByRole('main').waitFor();
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: join(root, `docs/images/example-${name}.png`) });
  await page.close();
}

describe.each(examples)('the example $name', (example) => {
  test('runs by one command and is seen with its steps', async () => {
    const port = await freePort();
    await new Run(example.name, port).finish(example, port);
    const id = await eventually(async () => {
      const found = await executionsOf(example.name);
      expect(found.map(({ name }) => name)).toContain(example.execution);
      const one = found.find(({ name, status }) => name === example.execution && status === 'completed');
      const { steps, execution } = await detailOf(ready, one?.id ?? '');
      const kinds = new Set(steps.map(({ kind }) => kind));
      expect([...kinds]).toEqual(expect.arrayContaining([...example.steps]));
      if (example.tokens) expect(execution.usage.input_tokens).toBeGreaterThan(0);
      return one?.id ?? '';
    });
    await picture(example.name, id);
  });
});
