import { afterAll, expect, it } from 'vitest';
import { agentTracking, eventStream, flush, type ObservabilityEvent } from '../index.ts';
import { only, useRecording } from '../testing/recording.ts';

const receiver = useRecording();
const events: ObservabilityEvent[] = [];
const id = eventStream.subscribeToAll((event) => void events.push(event));
const failing = eventStream.manager.subscribeWithAdvancedFilter({ types: ['execution_end'] }, () => {
  throw new Error('no');
});
afterAll(() => {
  eventStream.unsubscribe(id);
  eventStream.unsubscribe(failing);
});

it('gives an event in process the id, time and span that it has in OTLP', async () => {
  await agentTracking.trackExecution('coder', 'generate', () => 1, undefined, 'task-1');
  await flush();
  const sent = receiver().events();
  expect(events.map((event) => event.id)).toEqual(sent.map(({ attributes }) => attributes['log.record.uid']));
  const ended = only(sent.filter(({ eventName }) => eventName === 'observatory.execution_end'));
  const streamed = only(events.filter(({ type }) => type === 'execution_end'));
  expect(streamed).toMatchObject({
    service: 'test-service',
    traceId: ended.traceId,
    spanId: ended.spanId,
    executionId: ended.attributes['observatory.execution.id'],
    taskId: 'task-1',
    message: ended.body,
  });
  expect(streamed.data).toEqual(ended.attributes);
});

it('exports how many events were dropped, by reason', async () => {
  await agentTracking.trackExecution('coder', 'generate', () => 1);
  await flush();
  await flush();
  const dropped = receiver().points.filter(({ name }) => name === 'observatory_shim_stream_dropped_total');
  expect(Object.fromEntries(dropped.map(({ attributes, value }) => [attributes.reason, value]))).toEqual({
    callback_failed: 2,
    buffer_full: 0,
    rate_limit: 0,
    unsubscribed: 0,
  });
});
