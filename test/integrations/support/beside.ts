import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../../../shim/src/testing/otlp-receiver.ts';
import { runService, type ServiceRun } from '../../../shim/src/testing/run-service.ts';

const folder = join(import.meta.dirname, '../beside');

/** What every program here asks its model; no backend may get it unasked. */
const SECRET = 'a question for nobody else';

/**
 * What every program does once its system and the shim are set up: a request of the application, an execution within
 * with one inference, and a span of the application within that.
 */
export const work = `
  const tracer = trace.getTracer('app');
  await tracer.startActiveSpan('request', async (request) => {
    await withContext({ sessionId: 's-1' }, () => agentTracking.trackExecution('triage', 'answer', async () => {
      await agentTracking.trackInference({ provider: 'openai', model: 'gpt-4.1', input: process.env.SAID }, async (call) => {
        call.setUsage({ input: 100, output: 10 });
        call.setResponse({ id: 'r-1', model: 'gpt-4.1-2025-04-14', output: process.env.SAID });
      });
      await tracer.startActiveSpan('query', async (query) => query.end());
    }, process.env.SAID));
    request.end();
  });
`;

export const imports = `
  import { trace } from '@opentelemetry/api';
  import { agentTracking, flush, init, observatoryLogProcessor, observatorySpanProcessor, withContext }
    from '@observatory/shim';
`;

/** A backend of the other system: keeps what it is sent, as text. */
export interface Backend {
  readonly url: string;
  readonly requests: {
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
  }[];
  readonly close: () => void;
}

async function startBackend(): Promise<Backend> {
  const requests: Backend['requests'] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    requests.push({
      path: request.url ?? '',
      headers: request.headers,
      body: (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString(),
    });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the backend has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Receivers of one test file: of the Observatory, of the other system by OTLP, and of the other system by its own. */
export interface Sides {
  readonly hub: OtlpReceiver;
  readonly theirs: OtlpReceiver;
  readonly backend: Backend;
  /** Forgets what came so far and runs a program in the folder of the systems; THEIRS and BACKEND hold the other receivers' addresses. */
  readonly run: (program: string, env?: Record<string, string>, below?: string) => Promise<ServiceRun>;
}

export function sides(): Sides {
  const made = {} as { hub: OtlpReceiver; theirs: OtlpReceiver; backend: Backend };
  beforeAll(async () => {
    made.hub = await startOtlpReceiver();
    made.theirs = await startOtlpReceiver();
    made.backend = await startBackend();
  });
  afterAll(async () => {
    await Promise.all([made.hub.close(), made.theirs.close()]);
    made.backend.close();
  });
  return {
    get hub() {
      return made.hub;
    },
    get theirs() {
      return made.theirs;
    },
    get backend() {
      return made.backend;
    },
    run: async (program, env = {}, below = '.') => {
      made.hub.clear();
      made.theirs.clear();
      made.backend.requests.length = 0;
      const ran = await runService(program, {
        cwd: join(folder, below),
        giveUpMs: 30_000,
        env: {
          OTEL_EXPORTER_OTLP_ENDPOINT: made.hub.url,
          OTEL_SERVICE_NAME: 'support',
          SAID: SECRET,
          THEIRS: made.theirs.url,
          BACKEND: made.backend.url,
          ...env,
        },
      });
      expect(ran.code, ran.stderr).toBe(0);
      return ran;
    },
  };
}

/** The version of a system that is installed. */
export function versionOf(alias: string, below = '.'): string {
  const path = join(folder, below, 'node_modules', alias, 'package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

/** The names of spans, in an order that does not hang on who sends first. */
export function namesOf(spans: readonly { readonly name: string }[]): readonly string[] {
  return spans.map(({ name }) => name).sort();
}

/** What each program records, by the names of its spans. */
export const spanNames = ['chat gpt-4.1', 'invoke_agent triage', 'query', 'request'];

/** Each span once, one below the other, with the execution's id within it, and its events beside. */
export function expectAllAtHub({ hub }: Pick<Sides, 'hub'>, names: readonly string[] = spanNames): void {
  expect(namesOf(hub.spans)).toEqual([...names].sort());
  const span = (name: string) => hub.spans.find((one) => one.name === name);
  const [chat, execution, query, request] = spanNames.map(span);
  expect(execution?.parentSpanId).toBe(request?.spanId);
  for (const below of [chat, query]) {
    expect(below?.parentSpanId).toBe(execution?.spanId);
    expect(below?.attributes['observatory.execution.id']).toMatch(/^[0-9a-f]{48}$/);
    expect(below?.attributes['observatory.execution.id']).toBe(
      execution?.attributes['observatory.execution.id'],
    );
    expect(below?.attributes['session.id']).toBe('s-1');
  }
  expect(chat?.attributes['gen_ai.usage.input_tokens']).toBe(100);
  const resources = new Set([...hub.spans, ...hub.events()].map(({ resource }) => resource['service.name']));
  expect([...resources]).toEqual(['support']);
}

/** Each event once. */
export function expectEventsAtHub({ hub }: Pick<Sides, 'hub'>): void {
  expect(hub.events().map(({ eventName }) => eventName)).toEqual([
    'observatory.execution_start',
    'observatory.step_start',
    'observatory.llm_call',
    'observatory.execution_end',
  ]);
}

/** Neither side has what was said and answered. */
export function expectNoContent({ hub, theirs, backend }: Sides): void {
  const all = JSON.stringify([hub.spans, hub.logs, theirs.spans, theirs.logs, backend.requests]);
  expect(all.includes(SECRET)).toBe(false);
}
