import { describe, expect, it } from 'vitest';
import { integration } from './support/matrix.ts';
import { asks, ERROR, folders, kinds, useServices } from './support/service.ts';

const services = useServices();

const importHono = `import { Hono } from 'hono'; import { serve } from '@hono/node-server';`;
const requireHono = `const { Hono } = require('hono'); const { serve } = require('@hono/node-server');`;

const shop = (...paths: string[]) => `
  ${asks(...paths)}
  const app = new Hono();
  app.use('*', async (c, next) => { await next(); c.header('x-shop', 'yes'); });
  app.get('/users/:id', (c) => c.json({ id: c.req.param('id') }));
  app.all('/any/:thing', async (c) => c.text('any'));
  app.use('/members/:id', async (c, next) => c.text('no', 401));
  app.get('/members/:id', (c) => c.text('never'));
  const api = new Hono();
  api.post('/orders/:order', async (c) => c.json(await c.req.json()));
  api.get('/fail', async () => { throw new Error('no stock'); });
  app.route('/api', api);
  app.onError((error, c) => c.text(error.message, 500));
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
    ask(port, () => { server.close(); server.closeAllConnections?.(); }));
`;

describe.each([
  ['newest', undefined],
  ['previous', '../frameworks-previous/node_modules/hono'],
] as const)('%s', (version, alias) => {
  const cwd = folders[version];

  integration({ group: 'register', name: 'hono', ...(alias && { alias }) }, (sees) => {
    sees('requests: import', async () => {
      const { stdout } = await services.run(importHono + shop('/users/7'), { cwd });
      expect(stdout).toBe('200 {"id":"7"}\n');
      const server = services.span('GET /users/:id');
      expect(server).toMatchObject({
        kind: kinds.server,
        attributes: { 'http.route': '/users/:id', 'http.response.status_code': 200 },
      });
      expect(services.parentOf(services.span('request handler - /users/:id'))).toBe(server);
    });

    sees('requests: require', async () => {
      await services.run(requireHono + shop('/users/7'), { cwd, type: 'commonjs' });
      expect(services.parentOf(services.span('request handler - /users/:id'))?.name).toBe('GET /users/:id');
    });

    sees('requests: the shim imported in the first line', async () => {
      await services.run(`import '@observatory/shim/register'; ${importHono} ${shop('/users/7')}`, {
        cwd,
        nodeArguments: [],
      });
      expect(services.parentOf(services.span('request handler - /users/:id'))?.name).toBe('GET /users/:id');
    });

    sees('routes: of applications in applications, of all methods, of middleware that answers', async () => {
      const { stdout } = await services.run(
        importHono + shop('POST /api/orders/3', '/any/x', '/members/9', '/none'),
        { cwd },
      );
      expect(stdout).toBe('200 {"amount":7}\n200 any\n401 no\n404 404 Not Found\n');
      expect(services.counted('http_requests_total')).toEqual([
        { method: 'POST', route: '/api/orders/:order', status: '200', times: 1 },
        { method: 'GET', route: '/any/:thing', status: '200', times: 1 },
        { method: 'GET', route: '/members/:id', status: '401', times: 1 },
        { method: 'GET', route: 'unmatched', status: '404', times: 1 },
      ]);
    });

    sees('errors', async () => {
      const { stdout } = await services.run(importHono + shop('/api/fail'), { cwd });
      expect(stdout).toBe('500 no stock\n');
      const handler = services.span('request handler - /api/fail');
      expect(handler).toMatchObject({ statusCode: ERROR, attributes: { 'error.type': 'Error' } });
      expect(handler.events[0]?.attributes).toMatchObject({ 'exception.message': 'no stock' });
    });
  });
});

it('other routers of Hono are seen as well', async () => {
  const program = `
    import { Hono } from 'hono/quick'; import { Hono as Tiny } from 'hono/tiny'; import { serve } from '@hono/node-server';
    ${asks('/tiny/1', '/quick/2')}
    const app = new Hono();
    app.get('/quick/:id', (c) => c.text('quick'));
    const tiny = new Tiny().get('/tiny/:id', (c) => c.text('tiny'));
    const both = (request) => (request.url.includes('tiny') ? tiny : app).fetch(request);
    const server = serve({ fetch: both, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      ask(port, () => { server.close(); server.closeAllConnections?.(); }));
  `;
  const { stdout } = await services.run(program, { cwd: folders.newest });
  expect(stdout).toBe('200 tiny\n200 quick\n');
  expect(services.span('GET /tiny/:id').kind).toBe(kinds.server);
  expect(services.span('GET /quick/:id').kind).toBe(kinds.server);
});
