import { cpSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Schemas } from '../support/api.ts';
import { hubJson, type JaegerSpan, jaegerSpans, lokiLines, promQuery } from '../support/backends.ts';
import { eventually } from '../support/eventually.ts';
import { Packed, run } from '../support/packed.ts';
import { ProcessStack } from '../support/process-stack.ts';

/** The example of an agent and an MCP server with SQLite, as its README has it: installed, run, and seen. */

const example = resolve(import.meta.dirname, '../../examples/mcp-sqlite');
const startedMs = Date.now();

let packed: Packed;
let stack: ProcessStack;
let folder: string;

beforeAll(async () => {
  packed = new Packed(['shim']);
  folder = join(packed.folder, 'mcp-sqlite');
  cpSync(example, folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
  const shim = packed.tarballs.get('shim') ?? '';
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', shim], folder);
  stack = await ProcessStack.prepare();
  await stack.up();
}, 600_000);
afterAll(async () => {
  await stack?.remove();
  packed?.remove();
});

/** Runs a program of the example, which ends by itself; gives what it prints. */
function runExample(args: readonly string[], env: Record<string, string>): string {
  const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: stack.url('otlpHttp'), PROMETHEUS_PORT: 'off', ...env };
  const set = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return run('env', [...set, process.execPath, ...args], folder);
}

const executionsOf = async (service: string) =>
  (await hubJson<Schemas['ExecutionList']>(stack, '/api/v1/executions?limit=100')).executions.filter(
    (execution) => execution.service === service,
  );
const detailOf = (id: string) => hubJson<Schemas['ExecutionDetail']>(stack, `/api/v1/executions/${id}`);
const tagOf = ({ tags }: JaegerSpan, name: string) => tags.find(({ key }) => key === name)?.value;

/** Names and kinds of a span and of those above it, from the outside in. */
function way(spans: readonly JaegerSpan[], name: RegExp): string[] {
  const names: string[] = [];
  let span = spans.find(({ operationName }) => name.test(operationName));
  while (span !== undefined) {
    names.unshift(`${span.operationName} (${tagOf(span, 'span.kind') ?? 'internal'})`);
    const [parent] = span.references;
    span = spans.find(({ spanID }) => spanID === parent?.spanID);
  }
  return names;
}

test.each(['agent.js', 'server.js'])('%s has three lines that make it seen', (file) => {
  const lines = readFileSync(join(example, file), 'utf8').split('\n');
  const added = lines.filter((line) => /@observatory\/shim\/(?:register|mcp)|= observeMcp/.test(line));
  expect(added).toHaveLength(3);
});

describe('the agent', () => {
  let printed: string;
  beforeAll(() => {
    printed = runExample(['agent.js'], { OTEL_SERVICE_NAME: 'librarian' });
  }, 120_000);

  test('gets its answers', () => {
    expect(printed).toContain('borrow Le Guin: { copies: 1 }');
    expect(printed).toContain('review Lem: The tool find_reviews failed: no such table: reviews');
  });

  test('has its runs in the hub, each tool call one step', async () => {
    await eventually(async () => {
      const executions = await executionsOf('librarian');
      const runs = executions.filter(({ name }) => name === 'librarian');
      expect(runs.map(({ operation, status }) => `${operation} ${status}`).sort()).toEqual([
        'borrow completed',
        'borrow completed',
        'review failed',
      ]);
      const borrowed = runs.find(({ operation }) => operation === 'borrow');
      const detail = await detailOf(borrowed?.id ?? '');
      expect(detail.steps.map(({ kind, name }) => [kind, name])).toEqual([
        ['tool', 'find_books'],
        ['tool', 'lend_book'],
      ]);
      expect(detail.execution.tool_calls).toBe(2);
      expect(detail.logs.map(({ message }) => message)).toContain('Answered lend_book');
    }, 60_000);
  });

  test('has one trace in Jaeger, from the agent to the query of the server', async () => {
    await eventually(async () => {
      const [execution] = (await executionsOf('librarian')).filter(({ operation }) => operation === 'borrow');
      const spans = await jaegerSpans(stack, execution?.id.slice(0, 32) ?? '');
      expect(way(spans, /^UPDATE/)).toEqual([
        'invoke_agent librarian (internal)',
        'tools/call lend_book (client)',
        'tools/call lend_book (server)',
        'UPDATE (client)',
      ]);
      const update = spans.find(({ operationName }) => operationName === 'UPDATE');
      expect(update && tagOf(update, 'db.query.text')).toBe(
        'UPDATE books SET copies = copies - ? WHERE title = ? AND copies > ?',
      );
    }, 60_000);
  });

  test('has the tool that failed with its cause', async () => {
    await eventually(async () => {
      const [failed] = (await executionsOf('librarian')).filter(({ status }) => status === 'failed');
      const detail = await detailOf(failed?.id ?? '');
      const step = detail.steps.find(({ name }) => name === 'find_reviews');
      expect(step).toMatchObject({ kind: 'tool', status: 'failed' });
      expect(JSON.stringify(step)).toContain('no such table: reviews');
      const spans = await jaegerSpans(stack, failed?.id.slice(0, 32) ?? '');
      expect(way(spans, /^SELECT$/).length).toBeGreaterThan(0);
      const query = spans.find((span) => tagOf(span, 'error.type') === '1');
      expect(query?.operationName).toBe('SELECT');
    }, 60_000);
  });

  test("has the server's log line in Loki, by trace", async () => {
    await eventually(async () => {
      const [execution] = (await executionsOf('librarian')).filter(({ operation }) => operation === 'borrow');
      const query = `{service_name="example-mcp-server"} | trace_id="${execution?.id.slice(0, 32)}"`;
      expect((await lokiLines(stack, query, startedMs)).join()).toContain('Answered lend_book');
    }, 60_000);
  });

  test('has its calls and queries in Prometheus', async () => {
    await eventually(async () => {
      const calls = await promQuery(
        stack,
        'mcp_client_operation_duration_seconds_count{job="librarian",mcp_method_name="tools/call"}',
      );
      const counts = calls.map(({ labels: { gen_ai_tool_name, error_type }, value }) => [
        gen_ai_tool_name,
        error_type ?? '',
        value,
      ]);
      expect(counts.sort()).toEqual([
        ['find_books', '', 3],
        ['find_reviews', 'tool_error', 1],
        ['lend_book', '', 2],
      ]);
      const queries = await promQuery(
        stack,
        'database_query_duration_seconds_count{job="example-mcp-server",operation="UPDATE"}',
      );
      expect(queries.map(({ labels, value }) => [labels.system, value])).toEqual([['sqlite', 2]]);
    }, 60_000);
  });
});

describe('the server, asked by a client that knows nothing of Observatory', () => {
  test('is seen by itself, with its query and its log line', async () => {
    const printed = runExample(['ask.js', 'find_books', 'author', 'Lem'], { SERVER_NAME: 'library-alone' });
    expect(printed).toContain('Solaris');
    await eventually(async () => {
      const executions = await executionsOf('library-alone');
      const served = executions.find(({ operation }) => operation?.includes('find_books'));
      expect(served).toMatchObject({ status: 'completed', tool_calls: 1 });
      const detail = await detailOf(served?.id ?? '');
      expect(detail.steps.map(({ kind, name }) => [kind, name])).toEqual([['tool', 'find_books']]);
      const spans = await jaegerSpans(stack, served?.id.slice(0, 32) ?? '');
      expect(way(spans, /^SELECT$/)).toEqual(['tools/call find_books (server)', 'SELECT (client)']);
      const query = `{service_name="library-alone"} | trace_id="${served?.id.slice(0, 32)}"`;
      expect((await lokiLines(stack, query, startedMs)).join()).toContain('Answered find_books');
    }, 60_000);
  });

  test('has the tool that failed with its cause', async () => {
    runExample(['ask.js', 'find_reviews', 'title', 'Solaris'], { SERVER_NAME: 'library-failing' });
    await eventually(async () => {
      const [failed] = (await executionsOf('library-failing')).filter(({ status }) => status === 'failed');
      expect(JSON.stringify(await detailOf(failed?.id ?? ''))).toContain('no such table: reviews');
    }, 60_000);
  });
});
