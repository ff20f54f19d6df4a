import { cpSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../hub/src/postgres/embedded-postgres.ts';
import type { Schemas } from '../support/api.ts';
import { detailOf } from '../support/api.ts';
import { hubJson, type JaegerSpan, jaegerSpans, lokiLines, promQuery } from '../support/backends.ts';
import { eventually } from '../support/eventually.ts';
import { ExpressService } from '../support/express-service.ts';
import { nodePrograms, Packed, run } from '../support/packed.ts';
import { ProcessStack } from '../support/process-stack.ts';
import { newSpanId, newTraceId } from '../support/send.ts';
import { startTestHub } from '../support/test-hub.ts';

/** The example with Express and PostgreSQL, as its README has it: installed, patched, started, asked, and seen. */

const example = resolve(import.meta.dirname, '../../examples/express-postgres');
const startedMs = Date.now();

let packed: Packed;
let nodes: ReturnType<typeof nodePrograms>;
let database: EmbeddedPostgres;
let stack: ProcessStack;

beforeAll(async () => {
  packed = new Packed(['shim']);
  nodes = nodePrograms(packed);
  database = await startEmbeddedPostgres({ dataDir: join(packed.folder, 'database'), log: () => {} });
  stack = await ProcessStack.prepare();
  await stack.up();
}, 600_000);
afterAll(async () => {
  await stack?.remove();
  await database?.stop();
  packed?.remove();
});

/** The example in a folder of its own, with these patches and the packed shim. */
function install(name: string, patches: readonly string[]): string {
  const folder = join(packed.folder, name);
  cpSync(example, folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
  for (const patch of patches) run('git', ['apply', patch], folder);
  const shim = packed.tarballs.get('shim') ?? '';
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', shim], folder);
  return folder;
}

interface Start {
  readonly name: string;
  readonly node?: string;
  readonly folder: string;
  readonly args?: readonly string[];
  readonly endpoint: string;
}

function startService({ name, node = process.execPath, folder, args = [], endpoint }: Start): ExpressService {
  const { host, port, user, database: db } = database.connection;
  return new ExpressService(node, [...args, 'server.js'], folder, {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGDATABASE: db,
    OTEL_SERVICE_NAME: name,
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    PROMETHEUS_PORT: '0',
  });
}

/** Asks as a service that is traced does, so that the test knows the trace. */
async function ask(base: string, path: string, body?: object): Promise<{ traceId: string; status: number }> {
  const traceId = newTraceId();
  const response = await fetch(base + path, {
    headers: { traceparent: `00-${traceId}-${newSpanId()}-01`, 'content-type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  await response.text();
  return { traceId, status: response.status };
}

interface Asked {
  readonly product: string;
  readonly answer: string;
  readonly failure: string;
}

/** Four requests: one product, one that there is not, an answer, and a failure. */
async function askAll(service: ExpressService): Promise<Asked> {
  const base = await service.url;
  const product = await ask(base, '/products/1');
  const missing = await ask(base, '/products/999');
  const answer = await ask(base, '/ask', { question: 'How many are there of 1' });
  const failure = await ask(base, '/ask', { question: 'How many are there of unicorn' });
  expect([product, missing, answer, failure].map(({ status }) => status)).toEqual([200, 404, 200, 500]);
  return { product: product.traceId, answer: answer.traceId, failure: failure.traceId };
}

/** Names of a span and of those above it, from the outside in. */
function way(spans: readonly JaegerSpan[], name: RegExp): string[] {
  const names: string[] = [];
  let span = spans.find(({ operationName }) => name.test(operationName));
  while (span !== undefined) {
    names.unshift(span.operationName);
    const [parent] = span.references;
    span = spans.find(({ spanID }) => spanID === parent?.spanID);
  }
  return names;
}

function executionIdIn(spans: readonly JaegerSpan[]): string {
  const agent = spans.find(({ operationName }) => operationName === 'invoke_agent assistant');
  return `${agent?.traceID}${agent?.spanID}`;
}

describe('the patch of three lines', () => {
  const patch = readFileSync(join(example, 'three-lines.patch'), 'utf8');

  test('adds three lines', () => {
    expect(patch.match(/^\+(?!\+\+)/gm)).toHaveLength(3);
  });

  test('stands in the README', () => {
    expect(readFileSync(join(example, 'README.md'), 'utf8')).toContain(patch.trim());
  });
});

describe.each([
  { name: 'shop-24', version: '24' },
  { name: 'shop-20', version: '20' },
] as const)('the service with three lines more, on Node $version', ({ name, version }) => {
  let service: ExpressService;
  let asked: Asked;
  beforeAll(async () => {
    const folder = install(name, ['three-lines.patch']);
    service = startService({ name, node: nodes[version], folder, endpoint: stack.url('otlpHttp') });
    asked = await askAll(service);
    await service.stop();
  }, 300_000);

  test('says what is instrumented, and is loaded in time', () => {
    expect(service.stderr).toContain('instrumented: http, undici, express, pg');
    expect(service.stderr).not.toContain('loaded before the shim');
  });

  test('is seen in Jaeger from the request to the query', async () => {
    await eventually(async () => {
      const spans = await jaegerSpans(stack, asked.product);
      expect(way(spans, /^pg\.query:SELECT/)).toEqual([
        'GET /products/:id',
        expect.stringMatching(/^request handler/),
        expect.stringMatching(/^pg\.query:SELECT/),
      ]);
    }, 60_000);
  });

  test('has its agent between the handler and the query', async () => {
    await eventually(async () => {
      const spans = await jaegerSpans(stack, asked.answer);
      expect(way(spans, /^pg\.query:SELECT/)).toEqual([
        'POST /ask',
        expect.stringMatching(/^request handler/),
        'invoke_agent assistant',
        expect.stringMatching(/^pg\.query:SELECT/),
      ]);
    }, 60_000);
  });

  test('has its executions in the hub, with the error and its cause', async () => {
    await eventually(async () => {
      const failed = executionIdIn(await jaegerSpans(stack, asked.failure));
      const detail = await hubJson<Schemas['ExecutionDetail']>(stack, `/api/v1/executions/${failed}`);
      expect(detail.execution).toMatchObject({ name: 'assistant', service: name, status: 'failed' });
      expect(JSON.stringify(detail)).toContain('The stock could not be read');
      expect(JSON.stringify(detail)).toContain('invalid input syntax for type integer');
      const answered = executionIdIn(await jaegerSpans(stack, asked.answer));
      expect(await hubJson(stack, `/api/v1/executions/${answered}`)).toMatchObject({
        execution: { status: 'completed' },
      });
    }, 60_000);
  });

  test('has its requests and queries in Prometheus, by route and operation', async () => {
    await eventually(async () => {
      const requests = await promQuery(stack, `http_requests_total{job="${name}"}`);
      const counts = requests.map(({ labels: { method, route, status }, value }) => [
        method,
        route,
        status,
        value,
      ]);
      expect(counts.sort()).toEqual([
        ['GET', '/products/:id', '200', 1],
        ['GET', '/products/:id', '404', 1],
        ['POST', '/ask', '200', 1],
        ['POST', '/ask', '500', 1],
      ]);
      const durations = await promQuery(stack, `http_request_duration_seconds_count{job="${name}"}`);
      expect(durations).toHaveLength(4);
      const queries = await promQuery(stack, `database_query_duration_seconds_count{job="${name}"}`);
      const operations = queries.map(({ labels: { system, operation }, value }) => [
        system,
        operation,
        value,
      ]);
      expect(operations.sort()).toEqual([
        ['postgresql', 'CREATE', 1],
        ['postgresql', 'INSERT', 1],
        ['postgresql', 'SELECT', 4],
      ]);
    }, 60_000);
  });
});

describe('the service without a change, preloaded', () => {
  test('is seen in Jaeger from the request to the query', async () => {
    const folder = install('shop-preloaded', []);
    const args = ['--import', '@observatory/shim/register'];
    const service = startService({ name: 'shop-preloaded', folder, args, endpoint: stack.url('otlpHttp') });
    const asked = await askAll(service);
    await service.stop();
    await eventually(async () => {
      expect(way(await jaegerSpans(stack, asked.answer), /^pg\.query:SELECT/)).toEqual([
        'POST /ask',
        expect.stringMatching(/^request handler/),
        expect.stringMatching(/^pg\.query:SELECT/),
      ]);
    }, 60_000);
  });
});

describe('the service with its steps and logger', () => {
  const name = 'shop-steps';
  let asked: Asked;
  beforeAll(async () => {
    const folder = install(name, ['three-lines.patch', 'steps.patch']);
    const service = startService({ name, folder, endpoint: stack.url('otlpHttp') });
    asked = await askAll(service);
    await service.stop();
  }, 300_000);

  test('has steps and tokens in the hub', async () => {
    await eventually(async () => {
      const id = executionIdIn(await jaegerSpans(stack, asked.answer));
      const detail = await hubJson<Schemas['ExecutionDetail']>(stack, `/api/v1/executions/${id}`);
      expect(detail.execution.usage).toMatchObject({ input_tokens: 1000, output_tokens: 100 });
      expect(detail.steps.map(({ kind, name: step }) => [kind, step])).toEqual([
        ['llm', 'acme-1'],
        ['tool', 'stock'],
      ]);
    }, 60_000);
  });

  test('has its query below the tool', async () => {
    await eventually(async () => {
      const spans = await jaegerSpans(stack, asked.answer);
      expect(way(spans, /^pg\.query:SELECT/).slice(2)).toEqual([
        'invoke_agent assistant',
        'execute_tool stock',
        expect.stringMatching(/^pg\.query:SELECT/),
      ]);
    }, 60_000);
  });

  test('has its log lines in Loki, by trace', async () => {
    await eventually(async () => {
      const query = `{service_name="${name}"} | trace_id="${asked.answer}"`;
      expect((await lokiLines(stack, query, startedMs)).join()).toContain('Answered');
    }, 60_000);
  });
});

describe('the hub alone, as `npm start` has it', () => {
  test('shows the same service with its trace, its execution and its logs', async () => {
    const hub = await startTestHub();
    try {
      const endpoint = `http://127.0.0.1:${hub.otlpHttpPort}`;
      const service = startService({
        name: 'shop-alone',
        folder: join(packed.folder, 'shop-steps'),
        endpoint,
      });
      const asked = await askAll(service);
      await service.stop();
      await eventually(async () => {
        const list = await fetch(`${hub.url}/api/v1/executions`);
        const { executions } = (await list.json()) as Schemas['ExecutionList'];
        const answered = executions.find(({ id }) => id.startsWith(asked.answer));
        expect(answered).toMatchObject({ name: 'assistant', service: 'shop-alone', status: 'completed' });
        const detail = await detailOf(hub, answered?.id ?? '');
        const spans = detail.spans.map(({ name }) => name);
        expect(spans).toEqual(expect.arrayContaining(['POST /ask', 'execute_tool stock']));
        expect(spans.some((span) => span.startsWith('pg.query:SELECT'))).toBe(true);
        expect(detail.logs.map(({ message }) => message)).toContain('Answered');
      }, 90_000);
    } finally {
      await hub.remove();
    }
  });
});
