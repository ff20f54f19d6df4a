import {
  agentTracking,
  contextPropagator,
  createLogger,
  flush,
  getMetrics,
  init,
  MetricsCollector,
  observability,
  pseudonymOf,
  recordEvaluation,
  setLogLevel,
  shutdown,
  TracingConfig,
  UniversalAgentObserver,
  withContext,
} from '@observatory/shim';
import { context, defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../../shim/src/testing/otlp-receiver.ts';

/** The package by its name, as a service takes it, up to what a receiver gets. */

let receiver: OtlpReceiver;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
  await init({
    serviceName: 'surface',
    endpoint: receiver.url,
    pseudonymKey: 'a key of some length',
    scrapePort: false,
    instrument: false,
    handleProcessEnd: false,
  });
});
beforeEach(() => receiver.clear());
afterAll(async () => {
  await shutdown();
  await receiver.close();
});

describe('the observer', () => {
  test('makes one execution with a model call and a tool call', async () => {
    const observer = new UniversalAgentObserver('MyAgent');
    const id = observer.startTrace('user_request', 'my-service');
    observer.observeLlmCall('openai', 'gpt-4', [{ role: 'user', content: 'secret words' }]);
    observer.observeToolUse('database_query', { table: 'orders' });
    observer.finishTrace(id, 'completed');
    await flush();
    const spans = receiver.spans.filter(({ traceId }) => id.startsWith(traceId));
    expect(spans.map(({ name }) => name).toSorted()).toEqual([
      'chat gpt-4',
      'execute_tool database_query',
      'invoke_agent MyAgent',
    ]);
    expect(JSON.stringify([receiver.spans, receiver.logs])).not.toContain('secret words');
  });
});

test('an evaluation goes to the execution that it judges', async () => {
  const id = await agentTracking.trackExecution('writer', 'write', async (execution) => {
    recordEvaluation({ name: 'fluency', score: 0.9, label: 'good' });
    return execution.id;
  });
  await flush();
  const record = receiver.logs.find(({ eventName }) => eventName === 'gen_ai.evaluation.result');
  expect(`${record?.traceId}${record?.spanId}`).toBe(id);
  expect(record?.attributes).toMatchObject({
    'gen_ai.evaluation.name': 'fluency',
    'gen_ai.evaluation.score.value': 0.9,
    'gen_ai.evaluation.score.label': 'good',
  });
});

test('the propagator carries the execution in the header baggage', async () => {
  const headers: Record<string, string> = {};
  const id = await agentTracking.trackExecution('caller', 'call', async (execution) => {
    contextPropagator.inject(context.active(), headers, defaultTextMapSetter);
    return execution.id;
  });
  expect(headers.baggage).toContain(id);
  const arrived = contextPropagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  expect(arrived).not.toBe(ROOT_CONTEXT);
});

test('collectors of metrics record into the same counter', async () => {
  new MetricsCollector().incrementCounter('surface_total', { kind: 'one' });
  getMetrics().incrementCounter('surface_total', { kind: 'one' });
  await flush();
  const points = receiver.points.filter(({ name }) => name === 'surface_total');
  expect(points).toMatchObject([{ value: 2, attributes: { kind: 'one' } }]);
});

test('a tracing configuration makes spans, or none where it is switched off', async () => {
  const on = await new TracingConfig({ serviceName: 'importer' }).traceOperation('file.read', {}, () => 1);
  const off = await new TracingConfig({ enableTracing: false }).traceOperation('file.write', {}, () => 2);
  await flush();
  expect([on, off]).toEqual([1, 2]);
  expect(receiver.spans.map(({ name }) => name)).toEqual(['file.read']);
});

test('observability gives tracer, meter and logger of the service', async () => {
  await observability.getTracer('parts').startActiveSpan('part', async (span) => {
    observability.getMeter().createCounter('parts_counted').add(3);
    observability.getLogger().info('counted');
    expect(trace.getActiveSpan()).toBe(span);
    span.end();
  });
  await flush();
  expect(receiver.spans.map(({ scope, name }) => [scope, name])).toEqual([['parts', 'part']]);
  expect(receiver.logs.find(({ body }) => body === 'counted')?.spanId).toBe(receiver.spans[0]?.spanId);
  expect(receiver.points.find(({ name }) => name === 'parts_counted')?.value).toBe(3);
});

test('a user is looked up by the pseudonym that what was recorded has', async () => {
  // printf %s anna | openssl dgst -sha256 -hmac 'a key of some length' -binary | basenc --base64url | cut -c1-22
  const pseudonym = 'u_BbVPi4MY1NAw8S-5NQsNsH';
  expect(pseudonymOf('anna')).toBe(pseudonym);
  await withContext({ userId: 'anna' }, () => agentTracking.trackExecution('writer', 'write', async () => 1));
  await flush();
  expect(receiver.spans.map(({ attributes }) => attributes['user.id'])).toEqual([pseudonym]);
});

test('the level of a logger that is in use changes', async () => {
  const lines: string[] = [];
  const logger = createLogger('levels', { destination: { write: (line) => lines.push(line) } });
  logger.debug('before');
  setLogLevel('debug', 'levels');
  logger.debug('after');
  setLogLevel('info', 'levels');
  expect(lines.map((line) => JSON.parse(line).message)).toEqual(['after']);
});
