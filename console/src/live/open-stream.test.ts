import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openStream } from './open-stream.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const accept =
  (...messages: string[]): Handler =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const message of messages) response.write(message);
  };

let handler: Handler;
let requests: IncomingMessage[] = [];
const server = createServer((request, response) => {
  requests.push(request);
  handler(request, response);
});
let url = '';
const onOpen = vi.fn();
const onMessage = vi.fn();
const onEnd = vi.fn();
const open = (lastEventId: string | null = null) =>
  openStream(fetch, url, { onOpen, onMessage, onEnd }, lastEventId);

beforeEach(async () => {
  requests = [];
  vi.clearAllMocks();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('messages arrive parsed, comments and lines that are not JSON are passed over', async () => {
  handler = accept(
    ': heartbeat\n\n',
    'id: 1\ndata: {"type":"hello"}\n\n',
    'data: {oops\n\n',
    'data: {"n":2}\n\n',
  );
  const close = open('40');
  await vi.waitFor(
    () =>
      expect(onMessage.mock.calls).toEqual([
        [{ type: 'hello' }, '1'],
        [{ n: 2 }, undefined],
      ]),
    5000,
  );
  expect(onOpen).toHaveBeenCalledTimes(1);
  expect(requests[0]?.headers['last-event-id']).toBe('40');
  close();
  await vi.waitFor(() => expect(requests[0]?.socket.destroyed).toBe(true), 5000);
  expect(onEnd).not.toHaveBeenCalled();
});

test('a refused stream tells the status, one that breaks that it ended or was cut', async () => {
  handler = (_request, response) => response.writeHead(429).end();
  open();
  await vi.waitFor(() => expect(onEnd.mock.calls).toEqual([[{ kind: 'refused', status: 429 }]]), 5000);
  handler = (request, response) => {
    accept('data: {}\n\n')(request, response);
    response.end();
  };
  open();
  await vi.waitFor(() => expect(onEnd).toHaveBeenLastCalledWith({ kind: 'ended' }), 5000);
});

test('a proxy that holds back what streams say has not opened one', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const accepted = new Promise<void>((resolve) => {
    handler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      resolve();
    };
  });
  open();
  await accepted;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(onEnd.mock.calls).toEqual([[{ kind: 'silent' }]]);
  expect(onOpen).not.toHaveBeenCalled();
  vi.useRealTimers();
});
