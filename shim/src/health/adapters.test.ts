import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createLogger } from '@observatory/shim';
import { createHealth, expressHealth, fastifyHealth, honoHealth, nodeHealth } from '@observatory/shim/health';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useRecording } from '../testing/recording.ts';

useRecording();

let up = true;
const health = createHealth({ cacheMs: 0, version: '7', checks: { database: () => up } });

interface Running {
  readonly url: string;
  readonly stop: () => unknown;
}

function listening(server: Server): Promise<Running> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({ url: `http://127.0.0.1:${port}`, stop: () => server.close() });
    }),
  );
}

/** Each application has the health helper, a path of its own, and the helper once more below `/internal`. */
const frameworks: Record<string, () => Promise<Running>> = {
  'node:http': () => {
    const own: RequestListener = (request, response) =>
      void response.end(request.url === '/own' ? 'own' : 'else');
    const inner = nodeHealth(health, own);
    return listening(
      createServer((request, response) => {
        if (request.url?.startsWith('/internal/')) request.url = request.url.slice('/internal'.length);
        inner(request, response);
      }),
    );
  },
  Express: () => {
    const app = express();
    app.use(expressHealth(health));
    app.use('/internal', expressHealth(health));
    app.get('/own', (_request, response) => void response.send('own'));
    return listening(createServer(app));
  },
  Fastify: async () => {
    const app = fastify();
    app.register(fastifyHealth(health));
    app.register(fastifyHealth(health), { prefix: '/internal' });
    app.get('/own', async () => 'own');
    return { url: await app.listen({ port: 0, host: '127.0.0.1' }), stop: () => app.close() };
  },
  Hono: () => {
    const [app, inner] = [new Hono(), new Hono()];
    honoHealth(app, health);
    honoHealth(inner, health);
    app.route('/internal', inner);
    app.get('/own', (context) => context.text('own'));
    return new Promise((resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
        resolve({ url: `http://127.0.0.1:${port}`, stop: () => server.close() }),
      );
    });
  },
};

describe.each(Object.keys(frameworks))('with %s', (name) => {
  let server: Running;
  beforeAll(async () => {
    const start = frameworks[name];
    if (start === undefined) throw new Error(`no ${name}`);
    server = await start();
  });
  afterAll(() => server.stop());
  const get = (path: string, method = 'GET') => fetch(server.url + path, { method });

  it.each(['/health', '/ready', '/health?verbose=1', '/internal/health'])('answers %s', async (path) => {
    up = true;
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ status: 'ok', checks: { database: { ok: true, detail: 'ok' } } });
  });

  it('answers 503 while a check fails', async () => {
    up = false;
    const response = await get('/ready');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 'unavailable' });
  });

  it('answers /status and /metrics', async () => {
    up = true;
    createLogger('probed', { destination: { write() {} } }).warn('x');
    expect(await (await get('/status')).json()).toMatchObject({ version: '7', service: 'test-service' });
    const metrics = await get('/metrics');
    expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await metrics.text()).toContain('log_events_total{level="WARN",service="probed"}');
  });

  it('answers HEAD without a body', async () => {
    const response = await get('/health', 'HEAD');
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('takes no other method', async () => {
    expect((await get('/health', 'POST')).status).not.toBe(200);
  });

  it("leaves the application's own paths alone", async () => {
    expect(await (await get('/own')).text()).toBe('own');
  });
});

describe('a request that the service answered while a check ran', () => {
  it('raises no unhandled rejection', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    let answer = () => {};
    const slow = createHealth({
      checks: {
        slow: () => answer(),
      },
    });
    const handle = nodeHealth(slow);
    const { url, stop } = await listening(
      createServer((request, response) => {
        answer = () => void response.writeHead(504).end();
        handle(request, response);
      }),
    );
    expect((await fetch(`${url}/health`)).status).toBe(504);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    stop();
    expect(unhandled).toEqual([]);
  });
});
