import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { WebSocketClient as TestClient } from '../../../test/support/web-socket-client.ts';
import { openWebSocket, type WebSocketClient } from './web-socket.ts';

/** More than the buffers of the system take. */
const LARGE = JSON.stringify('x'.repeat(20_000_000));

let server: Server;
let url: string;
let maxStallMs: number;
const opened: WebSocketClient[] = [];

beforeEach(async () => {
  server = createServer();
  maxStallMs = 20_000;
  new WebSocketServer({ server }).on('connection', (socket) =>
    opened.push(openWebSocket(socket, { pingMs: 20, maxStallMs })),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  opened.length = 0;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function open(options: Parameters<typeof TestClient.open>[1] = {}) {
  const client = await TestClient.open(url, options);
  const hub = await vi.waitFor(() => {
    const [one] = opened;
    if (!one) throw new Error('nothing was opened');
    return one;
  }, 5000);
  return { client, hub };
}

describe('a WebSocket of the hub', () => {
  test('sends a snapshot first, and updates after it', async () => {
    const { client, hub } = await open();
    for (const data of ['{"a":1}', '{"a":2}']) {
      hub.offer(data);
      await vi.waitFor(() => expect(client.messages.at(-1)?.data).toEqual(JSON.parse(data)), 5000);
    }
    expect(client.messages).toEqual([
      { type: 'snapshot', data: { a: 1 } },
      { type: 'update', data: { a: 2 } },
    ]);
    client.close();
  });

  test('keeps, while a frame is on its way, only the newest data', async () => {
    const { client, hub } = await open({ reads: false });
    hub.offer(LARGE);
    for (let at = 1; at <= 100; at += 1) hub.offer(String(at));
    client.read();
    await vi.waitFor(() => expect(client.messages).toHaveLength(2), 15_000);
    expect(client.messages[1]).toEqual({ type: 'update', data: 100 });
    client.close();
  });

  test('pings, and stays while that is answered', async () => {
    const { client, hub } = await open();
    await vi.waitFor(() => expect(client.count('ping')).toBeGreaterThan(5), 5000);
    expect(hub.closed.aborted).toBe(false);
    client.close();
    await vi.waitFor(() => expect(hub.closed.aborted).toBe(true), 5000);
  });

  test('drops a client that is no more there', async () => {
    const { client, hub } = await open({ answersPings: false });
    await vi.waitFor(() => expect(client.isClosed).toBe(true), 5000);
    expect(hub.closed.aborted).toBe(true);
  });

  test('closes a client that does not drain, with 1013', async () => {
    maxStallMs = 300;
    const { client, hub } = await open({ reads: false });
    hub.offer(LARGE);
    await vi.waitFor(() => expect(hub.closed.aborted).toBe(true), 5000);
    hub.offer('1');
    client.read();
    await vi.waitFor(() => expect(client.closing?.code).toBe(1013), 15_000);
    expect(client.messages).toHaveLength(1);
  });
});
