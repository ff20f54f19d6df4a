import { afterAll, beforeAll, expect } from 'vitest';
import { integration } from './support/matrix.ts';
import type { ServerProcess } from './support/server-process.ts';
import { startKafka } from './support/servers.ts';
import { ERROR, folders, kinds, useServices } from './support/service.ts';

const services = useServices();
let server: ServerProcess;
beforeAll(async () => {
  server = await startKafka();
});
afterAll(() => server?.stop());

const open = `
  import { Kafka, logLevel } from 'kafkajs';
  import { agentTracking, withContext } from '@observatory/shim';
  const kafka = new Kafka({ brokers: ['127.0.0.1:' + process.env.PORT], logLevel: logLevel.NOTHING, retry: { retries: 2 } });
`;
const produce = (topic: string, work: string) => `${open}
  const producer = kafka.producer();
  await producer.connect();
  const send = (message) => producer.send({ topic: '${topic}', messages: [message] });
  ${work}
  await producer.disconnect();`;
/** Takes so many messages and ends. */
const consume = (topic: string, many: number, work: string) => `${open}
  const consumer = kafka.consumer({ groupId: 'workers-${topic}' });
  await consumer.connect();
  await consumer.subscribe({ topic: '${topic}', fromBeginning: true });
  let left = ${many};
  const done = new Promise((resolve) => {
    consumer.run({ eachMessage: async ({ message }) => {
      try { ${work} } finally { if (--left <= 0) resolve(); }
    } });
  });
  await done;
  // After the commit of what was taken last.
  await new Promise((resolve) => setTimeout(resolve, 100));
  await consumer.disconnect();`;
const run = (program: string, env = {}) =>
  services.run(program, { cwd: folders.newest, env: { PORT: String(server.port), ...env } });

integration(
  {
    group: 'register',
    name: 'kafkajs',
    note: 'its newest major is its only; on a broker in memory that speaks its protocol',
  },
  (sees) => {
    sees('messages', async () => {
      await run(produce('orders', `await send({ value: 'a' });`), { OTEL_SERVICE_NAME: 'shop' });
      const { stdout } = await run(consume('orders', 1, `console.log(String(message.value));`), {
        OTEL_SERVICE_NAME: 'worker',
      });
      expect(stdout).toBe('a\n');
      const sent = services.span('send orders');
      expect(sent).toMatchObject({
        kind: kinds.producer,
        attributes: {
          'messaging.system': 'kafka',
          'messaging.destination.name': 'orders',
          'messaging.operation.type': 'send',
        },
      });
      expect(services.span('process orders')).toMatchObject({
        kind: kinds.consumer,
        traceId: sent.traceId,
        parentSpanId: sent.spanId,
        resource: { 'service.name': 'worker' },
      });
    });

    sees('context across processes', async () => {
      await run(
        produce(
          'questions',
          `await withContext({ sessionId: 's1' }, () =>
             agentTracking.trackExecution('asker', 'ask', () => send({ key: 'k', value: 'Why?' })));`,
        ),
      );
      await run(
        consume('questions', 1, `await agentTracking.trackExecution('answerer', 'answer', async () => 42);`),
      );
      const [asker, answerer] = [services.span('invoke_agent asker'), services.span('invoke_agent answerer')];
      expect(answerer.traceId).toBe(asker.traceId);
      expect(services.parentOf(answerer)?.name).toBe('process questions');
      expect(answerer.attributes).toMatchObject({
        'session.id': 's1',
        'observatory.execution.parent_id': asker.traceId + asker.spanId,
      });
    });

    sees('context across processes: headers used again', async () => {
      await run(
        produce(
          'again',
          `const headers = { kind: 'x' };
           await withContext({ sessionId: 's1' }, () => send({ value: 'first', headers }));
           await send({ value: 'second', headers });`,
        ),
      );
      const { stdout } = await run(
        consume('again', 2, `console.log(message.value + ':' + Object.keys(message.headers).join());`),
      );
      expect(stdout.trim().split('\n').sort()).toEqual([
        'first:kind,traceparent,baggage',
        'second:kind,traceparent',
      ]);
    });

    sees('errors', async () => {
      const { stdout } = await run(
        produce('nothing', `await send({}).catch(({ name }) => console.log(name));`),
      );
      expect(stdout).toBe('KafkaJSNonRetriableError\n');
      expect(services.span('send nothing')).toMatchObject({
        statusCode: ERROR,
        attributes: { 'error.type': 'KafkaJSNonRetriableError' },
      });
    });

    sees('metrics', async () => {
      await run(
        produce(
          'counted',
          `await send({ key: 'k', value: 'a' }); await send({ key: 'k', value: 'secret' });`,
        ),
      );
      expect(JSON.stringify(services.spans())).not.toContain('secret');
      expect(services.counted('messaging.client.sent.messages')).toMatchObject([
        { 'messaging.destination.name': 'counted', times: 2 },
      ]);
      await run(consume('counted', 2, ''), { OTEL_SAMPLING_RATIO: '0' });
      expect(services.counted('messaging.client.consumed.messages')).toMatchObject([
        { 'messaging.destination.name': 'counted', times: 2 },
      ]);
    });
  },
);
