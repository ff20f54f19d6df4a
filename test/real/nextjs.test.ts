import { cpSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Schemas } from '../support/api.ts';
import { hubJson, type JaegerSpan, jaegerSpans, lokiLines, promQuery } from '../support/backends.ts';
import { eventually } from '../support/eventually.ts';
import { ExpressService } from '../support/express-service.ts';
import { Packed, run } from '../support/packed.ts';
import { ProcessStack } from '../support/process-stack.ts';
import { newSpanId, newTraceId } from '../support/send.ts';

/** The example of Next.js with the packed shim: built as for production, started, asked over HTTP, and seen. */

const example = resolve(import.meta.dirname, '../../examples/nextjs');
const startedMs = Date.now();
const traceId = newTraceId();
const next = 'node_modules/next/dist/bin/next';

interface ModelServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

let packed: Packed;
let stack: ProcessStack;
let models: ModelServer;
let service: ExpressService;

beforeAll(async () => {
  packed = new Packed(['shim']);
  const folder = join(packed.folder, 'nextjs');
  const leftOut = /node_modules|\.next|\.npmrc/;
  cpSync(example, folder, { recursive: true, filter: (path) => !leftOut.test(path.slice(example.length)) });
  const shim = packed.tarballs.get('shim') ?? '';
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', shim], folder);
  run(process.execPath, [next, 'build'], folder);
  stack = await ProcessStack.prepare();
  await stack.up();
  const program = new URL('../../examples/model-server/server.mjs', import.meta.url).href;
  const { startModelServer } = (await import(program)) as {
    startModelServer: (options: { port: number }) => Promise<ModelServer>;
  };
  models = await startModelServer({ port: 0 });
  service = new ExpressService(process.execPath, [next, 'start'], folder, {
    NEXT_MANUAL_SIG_HANDLE: 'true',
    OTEL_SERVICE_NAME: 'parcels',
    OTEL_EXPORTER_OTLP_ENDPOINT: stack.url('otlpHttp'),
    OPENAI_BASE_URL: `${models.url}/v1`,
    OPENAI_API_KEY: 'replayed',
    PROMETHEUS_PORT: '0',
  });
  const url = await service.url;
  // Next.js loads instrumentation.js while the first request waits, which is served already by then.
  await (await fetch(url)).text();
  const response = await fetch(`${url}/api/ask`, {
    method: 'POST',
    headers: { traceparent: `00-${traceId}-${newSpanId()}-01` },
    body: JSON.stringify({ question: 'Where is parcel 1042?' }),
  });
  expect(await response.text()).toContain('Oslo');
  await service.stop();
}, 600_000);
afterAll(async () => {
  await service?.stop();
  await models?.close();
  await stack?.remove();
  packed?.remove();
});

/** Names of a span and of those above it, from the outside in. */
function way(spans: readonly JaegerSpan[], name: string): string[] {
  const names: string[] = [];
  let span = spans.find(({ operationName }) => operationName === name);
  while (span !== undefined) {
    names.unshift(span.operationName);
    const [parent] = span.references;
    span = spans.find(({ spanID }) => spanID === parent?.spanID);
  }
  return names;
}

test('the README shows the file that makes it seen', () => {
  const file = readFileSync(join(example, 'instrumentation.js'), 'utf8');
  expect(readFileSync(join(example, 'README.md'), 'utf8')).toContain(file.trim());
});

describe('a route handler of Next.js that asks a model by the AI SDK', () => {
  test('is one trace in Jaeger, from the request to the tool, with each request and fetch once', async () => {
    await eventually(async () => {
      const spans = await jaegerSpans(stack, traceId);
      expect(way(spans, 'execute_tool find_parcel')).toEqual([
        'POST /api/ask',
        'POST /api/ask',
        'executing api route (app) /api/ask',
        'invoke_agent parcel-desk',
        'execute_tool find_parcel',
      ]);
      const names = spans.map(({ operationName }) => operationName);
      expect(names.filter((name) => name === 'POST')).toHaveLength(2);
      expect(names.filter((name) => name.startsWith('fetch '))).toEqual([]);
    }, 60_000);
  });

  test('is an execution in the hub, with its steps, tokens and cost', async () => {
    await eventually(async () => {
      const spans = await jaegerSpans(stack, traceId);
      const agent = spans.find(({ operationName }) => operationName === 'invoke_agent parcel-desk');
      const id = `${traceId}${agent?.spanID}`;
      const detail = await hubJson<Schemas['ExecutionDetail']>(stack, `/api/v1/executions/${id}`);
      expect(detail.execution).toMatchObject({
        name: 'parcel-desk',
        operation: 'streamText',
        service: 'parcels',
        status: 'completed',
      });
      expect(detail.steps.map(({ kind, name }) => [kind, name])).toEqual([
        ['llm', 'gpt-4.1-mini'],
        ['tool', 'find_parcel'],
        ['llm', 'gpt-4.1-mini'],
      ]);
      expect(detail.execution.usage.input_tokens).toBeGreaterThan(100);
      expect(detail.execution.usage.output_tokens).toBeGreaterThan(10);
      expect(detail.execution.cost_usd).toBeGreaterThan(0);
      expect(JSON.stringify(detail)).not.toContain('Where is parcel');
    }, 60_000);
  });

  test('has its log line in Loki, by trace', async () => {
    await eventually(async () => {
      const query = `{service_name="parcels"} | trace_id="${traceId}"`;
      expect((await lokiLines(stack, query, startedMs)).join()).toContain('Parcel found');
    }, 60_000);
  });

  test('has its request in Prometheus, by the route of Next.js', async () => {
    await eventually(async () => {
      const requests = await promQuery(stack, 'http_requests_total{job="parcels",method="POST"}');
      expect(requests.map(({ labels: { method, route }, value }) => [method, route, value])).toEqual([
        ['POST', '/api/ask', 1],
      ]);
    }, 60_000);
  });
});
