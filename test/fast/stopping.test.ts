import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ask } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { grpcExport } from '../support/grpc-export.ts';
import { tracesBody } from '../support/otlp-json.ts';
import { newSpanId, newTraceId } from '../support/send.ts';
import { SseClient } from '../support/sse-client.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';
import { WebSocketClient } from '../support/web-socket-client.ts';

const hubs: TestHub[] = [];
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.remove();
});

async function startedHub(env: Record<string, string> = {}): Promise<TestHub> {
  const hub = await startTestHub(env);
  hubs.push(hub);
  return hub;
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** A connection by hand, that says just what it is told to, and when. */
async function connected(port: number) {
  const socket: Socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => {});
  const closed = once(socket, 'close');
  await once(socket, 'connect');
  return { say: (words: string) => socket.write(words), text: () => text, closed };
}

const portOf = (hub: TestHub) => Number(new URL(hub.url).port);

function anExport(): string {
  const now = Date.now();
  const span = { traceId: newTraceId(), spanId: newSpanId(), name: 'last', startMs: now - 5, endMs: now };
  return JSON.stringify(tracesBody('shop', [span]));
}
const head = (body: string) =>
  `POST /v1/traces HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;

test('a hub that is told to stop says so, serves for as long as it is told to, and then takes no connection', async () => {
  const hub = await startedHub({ OBSERVATORY_DRAIN_S: '2' });
  expect((await ask(hub, '/ready')).status).toBe(200);
  const toldAt = performance.now();
  const closed = hub.close();
  const ready = await ask(hub, '/ready');
  expect(ready.status).toBe(503);
  expect(ready.body).toMatchObject({
    status: 'unavailable',
    checks: { database: { ok: true }, draining: { ok: false, detail: 'The hub is about to stop.' } },
  });
  // It lives: nothing is to start it anew.
  const health = await ask(hub, '/health');
  expect(health.status).toBe(200);
  expect(health.headers.get('connection')).toBe('close');
  expect((await ask(hub, '/api/v1/stats')).status).toBe(200);
  expect(await grpcExport(hub.otlpGrpcPort ?? 0, {})).toBe(0);
  await closed;
  expect(performance.now() - toldAt).toBeGreaterThanOrEqual(1990);
  await expect(fetch(`${hub.url}/ready`)).rejects.toThrow();
});

test('it stores and answers what is on its way, on every port', async () => {
  const hub = await startedHub();
  const body = anExport();
  const ports = [portOf(hub), hub.otlpHttpPort ?? 0];
  const senders = await Promise.all(ports.map(connected));
  for (const { say } of senders) say(head(body) + body.slice(0, 40));
  await pause(100);
  const closed = hub.close();
  await pause(200);
  for (const { say } of senders) say(body.slice(40));
  await closed;
  for (const { text } of senders) {
    expect(text()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text().toLowerCase()).toContain('\r\nconnection: close\r\n');
  }
});

test('connections at rest, and those that never say anything, do not hold it', async () => {
  const hub = await startedHub();
  const [atRest, silent, silentOtlp] = await Promise.all(
    [portOf(hub), portOf(hub), hub.otlpHttpPort ?? 0].map(connected),
  );
  atRest?.say('GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
  await eventually(() => expect(atRest?.text()).toContain('The database answers.'));
  const toldAt = performance.now();
  await hub.close();
  await Promise.all([atRest?.closed, silent?.closed, silentOtlp?.closed]);
  expect(performance.now() - toldAt).toBeLessThan(4500);
});

test('a request that never ends is cut off, at once when it is hurried', async () => {
  const hub = await startedHub({ OBSERVATORY_DRAIN_S: '60' });
  const body = anExport();
  const slow = await connected(portOf(hub));
  slow.say(head(body) + body.slice(0, 40));
  await pause(100);
  const toldAt = performance.now();
  const closed = hub.close();
  await pause(100);
  hub.hurry();
  await closed;
  expect(slow.text()).toBe('');
  expect(performance.now() - toldAt).toBeLessThan(4500);
});

test('live streams end by themselves: browsers are told to come back soon, and not all at once', async () => {
  const hub = await startedHub();
  const streams = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      SseClient.open(
        `${hub.url}${index % 2 === 0 ? '/api/observability/events/stream' : '/api/v1/executions/stream'}`,
      ),
    ),
  );
  const socket = await WebSocketClient.open(`${hub.url}/ws`);
  await hub.close();
  const waits = streams.map(({ frames }) => Number(/^retry: (\d+)$/.exec(frames.at(-1) ?? '')?.[1]));
  for (const wait of waits) {
    expect(wait).toBeGreaterThanOrEqual(200);
    expect(wait).toBeLessThanOrEqual(2000);
  }
  expect(new Set(waits).size).toBeGreaterThan(1);
  // Of frames of kind "close" the first two bytes are the code: 1001, going away.
  const close = socket.frames.find(({ kind }) => kind === 'close');
  expect(close?.payload.readUInt16BE(0)).toBe(1001);
});

test('over gRPC it says by GOAWAY that further requests go elsewhere', async () => {
  const hub = await startedHub();
  const session = connectHttp2(`http://127.0.0.1:${hub.otlpGrpcPort}`);
  await once(session, 'connect');
  const goaway = once(session, 'goaway');
  const closed = hub.close();
  expect((await goaway)[0]).toBe(0);
  await closed;
  session.destroy();
});
