import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { freePort } from '../../../test/support/free-port.ts';
import { createLogger } from '../logger/create-logger.ts';
import { only, useRecording } from '../testing/recording.ts';
import { flush } from './init.ts';

const port = await freePort();
const receiver = useRecording(
  {
    OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '5',
    OTEL_SPAN_EVENT_COUNT_LIMIT: '1',
    OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: '4',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-team=all',
    OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-team=logs',
    OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
    OTEL_NODE_RESOURCE_DETECTORS: 'os',
    OTEL_PROPAGATORS: 'baggage',
  },
  { scrapePort: port },
);
const teamsOf = (path: string) => [
  ...new Set(receiver().requests.flatMap((one) => (one.path === path ? [one.headers['x-team']] : []))),
];

it('limits of spans and log records hold', async () => {
  const span = trace.getTracer('app').startSpan('long', { attributes: { text: 'abcdefgh' } });
  span.addEvent('one').addEvent('two').end();
  createLogger('svc', { destination: { write() {} } }).info('x', { operation: 'abcdefgh' });
  await flush();
  const { attributes, events } = only(receiver().spans);
  expect(attributes.text).toBe('abcde');
  expect(events).toHaveLength(1);
  expect(only(receiver().logs).attributes).toMatchObject({ operation: 'abcd' });
});

it("headers go with each request, a signal's own with its own, though process.env has none", async () => {
  trace.getTracer('app').startSpan('x').end();
  createLogger('svc', { destination: { write() {} } }).info('x');
  await flush();
  expect([teamsOf('/v1/traces'), teamsOf('/v1/logs')]).toEqual([['all'], ['logs']]);
});

it('the resource says what is asked for', async () => {
  trace.getTracer('app').startSpan('x').end();
  await flush();
  const { resource } = only(receiver().spans);
  expect(resource).toMatchObject({ 'os.type': process.platform, 'service.instance.id': expect.any(String) });
  expect(resource).not.toHaveProperty('host.name');
  expect(resource).not.toHaveProperty('process.pid');
});

it('context travels in the forms that are asked for', () => {
  const span = trace.getTracer('app').startSpan('x');
  const carrier: Record<string, string> = {};
  const baggage = propagation.createBaggage({ team: { value: 'a' } });
  propagation.inject(propagation.setBaggage(trace.setSpan(context.active(), span), baggage), carrier);
  expect(carrier).toEqual({ baggage: 'team=a' });
});

it('a scrape has buckets where what is pushed has none', async () => {
  metrics.getMeter('app').createHistogram('waits').record(3);
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(text).toContain('waits_bucket{le="5"} 1');
  await flush();
  expect(receiver().points.filter(({ name, kind }) => name === 'waits' && kind === 'histogram')).toEqual([]);
});
