import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket as OfLibrary, type WebSocket, WebSocketServer } from 'ws';
import { type RawServer, startRawServer } from '../testing/raw-server.ts';
import {
  createClient,
  type StateFeedOptions,
  type StreamProblem,
  type WebSocketConstructor,
} from './index.ts';

let server: RawServer;
let sockets: WebSocketServer;
const feeds: { close(): void }[] = [];
const opened: { socket: WebSocket; request: IncomingMessage }[] = [];
let onOpen: (socket: WebSocket, index: number) => void = () => {};

beforeEach(async () => {
  server = await startRawServer();
  sockets = new WebSocketServer({ server: server.server });
  opened.length = 0;
  sockets.on('connection', (socket, request) => {
    opened.push({ socket, request });
    onOpen(socket, opened.length - 1);
  });
});
afterEach(async () => {
  for (const feed of feeds.splice(0)) feed.close();
  for (const { socket } of opened) socket.terminate();
  sockets.close();
  await server.close();
});

function execution(
  options: StateFeedOptions = {},
  given: { apiKey?: string; WebSocket?: WebSocketConstructor } = {},
) {
  const feed = createClient({ baseUrl: server.url, ...given }).execution('ab', options);
  feeds.push(feed);
  return feed;
}
const frame = (type: string, n: number) => JSON.stringify({ type, data: { n } });
const answered = (status: number, body: unknown) => {
  server.handle = (_request, response) => response.writeHead(status).end(JSON.stringify(body));
};

describe('a feed of states', () => {
  it('gives what is, then what it becomes', async () => {
    onOpen = (socket) => {
      socket.send(frame('snapshot', 1));
      setTimeout(() => socket.send(frame('update', 2)), 20);
    };
    const feed = execution({}, { apiKey: 'secret' });
    expect((await feed.next()).value).toEqual({ type: 'snapshot', data: { n: 1 } });
    expect((await feed.next()).value).toEqual({ type: 'update', data: { n: 2 } });
    const [first] = opened;
    expect(first?.request.url).toBe('/api/v1/observability/ws/executions/ab');
    expect(first?.request.headers.authorization).toBe('Bearer secret');
  });

  it('keeps the newest only for a consumer that is slow', async () => {
    onOpen = (socket) => socket.send(frame('snapshot', 0));
    let received = 0;
    class Counting extends OfLibrary {
      constructor(url: string, options?: object) {
        super(url, options);
        this.on('message', () => {
          received += 1;
        });
      }
    }
    const feed = execution({}, { WebSocket: Counting as unknown as WebSocketConstructor });
    expect((await feed.next()).value).toEqual({ type: 'snapshot', data: { n: 0 } });
    for (let n = 1; n <= 1000; n++) opened[0]?.socket.send(frame('update', n));
    await expect.poll(() => received, { timeout: 10_000 }).toBe(1001);
    expect((await feed.next()).value).toEqual({ type: 'update', data: { n: 1000 } });
  });

  it('is taken up again, with all of the state', async () => {
    onOpen = (socket, index) => {
      socket.send(frame('snapshot', index));
      if (index === 0) setTimeout(() => socket.close(1013), 20);
    };
    const problems: StreamProblem[] = [];
    const feed = execution({ onProblem: (problem) => void problems.push(problem) });
    expect((await feed.next()).value).toEqual({ type: 'snapshot', data: { n: 0 } });
    expect((await feed.next()).value).toEqual({ type: 'snapshot', data: { n: 1 } });
    expect(problems[0]?.error.message).toContain('1013');
  });

  it('says ping, and gives up a connection on which nothing is heard', async () => {
    const pings: string[] = [];
    onOpen = (socket, index) => {
      socket.send(frame('snapshot', index));
      socket.on('message', (text) => {
        pings.push(String(text));
        if (pings.length < 3) socket.send('{"type":"pong"}');
      });
    };
    const feed = execution({ pingMs: 250 });
    await feed.next();
    expect((await feed.next()).value).toEqual({ type: 'snapshot', data: { n: 1 } });
    expect(pings.slice(0, 3)).toEqual(['{"type":"ping"}', '{"type":"ping"}', '{"type":"ping"}']);
  });

  it('leaves out frames that it cannot read', async () => {
    onOpen = (socket) => {
      socket.send('{oops');
      socket.send(Buffer.from([1, 2, 3]));
      socket.send('{"type":"snapshot"}');
      socket.send('{"type":"error","code":"OBS_BAD_REQUEST","message":"what?"}');
      socket.send(frame('snapshot', 5));
    };
    const problems: string[] = [];
    const feed = execution({ onProblem: ({ error }) => void problems.push(error.code) });
    expect((await feed.next()).value).toEqual({ type: 'snapshot', data: { n: 5 } });
    expect(problems).toEqual(['OBS_BAD_ANSWER', 'OBS_BAD_REQUEST']);
  });

  it('ends with an error where the execution is not there', async () => {
    onOpen = (socket) => socket.close(4404, 'OBS_EXECUTION_NOT_FOUND: no execution has the id ab');
    await expect(execution().next()).rejects.toMatchObject({ code: 'OBS_EXECUTION_NOT_FOUND', status: 404 });
    expect(opened.length).toBe(1);
  });

  it('ends with the reason where it is refused, which a handshake does not tell', async () => {
    sockets.close();
    sockets = new WebSocketServer({ server: server.server, verifyClient: () => false });
    answered(401, {
      error: { code: 'OBS_UNAUTHORIZED', message: 'The key given is not known to this hub.' },
    });
    await expect(execution().next()).rejects.toMatchObject({ code: 'OBS_UNAUTHORIZED', status: 401 });
    expect(server.requests.map(({ url }) => url)).toEqual(['/api/v1/executions/ab']);
  });

  it('waits for a hub that is away', async () => {
    const { url } = server;
    await server.close();
    onOpen = (socket) => socket.send(frame('snapshot', 1));
    const problems: string[] = [];
    const client = createClient({ baseUrl: url });
    const feed = client.metrics({ onProblem: ({ error }) => void problems.push(error.code) });
    feeds.push(feed);
    const first = feed.next();
    server = await startRawServer();
    await expect.poll(() => problems[0]).toBe('OBS_UNREACHABLE');
    feed.close();
    expect(await first).toEqual({ done: true, value: undefined });
  });

  it('lets the connection go where the loop is left', async () => {
    onOpen = (socket) => socket.send(frame('snapshot', 1));
    for await (const state of execution()) {
      expect(state.type).toBe('snapshot');
      break;
    }
    await expect.poll(() => sockets.clients.size).toBe(0);
  });

  it('takes the WebSocket that it is given', async () => {
    onOpen = (socket) => socket.send(frame('snapshot', 1));
    const made: string[] = [];
    class Given extends OfLibrary {
      constructor(url: string, options?: object) {
        super(url, options);
        made.push(url);
      }
    }
    const feed = execution({}, { apiKey: 'secret', WebSocket: Given as unknown as WebSocketConstructor });
    expect((await feed.next()).value?.type).toBe('snapshot');
    expect(made).toEqual([`${server.url.replace('http', 'ws')}/api/v1/observability/ws/executions/ab`]);
    expect(opened[0]?.request.headers.authorization).toBe('Bearer secret');
  });
});
