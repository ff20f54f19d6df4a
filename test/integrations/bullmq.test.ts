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

describe.each([
  ['newest', folders.newest, undefined],
  ['previous', join(folders.newest, 'previous'), '../previous/node_modules/bullmq'],
] as const)('%s', (which, cwd, alias) => {
  const open = `
    import { agentTracking, withContext } from '@observatory/shim';
    import { FlowProducer, Queue, Worker } from 'bullmq';
    const connection = { host: '127.0.0.1', port: Number(process.env.PORT), maxRetriesPerRequest: null };`;
  const run = (program: string, env = {}) =>
    services.run(open + program, { cwd, env: { PORT: String(server.port), ...env } });
  const queueOf = (name: string) => `${name}-${which}`;
  const produce = (name: string, work: string, env = {}) =>
    run(`const queue = new Queue('${queueOf(name)}', { connection }); ${work} await queue.close();`, env);
  /** Works until so many jobs have completed or failed for good. */
  const consume = (name: string, many: number, work: string, env = {}) =>
    run(
      `let left = ${many};
       let all;
       const done = new Promise((resolve) => { all = resolve; });
       const worker = new Worker('${queueOf(name)}', async (job) => { ${work} }, { connection });
       const count = () => { if (--left === 0) all(); };
       worker.on('completed', count);
       worker.on('failed', (job) => { if (job.attemptsMade >= (job.opts.attempts ?? 1)) count(); });
       await done;
       await worker.close();`,
      env,
    );

  integration({ group: 'register', name: 'bullmq', ...(alias && { alias }) }, (sees) => {
    sees('messages', async () => {
      await produce('orders', `await queue.add('place', { card: 'secret' });`, { OTEL_SERVICE_NAME: 'shop' });
      const { stdout } = await consume('orders', 1, `console.log(job.data.card); return 'secret too';`, {
        OTEL_SERVICE_NAME: 'worker',
      });
      expect(stdout).toBe('secret\n');
      const sent = services.span(`add ${queueOf('orders')}`);
      expect(sent).toMatchObject({
        kind: kinds.producer,
        attributes: {
          'messaging.system': 'bullmq',
          'messaging.destination.name': queueOf('orders'),
          'messaging.operation.type': 'send',
          'messaging.message.id': '1',
          'bullmq.job.name': 'place',
        },
      });
      expect(services.span(`process ${queueOf('orders')}`)).toMatchObject({
        kind: kinds.consumer,
        traceId: sent.traceId,
        parentSpanId: sent.spanId,
        resource: { 'service.name': 'worker' },
        attributes: { 'messaging.operation.type': 'process', 'messaging.message.id': '1' },
      });
      expect(JSON.stringify(services.spans())).not.toContain('secret');
      // Polls of the worker and what it does besides are no traces of their own.
      expect(new Set(services.spans().map(({ traceId }) => traceId)).size).toBe(1);
    });

    sees('messages: in bulk, and as flows', async () => {
      await produce(
        'bulk',
        `await queue.addBulk([{ name: 'a', data: {} }, { name: 'b', data: {} }]);
         const flows = new FlowProducer({ connection });
         await flows.add({ name: 'parent', queueName: '${queueOf('bulk')}', children: [
           { name: 'child', queueName: '${queueOf('bulk')}' },
         ] });
         await flows.close();`,
      );
      await consume('bulk', 4, '');
      const worked = services.spans().filter(({ name }) => name.startsWith('process '));
      expect(worked.map(({ attributes }) => attributes['bullmq.job.name']).sort()).toEqual([
        'a',
        'b',
        'child',
        'parent',
      ]);
      const adding = new Set(
        services
          .spans()
          .filter(({ name }) => name.startsWith('add '))
          .map(({ spanId }) => spanId),
      );
      expect(worked.every(({ parentSpanId }) => adding.has(parentSpanId))).toBe(true);
    });

    sees('context across processes', async () => {
      await produce(
        'questions',
        `await withContext({ sessionId: 's1' }, () =>
           agentTracking.trackExecution('asker', 'ask', () => queue.add('ask', { question: 'Why?' })));`,
      );
      await consume(
        'questions',
        1,
        `return await agentTracking.trackExecution('answerer', 'answer', async () => 42);`,
      );
      const [asker, answerer] = [services.span('invoke_agent asker'), services.span('invoke_agent answerer')];
      expect(answerer.traceId).toBe(asker.traceId);
      expect(services.parentOf(answerer)?.name).toBe(`process ${queueOf('questions')}`);
      expect(answerer.attributes).toMatchObject({
        'session.id': 's1',
        'observatory.execution.parent_id': asker.traceId + asker.spanId,
      });
    });

    sees('context across processes: by the option alone', async () => {
      const apart = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'bullmq' };
      const option = 'telemetry: bullmqTelemetry()';
      const load = `const { bullmqTelemetry } = await import('@observatory/shim/bullmq');`;
      await run(
        `${load}
         const queue = new Queue('${queueOf('option')}', { connection, ${option} });
         await queue.add('a', {});
         await queue.close();`,
        apart,
      );
      await run(
        `${load}
         await new Promise(async (resolve) => {
           const worker = new Worker('${queueOf('option')}', async () => {}, { connection, ${option} });
           worker.on('completed', () => resolve(worker.close()));
         });`,
        apart,
      );
      const worked = services.span(`process ${queueOf('option')}`);
      expect(services.parentOf(worked)?.name).toBe(`add ${queueOf('option')}`);
    });

    sees('errors', async () => {
      await produce('broken', `await queue.add('a', {}, { attempts: 2 });`);
      await consume('broken', 1, `if (job.attemptsMade === 0) throw new Error('no stock');`);
      const tries = services.spans().filter(({ name }) => name.startsWith('process '));
      expect(tries.map(({ statusCode, statusMessage }) => [statusCode, statusMessage])).toEqual([
        [ERROR, 'no stock'],
        [0, ''],
      ]);
      expect(new Set(services.spans().map(({ traceId }) => traceId)).size).toBe(1);
    });

    sees('schedules', async () => {
      await produce(
        'hourly',
        `await agentTracking.trackExecution('planner', 'plan', () =>
           queue.upsertJobScheduler('tick', { every: 50, limit: 2 }, { name: 'tick' }));`,
      );
      await consume('hourly', 2, '');
      const runs = services.spans().filter(({ name }) => name.startsWith('process '));
      // A run of a schedule belongs to nobody's trace.
      expect(runs.map(({ parentSpanId }) => parentSpanId)).toEqual(['', '']);
      expect(new Set(runs.map(({ traceId }) => traceId)).size).toBe(2);
    });

    sees('metrics', async () => {
      await produce('counted', `await queue.add('a', {});`);
      const operations = services.measured('database_query_duration_seconds') as { operation: string }[];
      expect(operations.map(({ operation }) => operation)).toContain('EVALSHA');
      expect(operations.map(({ operation }) => operation)).not.toContain('OTHER');
    });
  });
});
