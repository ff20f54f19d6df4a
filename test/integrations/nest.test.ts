import { describe, expect } from 'vitest';
import { integration } from './support/matrix.ts';
import { asks, ERROR, folders, kinds, useServices } from './support/service.ts';

const services = useServices();

const imports = {
  express: `import { ExpressAdapter as Adapter } from '@nestjs/platform-express';`,
  fastify: `import { FastifyAdapter as Adapter } from '@nestjs/platform-fastify';`,
};
const importNest = `import 'reflect-metadata'; import * as common from '@nestjs/common'; import { NestFactory } from '@nestjs/core';`;
const requires = (program: string) =>
  program
    .replaceAll(/import \* as (\w+) from ('[^']+');/g, 'const $1 = require($2);')
    .replaceAll(/import \{ (\w+) as (\w+) \} from ('[^']+');/g, 'const { $1: $2 } = require($3);')
    .replaceAll(/import \{ (\w+) \} from ('[^']+');/g, 'const { $1 } = require($2);')
    .replaceAll(/import ('[^']+');/g, 'require($1);');

/** A service of Nest without decorators' syntax, which Node does not have. */
const shop = (...paths: string[]) => `
  ${asks(...paths)}
  const { Controller, Get, Post, Param, Body, Module, ForbiddenException } = common;
  class UsersController {
    find(id) { return { id }; }
    async order(body) { return body; }
    async fail() { throw new Error('no stock'); }
    refuse() { throw new ForbiddenException('not yours'); }
  }
  const prototype = UsersController.prototype;
  const on = (method, decorate) => decorate(prototype, method, Object.getOwnPropertyDescriptor(prototype, method));
  Param('id')(prototype, 'find', 0); Body()(prototype, 'order', 0);
  on('find', Get(':id')); on('order', Post('orders/:order')); on('fail', Get('now/fail')); on('refuse', Get('now/refuse'));
  Controller('users')(UsersController);
  class AppModule {}
  Module({ controllers: [UsersController] })(AppModule);
  async function start() {
    const app = await NestFactory.create(AppModule, new Adapter(), { logger: false });
    await app.listen(0, '127.0.0.1');
    const server = app.getHttpServer();
    await ask(server.address().port, async () => { server.closeAllConnections(); await app.close(); });
  }
  start();
`;

describe.each([
  ['newest', undefined],
  ['previous', '../frameworks-previous/node_modules/@nestjs/core'],
] as const)('%s', (version, alias) => {
  const cwd = folders[version];

  integration({ group: 'register', name: '@nestjs/core', ...(alias && { alias }) }, (sees) => {
    for (const adapter of ['express', 'fastify'] as const) {
      const nest = imports[adapter] + importNest;

      sees(`requests: import, over ${adapter}`, async () => {
        const { stdout } = await services.run(nest + shop('/users/7'), { cwd });
        expect(stdout).toBe('200 {"id":"7"}\n');
        const server = services.span('GET /users/:id');
        expect(server).toMatchObject({ kind: kinds.server, attributes: { 'http.route': '/users/:id' } });
        const handler = services.span('UsersController.find');
        expect(handler.traceId).toBe(server.traceId);
        expect(services.parentOf(handler)?.name).toMatch(/request handler|GET/);
      });

      sees(`errors: over ${adapter}`, async () => {
        await services.run(nest + shop('/users/now/fail', '/users/now/refuse'), { cwd });
        const fail = services.span('UsersController.fail');
        expect(fail).toMatchObject({ statusCode: ERROR, attributes: { 'error.type': 'Error' } });
        expect(fail.events[0]?.attributes).toMatchObject({ 'exception.message': 'no stock' });
        expect(services.span('UsersController.refuse').statusCode).not.toBe(ERROR);
        expect(services.span('GET /users/now/fail').statusCode).toBe(ERROR);
      });
    }

    sees('requests: require', async () => {
      await services.run(requires(imports.express + importNest + shop('/users/7')), {
        cwd,
        type: 'commonjs',
      });
      expect(services.span('UsersController.find').traceId).toBe(services.span('GET /users/:id').traceId);
    });

    sees('routes', async () => {
      await services.run(imports.fastify + importNest + shop('POST /users/orders/3', '/none'), { cwd });
      expect(services.counted('http_requests_total')).toEqual([
        { method: 'POST', route: '/users/orders/:order', status: '201', times: 1 },
        { method: 'GET', route: 'unmatched', status: '404', times: 1 },
      ]);
    });

    sees('requests: the shim imported in the first line', async () => {
      const program = `import '@observatory/shim/register'; ${imports.express} ${importNest} ${shop('/users/7')}`;
      await services.run(program, { cwd, nodeArguments: [] });
      expect(services.span('UsersController.find').traceId).toBe(services.span('GET /users/:id').traceId);
    });
  });
});
