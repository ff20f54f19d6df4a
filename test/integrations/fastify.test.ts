import { describe, expect } from 'vitest';
import { integration } from './support/matrix.ts';
import { asks, ERROR, folders, kinds, useServices } from './support/service.ts';

const services = useServices();

const importFastify = `import fastify from 'fastify';`;
const requireFastify = `const fastify = require('fastify');`;

const shop = (...paths: string[]) => `
  ${asks(...paths)}
  const app = fastify();
  app.addHook('onRequest', async function checkKey() { await null; });
  app.addHook('preHandler', function count(request, reply, done) { setImmediate(done); });
  app.get('/users/:id', async (request) => ({ id: request.params.id }));
  app.get('/late/:id', (request, reply) => { setImmediate(() => reply.send('late')); });
  app.register(async (orders) => {
    orders.addHook('preHandler', async function ordersOnly() {});
    orders.post('/orders/:order', { preHandler: [async function ofRoute() {}] }, async (request) => request.body);
    orders.get('/fail', async () => { throw new Error('no stock'); });
    orders.get('/later-fail', (request, reply) => { reply.send(new Error('no answer')); });
    orders.get('/refuse', async () => { throw Object.assign(new Error('not yours'), { statusCode: 403 }); });
  }, { prefix: '/api' });
  app.addHook('onSend', async (request, reply, payload) => payload);
  async function start() {
    await app.listen({ port: 0, host: '127.0.0.1' });
    await ask(app.server.address().port, async () => { app.server.closeAllConnections(); await app.close(); });
  }
  start();
`;

describe.each([
  ['newest', undefined],
  ['previous', '../frameworks-previous/node_modules/fastify'],
] as const)('%s', (version, alias) => {
  const cwd = folders[version];

  integration({ group: 'register', name: 'fastify', ...(alias && { alias }) }, (sees) => {
    sees('requests: import', async () => {
      const { stdout } = await services.run(importFastify + shop('/users/7'), { cwd });
      expect(stdout).toBe('200 {"id":"7"}\n');
      const server = services.span('GET /users/:id');
      expect(server).toMatchObject({
        kind: kinds.server,
        attributes: { 'http.route': '/users/:id', 'http.response.status_code': 200 },
      });
      const below = services.spans().filter((span) => span.parentSpanId === server.spanId);
      expect(below.map(({ name }) => name).sort()).toEqual([
        'hook onRequest - checkKey',
        'hook onSend',
        'hook preHandler - count',
        'request handler - /users/:id',
      ]);
    });

    sees('requests: require', async () => {
      await services.run(requireFastify + shop('/users/7'), { cwd, type: 'commonjs' });
      expect(services.parentOf(services.span('request handler - /users/:id'))?.name).toBe('GET /users/:id');
    });

    sees('requests: the shim imported in the first line', async () => {
      await services.run(`import '@observatory/shim/register'; ${importFastify} ${shop('/users/7')}`, {
        cwd,
        nodeArguments: [],
      });
      expect(services.parentOf(services.span('request handler - /users/:id'))?.name).toBe('GET /users/:id');
    });

    sees('routes: of plugins, of handlers that call back, and none', async () => {
      const { stdout } = await services.run(importFastify + shop('POST /api/orders/3', '/late/1', '/none'), {
        cwd,
      });
      expect(stdout).toContain('200 {"amount":7}\n200 late\n404 ');
      expect(services.counted('http_requests_total')).toEqual([
        { method: 'POST', route: '/api/orders/:order', status: '200', times: 1 },
        { method: 'GET', route: '/late/:id', status: '200', times: 1 },
        { method: 'GET', route: 'unmatched', status: '404', times: 1 },
      ]);
      const server = services.span('POST /api/orders/:order');
      expect(services.parentOf(services.span('hook preHandler - ordersOnly'))).toBe(server);
      expect(services.parentOf(services.span('hook preHandler - ofRoute'))).toBe(server);
      expect(services.parentOf(services.span('request handler - /late/:id'))?.name).toBe('GET /late/:id');
    });

    sees('requests: of many hooks that call back, without a warning of Node or Fastify', async () => {
      const hooks = `
        for (const delay of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
          app.addHook('preHandler', function later(request, reply, done) { delay % 2 ? setImmediate(done) : done(); });
        process.on('warning', ({ name }) => console.log(name));
        app.get('/users/:id',`;
      const { stdout } = await services.run(
        importFastify + shop('/users/7').replace("app.get('/users/:id',", hooks),
        {
          cwd,
        },
      );
      expect(stdout).toBe('200 {"id":"7"}\n');
      expect(services.spans().filter(({ name }) => name === 'hook preHandler - later')).toHaveLength(12);
    });

    sees('errors', async () => {
      const { stdout } = await services.run(
        importFastify + shop('/api/fail', '/api/later-fail', '/api/refuse'),
        { cwd },
      );
      expect(stdout).toContain('no stock');
      const fail = services.span('request handler - /api/fail');
      expect(fail).toMatchObject({ statusCode: ERROR, attributes: { 'error.type': 'Error' } });
      expect(fail.events.map(({ attributes }) => attributes['exception.message'])).toEqual(['no stock']);
      const told = services
        .spans()
        .flatMap(({ events }) => events.map((e) => e.attributes['exception.message']));
      expect(told.sort()).toEqual(['no answer', 'no stock', 'not yours']);
      expect(services.span('request handler - /api/refuse').statusCode).not.toBe(ERROR);
    });
  });
});
