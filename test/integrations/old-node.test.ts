import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodePrograms, Packed } from '../support/packed.ts';
import { asks, folders, kinds, useServices } from './support/service.ts';

/** Node 20.19, which tells nobody what ES modules it resolves: the shim imports those it needs itself. */

const services = useServices();
let packed: Packed;
let node: string;
beforeAll(() => {
  packed = new Packed([]);
  node = nodePrograms(packed)['20'];
}, 300_000);
afterAll(() => packed?.remove());

const hono = `
  import { Hono } from 'hono'; import { serve } from '@hono/node-server';
  ${asks('/users/7')}
  const app = new Hono().get('/users/:id', (c) => c.json({ id: c.req.param('id') }));
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
    ask(port, () => { server.close(); server.closeAllConnections?.(); }));
`;
const fastify = `
  import fastify from 'fastify';
  ${asks('/users/7')}
  const app = fastify();
  app.get('/users/:id', async (request) => ({ id: request.params.id }));
  await app.listen({ port: 0, host: '127.0.0.1' });
  await ask(app.server.address().port, async () => { app.server.closeAllConnections(); await app.close(); });
`;
const nest = `
  import 'reflect-metadata';
  import { Controller, Get, Module, Param } from '@nestjs/common'; import { NestFactory } from '@nestjs/core';
  import { ExpressAdapter } from '@nestjs/platform-express';
  ${asks('/users/7')}
  class UsersController { find(id) { return { id }; } }
  const { prototype } = UsersController;
  Param('id')(prototype, 'find', 0);
  Get(':id')(prototype, 'find', Object.getOwnPropertyDescriptor(prototype, 'find'));
  Controller('users')(UsersController);
  class AppModule {}
  Module({ controllers: [UsersController] })(AppModule);
  const app = await NestFactory.create(AppModule, new ExpressAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer();
  await ask(server.address().port, async () => { server.closeAllConnections(); await app.close(); });
`;

it.each([
  ['Hono', hono, 'request handler - /users/:id'],
  ['Fastify', fastify, 'request handler - /users/:id'],
  ['NestJS', nest, 'UsersController.find'],
])('%s is seen by register on Node 20.19', async (_name, program, handler) => {
  const { stdout } = await services.run(`${program}\nconsole.log(process.version);`, {
    cwd: folders.newest,
    node,
  });
  expect(stdout).toMatch(/^200 \{"id":"7"\}$/m);
  expect(stdout).toMatch(/^v20\.19\./m);
  const server = services.span('GET /users/:id');
  expect(server).toMatchObject({ kind: kinds.server, attributes: { 'http.route': '/users/:id' } });
  expect(services.span(handler).traceId).toBe(server.traceId);
});
