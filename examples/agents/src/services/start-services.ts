import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type KnowledgeBase, openKnowledgeBase } from './knowledge-base.ts';
import { type Reply, route } from './routes.ts';

/** A request names the fault that it wants to meet in this header; without it the services are well. */
export const FAULT_HEADER = 'x-demo-fault';

export interface Services {
  /** `http://127.0.0.1:port`, a port that was free. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the services that the agents' tools call: one HTTP server on loopback. */
export async function startServices(options: { readonly speed: number }): Promise<Services> {
  const knowledgeBase = openKnowledgeBase();
  const stopped = new AbortController();

  const server = createServer((request, response) => {
    serve(knowledgeBase, options.speed, stopped.signal, request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    async close() {
      stopped.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      knowledgeBase.close();
    },
  };
}

async function serve(
  knowledgeBase: KnowledgeBase,
  speed: number,
  stopped: AbortSignal,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  request.resume();
  const { status, body, takesMs } = spoil(
    route(knowledgeBase, request.method ?? 'GET', url),
    request.headers[FAULT_HEADER],
  );
  // Slower than anybody waits: the client closes the connection.
  if (takesMs === Number.POSITIVE_INFINITY) return;
  await sleep(takesMs / speed, undefined, { signal: stopped });
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function spoil(reply: Reply, fault: unknown): Reply {
  switch (fault) {
    case 'http_500':
      return { status: 500, body: { error: 'no connection to the database' }, takesMs: 60 };
    case 'http_slow':
      return { ...reply, takesMs: Number.POSITIVE_INFINITY };
    case 'http_malformed':
      return { ...reply, body: { message: 'scheduled maintenance from 02:00 to 02:30' } };
    case 'payment_twice':
      return { ...reply, body: nameTwice(reply.body) };
    default:
      return reply;
  }
}

function nameTwice(body: unknown): unknown {
  const { payments = [], ...rest } = body as { payments?: readonly unknown[] };
  return { ...rest, payments: [...payments.slice(0, 1), ...payments] };
}
