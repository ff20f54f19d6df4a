import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { integration } from './support/matrix.ts';
import type { ServerProcess } from './support/server-process.ts';
import { startRedis } from './support/servers.ts';
import { ERROR, folders, kinds, useServices } from './support/service.ts';

const services = useServices();
let server: ServerProcess;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server?.stop());

const packages = [
  {
    name: 'redis',
    open: `import { createClient } from 'redis';
      const client = await createClient({ socket: { host: '127.0.0.1', port: Number(process.env.PORT) } }).connect();`,
    set: `client.set('user:4242', 'secret')`,
    multi: `client.multi().set('a', 'secret').incr('n').exec()`,
    close: 'await client.close();',
    spanOfSet: 'redis-SET',
    // A client says its name and its version when it connects.
    ofItself: /^CLIENT$|^HELLO$/,
  },
  {
    name: 'ioredis',
    open: `import { Redis } from 'ioredis';
      const client = new Redis({ host: '127.0.0.1', port: Number(process.env.PORT) });`,
    set: `client.set('user:4242', 'secret')`,
    multi: `client.multi().set('a', 'secret').incr('n').exec()`,
    close: 'await client.quit();',
    spanOfSet: 'set',
    ofItself: /^INFO$|^CLIENT$|^HELLO$|^QUIT$/,
  },
] as const;
const versions = [
  ['newest', folders.newest],
  ['previous', join(folders.newest, 'previous')],
] as const;

for (const { name, open, set, multi, close, spanOfSet, ofItself } of packages) {
  describe.each(versions)(`${name} %s`, (which, cwd) => {
    const run = (work: string, env = {}) =>
      services.run(
        `import { agentTracking } from '@observatory/shim';
         ${open}
         const within = (fn) => agentTracking.trackExecution('triage', 'answer', fn);
         ${work}
         ${close}`,
        { cwd, env: { PORT: String(server.port), ...env } },
      );
    /** Commands of the program, without those with which a client opens and closes its connection. */
    const commands = () =>
      (services.measured('database_query_duration_seconds') as { operation: string }[]).filter(
        ({ operation }) => !ofItself.test(operation),
      );
    const alias = which === 'newest' ? {} : { alias: `../previous/node_modules/${name}` };

    integration({ group: 'register', name, ...alias }, (sees) => {
      sees('spans', async () => {
        const { stdout } = await run(`await within(async () => console.log(await ${set}));`);
        expect(stdout).toBe('OK\n');
        const agent = services.span('invoke_agent triage');
        expect(services.span(spanOfSet)).toMatchObject({
          kind: kinds.client,
          parentSpanId: agent.spanId,
          attributes: {
            'db.system.name': 'redis',
            'db.operation.name': spanOfSet.replace('redis-', ''),
            'observatory.execution.id': agent.traceId + agent.spanId,
            'server.address': '127.0.0.1',
            'server.port': server.port,
          },
        });
      });

      sees('no values', async () => {
        await run(`await within(async () => { await ${set}; await ${multi}; });`);
        expect(services.span('invoke_agent triage').name).toBeTruthy();
        const texts = services.spans().flatMap(({ attributes }) => attributes['db.query.text'] ?? []);
        expect(texts.map((text) => String(text).toUpperCase())).toEqual(
          expect.arrayContaining(['SET ? ?', 'INCR ?']),
        );
        expect(JSON.stringify(services.spans())).not.toMatch(/secret|4242/);
      });

      sees('errors', async () => {
        const { stdout } = await run(`
          await ${set};
          await within(async () => { await client.lPush?.('user:4242', 'x'); await client.lpush('user:4242', 'x'); })
            .catch(({ message }) => console.log(message.split(' ')[0]));`);
        expect(stdout).toBe('WRONGTYPE\n');
        const failed = services
          .spans()
          .filter(({ attributes }) => attributes['db.query.text'])
          .at(-1);
        expect(failed).toMatchObject({
          statusCode: ERROR,
          statusMessage: expect.stringContaining('WRONGTYPE'),
          attributes: { 'error.type': expect.stringMatching(/Error/) },
        });
      });

      sees('metrics', async () => {
        const work = `await ${set}; await within(() => ${set}); await ${multi};`;
        const expected = [
          { system: 'redis', operation: 'SET', times: 3 },
          { system: 'redis', operation: 'INCR', times: 1 },
          ...(name === 'ioredis'
            ? [
                { system: 'redis', operation: 'MULTI', times: 1 },
                { system: 'redis', operation: 'EXEC', times: 1 },
              ]
            : []),
        ];
        await run(work);
        expect(commands()).toHaveLength(expected.length);
        expect(commands()).toEqual(expect.arrayContaining(expected));
        services.clear();
        await run(work, { OTEL_SAMPLING_RATIO: '0' });
        expect(commands()).toHaveLength(expected.length);
        expect(commands()).toEqual(expect.arrayContaining(expected));
      });
    });
  });
}
