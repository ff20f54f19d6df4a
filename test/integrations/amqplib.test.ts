import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { integration } from './support/matrix.ts';
import type { ServerProcess } from './support/server-process.ts';
import { startRabbitMq } from './support/servers.ts';
import { ERROR, folders, kinds, useServices } from './support/service.ts';

const services = useServices();
let server: ServerProcess;
beforeAll(async () => {
  server = await startRabbitMq();
});
afterAll(() => server?.stop());

describe.each([
  ['newest', folders.newest, undefined],
  ['previous', join(folders.newest, 'previous'), '../previous/node_modules/amqplib'],
] as const)('%s', (which, cwd, alias) => {
  const open = (queue: string) => `
    import amqp from 'amqplib';
    import { agentTracking, withContext } from '@observatory/shim';
    const connection = await amqp.connect('amqp://guest:guest@127.0.0.1:' + process.env.PORT);
    const channel = await connection.createConfirmChannel();
    const queue = '${queue}-${which}';
    await channel.assertQueue(queue);`;
  const run = (program: string, env = {}) =>
    services.run(program, { cwd, env: { PORT: String(server.port), ...env } });
  const produce = (queue: string, work: string) =>
    run(`${open(queue)}
      const send = (text, options) => channel.sendToQueue(queue, Buffer.from(text), options);
      ${work}
      await channel.waitForConfirms();
      await connection.close();`);
  /** Takes so many messages and ends. */
  const consume = (queue: string, many: number, work: string) =>
    run(`${open(queue)}
      let left = ${many};
      await new Promise((resolve) => {
        channel.consume(queue, async (message) => {
          try {
            ${work}
            channel.ack(message);
          } catch {
            channel.nack(message, false, false);
          }
          if (--left === 0) resolve();
        });
      });
      await channel.close();
      await connection.close();`);

  integration({ group: 'register', name: 'amqplib', ...(alias && { alias }) }, (sees) => {
    sees('messages', async () => {
      await produce('orders', `send('secret', { messageId: 'm1' });`);
      const { stdout } = await consume('orders', 1, `console.log(message.content.toString());`);
      expect(stdout).toBe('secret\n');
      const sent = services.span('publish <default>');
      expect(sent).toMatchObject({
        kind: kinds.producer,
        attributes: {
          'messaging.system': 'rabbitmq',
          'messaging.destination.name': `orders-${which}`,
          'messaging.operation.type': 'send',
          'server.address': '127.0.0.1',
          'server.port': server.port,
        },
      });
      expect(services.span(`orders-${which} process`)).toMatchObject({
        kind: kinds.consumer,
        traceId: sent.traceId,
        parentSpanId: sent.spanId,
        attributes: {
          'messaging.system': 'rabbitmq',
          'messaging.destination.name': `orders-${which}`,
          'messaging.operation.type': 'process',
          'messaging.message.id': 'm1',
        },
      });
      expect(JSON.stringify(services.spans())).not.toMatch(/secret|guest:guest/);
    });

    sees('context across processes', async () => {
      await produce(
        'questions',
        `await withContext({ sessionId: 's1' }, () =>
           agentTracking.trackExecution('asker', 'ask', () => send('Why?')));`,
      );
      await consume(
        'questions',
        1,
        `await agentTracking.trackExecution('answerer', 'answer', async () => 42);`,
      );
      const [asker, answerer] = [services.span('invoke_agent asker'), services.span('invoke_agent answerer')];
      expect(answerer.traceId).toBe(asker.traceId);
      expect(services.parentOf(answerer)?.name).toBe(`questions-${which} process`);
      expect(answerer.attributes).toMatchObject({
        'session.id': 's1',
        'observatory.execution.parent_id': asker.traceId + asker.spanId,
      });
    });

    sees('context across processes: options used again', async () => {
      await produce(
        'again',
        `const options = { persistent: true };
         withContext({ sessionId: 's1' }, () => send('first', options));
         send('second', options);`,
      );
      const { stdout } = await consume(
        'again',
        2,
        `console.log(Object.keys(message.properties.headers).join());`,
      );
      expect(stdout).toBe('traceparent,baggage\ntraceparent\n');
    });

    sees('errors', async () => {
      await produce('broken', `send('a');`);
      await consume('broken', 1, `throw new Error('no stock');`);
      expect(services.span(`broken-${which} process`).statusCode).toBe(ERROR);
    });
  });
});
