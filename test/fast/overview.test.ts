import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { ask, get } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

interface Overview {
  readonly status: { readonly health: string; readonly score: number; readonly integrations: string };
  readonly counts: { readonly executions: number; readonly spans: number };
  readonly capabilities: readonly {
    readonly name: string;
    readonly available: boolean;
    readonly detail: string;
  }[];
  readonly recent_traces: readonly { readonly execution_id: string; readonly duration_ms: number | null }[];
  readonly integrations: readonly {
    readonly name: string;
    readonly reachable: boolean | null;
    readonly version: string | null;
    readonly page: string | null;
    readonly error: string | null;
  }[];
}
const overviewOf = (hub: TestHub) => get<Overview>(hub, '/api/v1/observability/overview');

const servers: Server[] = [];
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
afterAll(() => {
  for (const server of servers) server.close().closeAllConnections();
});

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.remove());

test('The overview of a hub alone has its executions, and says which settings would bring more', async () => {
  const run = new AgentRun();
  await sendSpans(hub, [run.span()]);
  await eventually(async () => expect((await overviewOf(hub)).counts.executions).toBe(1));
  const overview = await overviewOf(hub);
  expect(overview.status).toMatchObject({ health: 'healthy', score: 100, integrations: 'none_configured' });
  expect(overview.recent_traces).toMatchObject([
    { execution_id: run.id, trace_id: run.traceId, duration_ms: 2000 },
  ]);
  const can = (name: string) => overview.capabilities.find((one) => one.name === name);
  expect(can('otlp_http')?.available).toBe(true);
  expect(can('resource_trends')).toMatchObject({
    available: false,
    detail: 'OBSERVATORY_PROMETHEUS_URL is not set.',
  });
  expect(overview.integrations.map(({ name, reachable, error }) => [name, reachable, error])).toEqual(
    ['jaeger', 'prometheus', 'loki', 'grafana', 'alertmanager', 'collector'].map((name) => [
      name,
      null,
      null,
    ]),
  );
  expect((await ask(hub, '/api/v1/observability/overview?a=b')).status).toBe(400);
});

test('A server that is away, slow, redirects or says too much is unreachable, with the cause, within a second', async () => {
  const seen: (string | undefined)[] = [];
  const elsewhere = await serve((_request, response) => response.end('{"version":"of another"}'));
  const settings = {
    OBSERVATORY_API_KEY: 'a-key-of-sixteen-characters',
    OBSERVATORY_PROMETHEUS_URL: await serve((request, response) => {
      seen.push(request.headers.authorization, request.headers['x-api-key'] as string | undefined);
      response.end('{"data":{"version":"3.5.0"}}');
    }),
    OBSERVATORY_LOKI_URL: await serve((_request, response) => {
      response.writeHead(302, { location: elsewhere }).end();
    }),
    OBSERVATORY_ALERTMANAGER_URL: await serve(() => {}),
    OBSERVATORY_COLLECTOR_URL: `http://127.0.0.1:${await freePort()}`,
    OBSERVATORY_JAEGER_URL: 'https://jaeger.example',
    OBSERVATORY_JAEGER_PROBE_URL: await serve((_request, response) => response.end('x'.repeat(2_000_000))),
    OBSERVATORY_GRAFANA_PROBE_URL: await serve((_request, response) =>
      response.writeHead(503).end('no database'),
    ),
  };
  const other = await startTestHub(settings);
  onTestFinished(() => other.remove());
  const answer = await fetch(`${other.url}/api/v1/observability/overview`, {
    headers: { 'x-api-key': settings.OBSERVATORY_API_KEY },
  });
  const overview = (await answer.json()) as Overview;
  const state = (name: string) => overview.integrations.find((one) => one.name === name);
  expect(state('prometheus')).toMatchObject({ reachable: true, version: '3.5.0', error: null });
  expect(state('loki')?.error).toMatch(/^answered 302, a redirect to .*, which is not followed$/);
  expect(state('alertmanager')?.error).toBe('no answer within 800 ms');
  expect(state('collector')?.error).toMatch(/ECONNREFUSED/);
  expect(state('jaeger')).toMatchObject({
    page: 'https://jaeger.example',
    error: 'expected an answer of at most 1048576 bytes',
  });
  expect(state('grafana')?.error).toBe('answered 503: no database');
  expect(overview.status.integrations).toBe('some_unreachable');
  expect(seen).toEqual([undefined, undefined]);
});
