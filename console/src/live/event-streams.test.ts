import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LiveConnection } from './connection.ts';
import { openEventStreams } from './event-streams.ts';
import type { FollowedTopic } from './topics.ts';

/** Requests that were accepted, by what they search for; one of `slow` is not. */
const asked = new Map<string, ServerResponse>();
const server = createServer((request, response) => {
  const text = new URL(request.url ?? '', 'http://hub').searchParams.get('text') ?? '';
  asked.set(text, response);
  if (text === 'slow') return;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(': heartbeat\n\n');
});
const handlers = { onOpen: vi.fn(), onMessage: vi.fn(), onEnd: vi.fn() };
const eventsOf = (text: string): [string, FollowedTopic] => [
  text,
  { topic: { kind: 'events', filter: { text } }, cursor: null },
];
const SLOW_MACHINE = 15_000;
let connection: LiveConnection | undefined;
const open = (...texts: string[]) => {
  const { port } = server.address() as AddressInfo;
  const ask: typeof fetch = (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init);
  connection = openEventStreams(ask, new Map(texts.map(eventsOf)), handlers);
  return connection;
};

beforeEach(async () => {
  asked.clear();
  vi.clearAllMocks();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  connection?.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('the connection is open once the one topic that was not answered is followed no longer', async () => {
  const streams = open('a', 'slow');
  await vi.waitFor(() => expect([...asked.keys()]).toEqual(['a', 'slow']), SLOW_MACHINE);
  expect(handlers.onOpen).not.toHaveBeenCalled();
  await new Promise((resolve) => setTimeout(resolve, 200));
  streams.unfollow('slow');
  await vi.waitFor(() => expect(handlers.onOpen).toHaveBeenCalledTimes(1), SLOW_MACHINE);
});

test('a topic that there was no stream for is followed as soon as one is free, and asked for anew', async () => {
  const streams = open('a', 'b', 'c', 'd');
  await vi.waitFor(() => expect(handlers.onOpen).toHaveBeenCalledTimes(1), SLOW_MACHINE);
  streams.follow(...eventsOf('e'));
  streams.follow(...eventsOf('f'));
  streams.unfollow('f');
  streams.unfollow('b');
  await vi.waitFor(
    () => expect(handlers.onMessage.mock.calls).toEqual([['e', { kind: 'stale' }]]),
    SLOW_MACHINE,
  );
  expect([...asked.keys()]).toEqual(['a', 'b', 'c', 'd', 'e']);
});
