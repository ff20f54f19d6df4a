import { setTimeout as sleep } from 'node:timers/promises';
import { agentTracking, createLogger, flush, observability, withContext } from '@observatory/shim';
import { beforeEach, expect, it } from 'vitest';
import { only, useRecording } from '../testing/recording.ts';

const receiver = useRecording();
const written: string[] = [];
const logger = createLogger('ids', { destination: { write: (line) => void written.push(line) } });
const lines = () => written.map((line) => JSON.parse(line));
beforeEach(() => {
  written.length = 0;
});

it('gives the ids of the span once: as members of the line, as fields of the record', async () => {
  observability.getTracer('t').startActiveSpan('request', (span) => {
    logger.info('x', { rows: 1 });
    span.end();
  });
  await flush();
  const line = only(lines());
  const record = only(receiver().logs);
  const span = only(receiver().spans);
  expect([line.traceId, line.spanId]).toEqual([span.traceId, span.spanId]);
  expect([record.traceId, record.spanId]).toEqual([span.traceId, span.spanId]);
  expect(record.attributes).toEqual({ rows: 1 });
});

it('carries user, request, session, agent and workflow into lines and records, across async boundaries', async () => {
  const fields = { userId: 'u', requestId: 'r', sessionId: 's', agentId: 'a', workflowId: 'w' };
  const child = logger.child({ component: 'db' });
  await withContext(fields, async () => {
    await sleep(1);
    await Promise.all([
      withContext({ requestId: 'inner' }, async () => {
        await sleep(1);
        child.info('inner');
      }),
      new Promise<void>((resolve) =>
        setImmediate(() => {
          logger.info('outer');
          resolve();
        }),
      ),
    ]);
  });
  logger.info('outside');
  await flush();
  const byMessage = Object.fromEntries(
    lines().map(({ message, level, timestamp, service, ...rest }) => [message, rest]),
  );
  expect(byMessage).toEqual({
    inner: { ...fields, requestId: 'inner', metadata: { component: 'db' } },
    outer: fields,
    outside: {},
  });
  const records = Object.fromEntries(receiver().logs.map(({ body, attributes }) => [body, attributes]));
  expect(records.inner).toEqual({
    ...fields,
    requestId: 'inner',
    component: 'db',
    'user.id': 'u',
    'session.id': 's',
    'gen_ai.agent.id': 'a',
    'observatory.workflow.id': 'w',
    'observatory.request.id': 'inner',
  });
  expect(records.outside).toEqual({});
});

it('says in which execution a line was written, and what is given wins over what is around', async () => {
  await withContext({ userId: 'around' }, () =>
    agentTracking.trackExecution('coder', 'write', async ({ id }) => {
      await sleep(1);
      logger.info('x', { userId: 'given' });
      expect(only(lines())).toMatchObject({ executionId: id, agentType: 'coder', userId: 'given' });
    }),
  );
});
