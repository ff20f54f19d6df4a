import { describe, expect } from 'vitest';
import { only } from '../../shim/src/testing/recording.ts';
import { integration } from './support/matrix.ts';
import { asks, ERROR, folders, kinds, useServices } from './support/service.ts';

const services = useServices();

const importExpress = `import express from 'express';`;
const requireExpress = `const express = require('express');`;

const shop = (...paths: string[]) => `
  ${asks(...paths)}
  const app = express();
  app.use(express.json());
  app.get('/users/:id', (request, response) => response.json({ id: request.params.id }));
  const api = express.Router();
  api.post('/orders/:order', (request, response) => response.json(request.body));
  api.get('/fail', () => { throw new Error('no stock'); });
  app.use('/api', api);
  app.use((error, request, response, next) => response.status(500).send(error.message));
  const server = app.listen(0, '127.0.0.1', () =>
    ask(server.address().port, () => { server.close(); server.closeAllConnections?.(); }));
`;

/** Of Express 4 its name has the route too. */
const handler = () => only(services.spans().filter(({ name }) => name.startsWith('request handler')));

describe.each([
  ['newest', undefined],
  ['previous', '../frameworks-previous/node_modules/express'],
] as const)('%s', (version, alias) => {
  const cwd = folders[version];

  integration({ group: 'register', name: 'express', ...(alias && { alias }) }, (sees) => {
    sees('requests: import', async () => {
      const { stdout } = await services.run(importExpress + shop('/users/7'), { cwd });
      expect(stdout).toBe('200 {"id":"7"}\n');
      const server = services.span('GET /users/:id');
      expect(server).toMatchObject({
        kind: kinds.server,
        attributes: { 'http.route': '/users/:id', 'http.response.status_code': 200 },
      });
      expect(services.parentOf(handler())).toBe(server);
    });

    sees('requests: require', async () => {
      await services.run(requireExpress + shop('/users/7'), { cwd, type: 'commonjs' });
      expect(services.parentOf(handler())?.name).toBe('GET /users/:id');
    });

    sees('routes: of routers, and paths that none takes', async () => {
      await services.run(importExpress + shop('POST /api/orders/3', '/users/1', '/users/2', '/none'), {
        cwd,
      });
      expect(services.counted('http_requests_total')).toEqual([
        { method: 'POST', route: '/api/orders/:order', status: '200', times: 1 },
        { method: 'GET', route: '/users/:id', status: '200', times: 2 },
        { method: 'GET', route: 'unmatched', status: '404', times: 1 },
      ]);
    });

    sees('errors', async () => {
      const { stdout } = await services.run(importExpress + shop('/api/fail'), { cwd });
      expect(stdout).toBe('500 no stock\n');
      expect(services.span('GET /api/fail')).toMatchObject({
        statusCode: ERROR,
        attributes: { 'http.response.status_code': 500 },
      });
    });
  });
});

const { node } = process.versions;
const program = (path: string) => `
  ${asks(path)}
  import { createServer } from 'node:http';
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/gone' ? 503 : 200;
    response.end('hello');
  }).listen(0, '127.0.0.1', () =>
    ask(server.address().port, () => { server.close(); server.closeAllConnections(); }));
`;
const spanOf = (kind: number) => services.spans().filter((span) => span.kind === kind);

integration({ group: 'register', name: 'node:http', version: node }, (sees) => {
  sees('requests', async () => {
    const { stdout } = await services.run(program('/any'));
    expect(stdout).toBe('200 hello\n');
    expect(spanOf(kinds.server)).toMatchObject([{ name: 'GET', attributes: { 'url.path': '/any' } }]);
    expect(services.counted('http_requests_total')).toEqual([
      { method: 'GET', route: 'unmatched', status: '200', times: 1 },
    ]);
  });

  sees('errors', async () => {
    await services.run(program('/gone'));
    expect(spanOf(kinds.server)).toMatchObject([
      { statusCode: ERROR, attributes: { 'http.response.status_code': 503 } },
    ]);
  });
});

integration(
  { group: 'register', name: 'fetch', version: node, note: "Node's own; undici 5 and newer" },
  (sees) => {
    sees('requests, context across processes', async () => {
      await services.run(program('/any'));
      const [server] = spanOf(kinds.server);
      expect(spanOf(kinds.client)).toMatchObject([
        { name: 'GET', spanId: server?.parentSpanId, attributes: { 'http.response.status_code': 200 } },
      ]);
    });

    sees('errors', async () => {
      await services.run(program('/gone'));
      expect(spanOf(kinds.client)).toMatchObject([
        { statusCode: ERROR, attributes: { 'error.type': '503' } },
      ]);
    });
  },
);
