import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLiveStream, type LiveStream, type StreamState } from './live-stream.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const refuse: Handler = (_request, response) => response.writeHead(429).end();
const accept =
  (...messages: string[]): Handler =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const message of messages) response.write(message);
  };

let handler: Handler = refuse;
let requests: IncomingMessage[] = [];
const server = createServer((request, response) => {
  requests.push(request);
  handler(request, response);
});
let url = '';
let live: LiveStream | undefined;

beforeEach(async () => {
  requests = [];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(async () => {
  live?.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const reaches = <K extends StreamState['kind']>(kind: K) =>
  vi.waitFor(() => {
    const state = live?.getState();
    if (state?.kind !== kind) throw new Error(`is ${state?.kind}`);
    return state as Extract<StreamState, { kind: K }>;
  }, 5_000);

test('messages arrive parsed, comments and lines that are not JSON are passed over', async () => {
  handler = accept(
    ': heartbeat\n\n',
    'id: 1\ndata: {"type":"hello"}\n\n',
    'data: {oops\n\n',
    'data: {"n":2}\n\n',
  );
  const onMessage = vi.fn();
  live = createLiveStream({ fetch, path: url, onMessage });
  await vi.waitFor(() => expect(onMessage.mock.calls).toEqual([[{ type: 'hello' }], [{ n: 2 }]]));
  expect(live.getState().kind).toBe('live');
});

test('a refused stream tells the status and when it will try again', async () => {
  handler = refuse;
  live = createLiveStream({ fetch, path: url, onMessage: () => {} });
  const state = await reaches('waiting');
  expect(state.reason).toEqual({ kind: 'refused', status: 429 });
  expect(state.retryAt - Date.now()).toBeLessThanOrEqual(500);
});

test('a stream that breaks comes back by itself after its last id, and says so', async () => {
  handler = (_request, response) => {
    accept('id: 41\ndata: {"n":1}\n\n')(_request, response);
    setTimeout(() => response.destroy(), 20);
  };
  const onOpen = vi.fn();
  live = createLiveStream({ fetch, path: url, onMessage: () => {}, onOpen });
  await reaches('waiting');
  expect(onOpen).toHaveBeenCalledTimes(1);
  handler = accept('id: 42\ndata: {"n":2}\n\n');
  await reaches('live');
  expect(requests.at(-1)?.headers['last-event-id']).toBe('41');
  expect(onOpen).toHaveBeenCalledTimes(2);
});

test('a hub that is away counts failures up, and is found again at once when asked', async () => {
  server.closeAllConnections();
  const port = (server.address() as AddressInfo).port;
  await new Promise((resolve) => server.close(resolve));
  live = createLiveStream({ fetch, path: url, onMessage: () => {} });
  await vi.waitFor(() => {
    const state = live?.getState();
    expect(state?.kind === 'waiting' && state.failures).toBe(2);
  }, 5_000);
  handler = accept('data: {}\n\n');
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  live.retryNow();
  await reaches('live');
});

test('a sleeping stream holds no connection and says so when it is there again', async () => {
  handler = accept('data: {}\n\n');
  const onOpen = vi.fn();
  live = createLiveStream({ fetch, path: url, onMessage: () => {}, onOpen });
  await reaches('live');
  live.sleep();
  await vi.waitFor(() => expect(requests[0]?.socket.destroyed).toBe(true));
  live.wake();
  await reaches('live');
  expect(onOpen).toHaveBeenCalledTimes(2);
});
