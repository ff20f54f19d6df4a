import { expect, test } from 'vitest';
import { streamPath } from './event-streams.ts';
import { messageOfFrame, subscribeFrame } from './socket-frames.ts';

test('a topic is asked for by its name; alerts and events go on after a cursor, executions cannot', () => {
  expect(subscribeFrame('executions', { topic: { kind: 'executions' }, cursor: '7' })).toEqual({
    type: 'subscribe',
    id: 'executions',
    topic: 'executions',
  });
  expect(subscribeFrame('alerts', { topic: { kind: 'alerts' }, cursor: '7' })).toEqual({
    type: 'subscribe',
    id: 'alerts',
    topic: 'alerts',
    cursor: '7',
  });
});

test('events are asked for by their filter and without a topic, so that older hubs know them', () => {
  const filter = { agents: ['planner'], text: 'timeout' };
  expect(subscribeFrame('events-1', { topic: { kind: 'events', filter }, cursor: null })).toEqual({
    type: 'subscribe',
    id: 'events-1',
    agents: ['planner'],
    text: 'timeout',
  });
});

test('a frame that is not of the form expected tells nothing', () => {
  expect(messageOfFrame({ type: 'execution', id: 'executions' })).toBeNull();
  expect(messageOfFrame({ type: 'pong' })).toBeNull();
  expect(messageOfFrame({ type: 'update', id: 'health', data: 'soon' })).toBeNull();
});

test('what was missed, and an execution that became a step, are reasons to ask again', () => {
  expect(messageOfFrame({ type: 'missed', id: 'executions', reason: 'slow' })).toEqual({ kind: 'stale' });
  expect(messageOfFrame({ type: 'gone', id: 'executions', execution_id: 'x' })).toEqual({ kind: 'stale' });
});

test('the same topics are server-sent events at addresses of their own', () => {
  expect(streamPath({ kind: 'executions' })).toBe('/api/v1/executions/stream');
  expect(streamPath({ kind: 'alerts' })).toBe('/api/observability/events/stream?types=alert');
  expect(streamPath({ kind: 'events', filter: {} })).toBe('/api/observability/events/stream');
  expect(
    streamPath({ kind: 'events', filter: { severities: ['error', 'fatal'], traceId: 'a b', text: '' } }),
  ).toBe('/api/observability/events/stream?severities=error%2Cfatal&trace_id=a+b');
});
