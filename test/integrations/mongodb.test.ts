import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { integration } from './support/matrix.ts';
import type { ServerProcess } from './support/server-process.ts';
import { startMongoDb } from './support/servers.ts';
import { ERROR, folders, kinds, useServices } from './support/service.ts';

const services = useServices();
let server: ServerProcess;
beforeAll(async () => {
  server = await startMongoDb();
});
afterAll(() => server?.stop());

describe.each([
  ['newest', folders.newest, undefined],
  ['previous', join(folders.newest, 'previous'), '../previous/node_modules/mongodb'],
] as const)('%s', (which, cwd, alias) => {
  const run = (work: string, env = {}) =>
    services.run(
      `import { MongoClient, ObjectId } from 'mongodb';
       import { agentTracking } from '@observatory/shim';
       const client = await new MongoClient('mongodb://127.0.0.1:' + process.env.PORT).connect();
       const users = client.db('shop').collection('users_${which}');
       ${work}
       await client.close();`,
      { cwd, env: { PORT: String(server.port), ...env } },
    );
  const collection = `users_${which}`;
  const note = 'on FerretDB, which speaks its protocol';

  integration({ group: 'register', name: 'mongodb', note, ...(alias && { alias }) }, (sees) => {
    sees('spans', async () => {
      const { stdout } = await run(`
        await agentTracking.trackExecution('triage', 'answer', async () => {
          await users.insertOne({ name: 'bob', age: 42 });
          console.log((await users.findOne({ name: 'bob' })).age);
        });`);
      expect(stdout).toBe('42\n');
      const agent = services.span('invoke_agent triage');
      const found = services.span(`find ${collection}`);
      expect(found).toMatchObject({
        kind: kinds.client,
        parentSpanId: agent.spanId,
        attributes: {
          'db.system.name': 'mongodb',
          'db.namespace': 'shop',
          'db.collection.name': collection,
          'db.operation.name': 'find',
          'observatory.execution.id': agent.traceId + agent.spanId,
          'server.address': '127.0.0.1',
          'server.port': server.port,
        },
      });
      expect(services.span(`insert ${collection}`).parentSpanId).toBe(agent.spanId);
    });

    sees('no values', async () => {
      await run(`
        await users.insertOne({ name: 'secret', bytes: Buffer.from('secret'), tags: ['secret'], id: new ObjectId() });
        await users.find({ name: 'secret', age: { $gt: 4242 } }).toArray();
        await users.updateOne({ name: 'secret' }, { $set: { name: 'secret too' } });`);
      const texts = services.spans().map(({ attributes }) => String(attributes['db.query.text']));
      expect(texts[0]).toBe('{"name":"?","bytes":"?","tags":["?"],"id":"?","_id":"?"}');
      expect(texts[1]).toMatch(/^\{"find":"\?","filter":\{"name":"\?","age":\{"\$gt":"\?"\}\}/);
      expect(texts[2]).toContain('"updates":[{"q":{"name":"?"},"u":{"$set":{"name":"?"}}}]');
      expect(texts.join()).not.toMatch(/secret|4242|lsid/);
    });

    sees('errors', async () => {
      const { stdout } = await run(
        `await users.aggregate([{ $nothing: 1 }]).toArray().catch(({ name }) => console.log(name));`,
      );
      expect(stdout).toBe('MongoServerError\n');
      expect(services.span('aggregate $cmd')).toMatchObject({
        statusCode: ERROR,
        attributes: { 'error.type': '_OTHER' },
      });
    });

    sees('metrics', async () => {
      const work = `
        await users.insertOne({ a: 1 }); await users.findOne({ a: 1 }); await users.findOne({ a: 2 });
        await client.db('shop').command({ user42: 1 }).catch(() => {});`;
      // The driver ends its session when it closes.
      const expected = ['insert', 'find', 'OTHER', 'endSessions'].map((operation) => ({
        system: 'mongodb',
        operation,
        times: operation === 'find' ? 2 : 1,
      }));
      await run(work);
      expect(services.measured('database_query_duration_seconds')).toEqual(expected);
      services.clear();
      await run(work, { OTEL_SAMPLING_RATIO: '0' });
      expect(services.spans()).toEqual([]);
      expect(services.measured('database_query_duration_seconds')).toEqual(expected);
    });
  });
});
