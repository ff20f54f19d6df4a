import { expect, it } from 'vitest';
import { asks, ERROR, folders, kinds, useServices } from './support/service.ts';

/** What a service adds by hand where the shim cannot reach a library: in a bundle, in another runtime. */

const services = useServices();
const without = (name: string) => ({
  cwd: folders.newest,
  env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: name },
});

const hono = (...paths: string[]) => `
  import { Hono } from 'hono'; import { serve } from '@hono/node-server'; import { observatoryHono } from '@observatory/shim/hono';
  ${asks(...paths)}
  const app = new Hono();
  app.use(observatoryHono());
  app.get('/users/:id', (c) => c.json({ id: c.req.param('id') }));
  app.get('/fail', async () => { throw new Error('no stock'); });
  app.onError((error, c) => c.text(error.message, 500));
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
    ask(port, () => { server.close(); server.closeAllConnections?.(); }));
`;

it('the middleware for Hono names requests by their route, with the errors of handlers', async () => {
  const { stdout } = await services.run(hono('/users/7', '/none', '/fail'), without('hono'));
  expect(stdout).toBe('200 {"id":"7"}\n404 404 Not Found\n500 no stock\n');
  expect(services.span('GET /users/:id').kind).toBe(kinds.server);
  expect(services.span('GET /fail').events[0]?.attributes).toMatchObject({ 'exception.message': 'no stock' });
  expect(services.counted('http_requests_total')).toEqual([
    { method: 'GET', route: '/users/:id', status: '200', times: 1 },
    { method: 'GET', route: 'unmatched', status: '404', times: 1 },
    { method: 'GET', route: '/fail', status: '500', times: 1 },
  ]);
});

it('the middleware for Hono makes the span and the metrics of a request where nothing else does', async () => {
  await services.run(hono('/users/7', '/fail'), without('http,undici,hono'));
  expect(services.span('GET /users/:id')).toMatchObject({
    kind: kinds.server,
    attributes: { 'http.route': '/users/:id', 'http.response.status_code': 200 },
  });
  expect(services.span('GET /fail').statusCode).toBe(ERROR);
  expect(services.counted('http_requests_total')).toEqual([
    { method: 'GET', route: '/users/:id', status: '200', times: 1 },
    { method: 'GET', route: '/fail', status: '500', times: 1 },
  ]);
});

it('the middleware for Hono beside the instrumentation changes nothing', async () => {
  await services.run(hono('/users/7'), { cwd: folders.newest });
  expect(services.parentOf(services.span('request handler - /users/:id'))?.name).toBe('GET /users/:id');
  expect(services.counted('http_requests_total')).toEqual([
    { method: 'GET', route: '/users/:id', status: '200', times: 1 },
  ]);
});

it('the plugin for Fastify observes an instance', async () => {
  const program = `
    import fastify from 'fastify'; import { observatoryFastify } from '@observatory/shim/fastify';
    ${asks('/users/7')}
    const app = fastify();
    await app.register(observatoryFastify);
    app.get('/users/:id', async (request) => ({ id: request.params.id }));
    await app.listen({ port: 0, host: '127.0.0.1' });
    await ask(app.server.address().port, async () => { app.server.closeAllConnections(); await app.close(); });
  `;
  for (const options of [without('fastify'), { cwd: folders.newest }]) {
    const { stdout } = await services.run(program, options);
    expect(stdout).toBe('200 {"id":"7"}\n');
  }
  const handlers = services.spans().filter(({ name }) => name === 'request handler - /users/:id');
  expect(handlers.map((one) => services.parentOf(one)?.name)).toEqual(['GET /users/:id', 'GET /users/:id']);
});

it('the middleware for Express names requests by their route', async () => {
  const program = `
    import express from 'express'; import { observatoryExpress } from '@observatory/shim/express';
    ${asks('/api/users/7', '/none')}
    const app = express();
    app.use(observatoryExpress());
    const api = express.Router();
    api.get('/users/:id', (request, response) => response.json({ id: request.params.id }));
    app.use('/api', api);
    const server = app.listen(0, '127.0.0.1', () =>
      ask(server.address().port, () => { server.closeAllConnections(); server.close(); }));
  `;
  await services.run(program, without('express'));
  expect(services.counted('http_requests_total')).toEqual([
    { method: 'GET', route: '/api/users/:id', status: '200', times: 1 },
    { method: 'GET', route: 'unmatched', status: '404', times: 1 },
  ]);
});
