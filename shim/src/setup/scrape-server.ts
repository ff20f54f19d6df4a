import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { ShimConfig } from '../config/shim-config.ts';
import { markOwnConnection } from '../instrumentation/own-connections.ts';
import { say, sayOnce } from './say.ts';

export interface ScrapeServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Serves `GET /metrics` without keeping the process alive. A port that cannot be had is said once, and the
 * service goes on without it: null.
 */
export async function startScrapeServer(
  { port, host }: ShimConfig['scrape'],
  collect: () => Promise<string>,
): Promise<ScrapeServer | null> {
  if (port === null) return null;
  const { createServer } = await import('node:http');
  const server = createServer((request, response) => void answer(request, response, collect));
  server.on('connection', (socket) => {
    markOwnConnection(socket);
    socket.unref();
  });
  try {
    await listening(server, port, host);
  } catch (error) {
    sayOnce(
      `scrape:${port}`,
      `no /metrics: ${refusal(error, host, port)} (PROMETHEUS_PORT moves it, off ends this warning)`,
    );
    return null;
  }
  server.unref();
  server.on('error', (error) => say(`/metrics: ${error.message}`));
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shownHost}:${bound}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function refusal(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `port ${port} is taken`;
  return `${host}:${port} cannot be bound: ${error instanceof Error ? error.message : String(error)}`;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  collect: () => Promise<string>,
): Promise<void> {
  const path = request.url?.split('?', 1)[0];
  if (path !== '/metrics' || (request.method !== 'GET' && request.method !== 'HEAD')) {
    response
      .writeHead(path === '/metrics' ? 405 : 404, { 'content-type': 'text/plain' })
      .end('GET /metrics\n');
    return;
  }
  try {
    const text = await collect();
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(request.method === 'HEAD' ? '' : text);
  } catch (error) {
    response.writeHead(500, { 'content-type': 'text/plain' }).end(`${String(error)}\n`);
  }
}
