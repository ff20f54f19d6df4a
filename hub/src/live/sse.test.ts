import { get, type IncomingMessage } from 'node:http';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openSse, type SseClient } from './sse.ts';

let app: FastifyInstance;
let url: string;
const opened: SseClient[] = [];

beforeEach(async () => {
  app = Fastify({ forceCloseConnections: true });
  app.get(
    '/',
    (request, reply) => void opened.push(openSse(request, reply, { heartbeatMs: 20, maxStallMs: 1000 })),
  );
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  opened.length = 0;
  await app.close();
});

/** The answer, of which nothing is read yet, and the hub's side of it. */
async function open(): Promise<{ response: IncomingMessage; client: SseClient }> {
  const response = await new Promise<IncomingMessage>((resolve) => get(url, { agent: false }, resolve));
  response.setEncoding('utf8').on('error', () => {});
  const client = opened.at(-1);
  if (!client) throw new Error('no stream was opened');
  return { response, client };
}

/** Sends until the client stays behind: buffers of the system take the first megabytes. */
async function fill(client: SseClient): Promise<void> {
  await vi.waitFor(async () => {
    client.send('1', 'x'.repeat(2_000_000));
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (!client.isBehind) throw new Error('not behind yet');
  }, 10_000);
}

describe('a stream of server-sent events', () => {
  test('sends comments while there is nothing to say', async () => {
    const { response } = await open();
    let text = '';
    response.on('data', (chunk) => {
      text += chunk;
    });
    await vi.waitFor(() => expect(text).toMatch(/^: connected\n\n(: heartbeat\n\n){3}/), 5000);
  });

  test('gives the client an id without a message', async () => {
    const { response, client } = await open();
    client.mark('41');
    let text = '';
    response.on('data', (chunk) => {
      text += chunk;
    });
    await vi.waitFor(() => expect(text).toContain('\n\nid: 41\n\n'), 5000);
  });

  test('lets go of a client that reads nothing of what is on its way', async () => {
    const { client } = await open();
    await fill(client);
    await client.caughtUp();
    await vi.waitFor(() => expect(client.closed.aborted).toBe(true), 5000);
  });

  test('keeps a client that was behind and reads on', async () => {
    const { response, client } = await open();
    await fill(client);
    setTimeout(() => response.resume(), 100);
    await client.caughtUp();
    expect([client.closed.aborted, client.isBehind]).toEqual([false, false]);
  });

  test('ends with its client, and sends nothing after', async () => {
    const { response, client } = await open();
    response.destroy();
    await vi.waitFor(() => expect(client.closed.aborted).toBe(true), 5000);
    client.send('1', {});
    client.mark('2');
    await client.caughtUp();
  });

  test('can be ended by the hub', async () => {
    const { response, client } = await open();
    client.close();
    let text = '';
    for await (const chunk of response) text += chunk;
    expect(text).toBe(': connected\n\n');
  });
});
