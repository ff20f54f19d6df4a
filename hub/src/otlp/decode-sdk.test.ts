import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  AggregationType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { describe, expect, it } from 'vitest';
import { decodeBody } from './otlp-fixture.ts';

const resource = resourceFromAttributes({ 'service.name': 'planner', 'process.pid': 42 });

/** A span of the SDK with all that the SDK can say. */
function finishedSpans() {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const other = {
    traceId: 'ab'.repeat(16),
    spanId: 'cd'.repeat(8),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  };
  const span = provider.getTracer('lib', '3.1').startSpan(
    'chat gpt-4o',
    {
      kind: SpanKind.CLIENT,
      startTime: [1763783738, 123456789],
      attributes: {
        text: 'é',
        flag: true,
        int: 12,
        big: 1763783738123456,
        double: 0.5,
        list: ['a', 'b'],
        ints: [1, -2],
      },
      links: [{ context: other, attributes: { why: 'batch' } }],
    },
    trace.setSpanContext(ROOT_CONTEXT, other),
  );
  span.addEvent('retry', { attempt: 2 }, [1763783738, 200000000]);
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'it failed' });
  span.end([1763783739, 1000]);
  return { spans: exporter.getFinishedSpans(), spanId: span.spanContext().spanId };
}

function finishedLogs() {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] });
  provider.getLogger('lib').emit({
    timestamp: [1763783738, 123456789],
    observedTimestamp: [1763783738, 999000000],
    eventName: 'observatory.execution_start',
    severityNumber: 9,
    severityText: 'INFO',
    body: { text: 'it began', steps: [1, 2, null] },
    attributes: { 'log.record.uid': 'u1', nested: { a: [true] } },
    context: trace.setSpanContext(ROOT_CONTEXT, {
      traceId: 'ab'.repeat(16),
      spanId: 'cd'.repeat(8),
      traceFlags: TraceFlags.SAMPLED,
    }),
  });
  return exporter.getFinishedLogRecords();
}

async function collectedMetrics(): Promise<ResourceMetrics> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6 });
  const provider = new MeterProvider({
    resource,
    readers: [reader],
    views: [
      {
        instrumentName: 'duration',
        aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [0.5, 1] } },
      },
      { instrumentName: 'size', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
    ],
  });
  const meter = provider.getMeter('lib', '3.1');
  meter.createCounter('runs', { unit: '{run}', description: 'Runs.' }).add(3, { agent: 'planner' });
  meter.createUpDownCounter('active').add(-2);
  meter.createGauge('load').record(0.25);
  for (const seconds of [0.1, 0.7, 4]) meter.createHistogram('duration', { unit: 's' }).record(seconds);
  for (const bytes of [1, 2, 4]) meter.createHistogram('size').record(bytes);
  await reader.forceFlush();
  const [metrics] = exporter.getMetrics();
  await provider.shutdown();
  if (!metrics) throw new Error('expected metrics');
  return metrics;
}

const bodyFrom = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []);

describe.each([
  ['protobuf', ProtobufTraceSerializer, ProtobufLogsSerializer, ProtobufMetricsSerializer],
  ['json', JsonTraceSerializer, JsonLogsSerializer, JsonMetricsSerializer],
] as const)('what the OpenTelemetry SDK sends in %s', (encoding, traces, logs, metrics) => {
  it('is read: spans', () => {
    const { spans, spanId } = finishedSpans();
    const { records, rejection } = decodeBody('traces', encoding, bodyFrom(traces.serializeRequest(spans)));
    expect(rejection).toBeNull();
    expect(records).toStrictEqual([
      {
        source: {
          service: 'planner',
          resource: { 'service.name': 'planner', 'process.pid': 42 },
          scopeName: 'lib',
          scopeVersion: '3.1',
        },
        traceId: 'ab'.repeat(16),
        spanId,
        parentSpanId: 'cd'.repeat(8),
        name: 'chat gpt-4o',
        kind: 3,
        startUs: 1763783738123456,
        endUs: 1763783739000001,
        statusCode: 2,
        statusMessage: 'it failed',
        attributes: {
          text: 'é',
          flag: true,
          int: 12,
          big: 1763783738123456,
          double: 0.5,
          list: ['a', 'b'],
          ints: [1, -2],
        },
        events: [{ name: 'retry', timeUs: 1763783738200000, attributes: { attempt: 2 } }],
        links: [{ traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), attributes: { why: 'batch' } }],
      },
    ]);
  });

  it('is read: log records', () => {
    const { records } = decodeBody('logs', encoding, bodyFrom(logs.serializeRequest(finishedLogs())));
    expect(records).toMatchObject([
      {
        source: { service: 'planner', scopeName: 'lib' },
        timeUs: 1763783738123456,
        severityNumber: 9,
        severityText: 'INFO',
        eventName: 'observatory.execution_start',
        body: { text: 'it began', steps: [1, 2, null] },
        attributes: { 'log.record.uid': 'u1', nested: { a: [true] } },
        traceId: 'ab'.repeat(16),
        spanId: 'cd'.repeat(8),
      },
    ]);
  });

  it('is read: metrics', async () => {
    const body = bodyFrom(metrics.serializeRequest(await collectedMetrics()));
    const { records } = decodeBody('metrics', encoding, body);
    const byName = Object.fromEntries(records.map((point) => [point.name, point]));
    expect(byName.runs).toMatchObject({
      source: { service: 'planner', scopeName: 'lib', scopeVersion: '3.1' },
      unit: '{run}',
      description: 'Runs.',
      kind: 'sum',
      monotonic: true,
      temporality: 2,
      attributes: { agent: 'planner' },
      value: 3,
      count: null,
    });
    expect(byName.active).toMatchObject({ kind: 'sum', monotonic: false, value: -2 });
    expect(byName.load).toMatchObject({ kind: 'gauge', value: 0.25 });
    expect(byName.duration).toMatchObject({
      kind: 'histogram',
      count: 3,
      value: 0.1 + 0.7 + 4,
      detail: { min: 0.1, max: 4, bounds: [0.5, 1], bucket_counts: [1, 1, 1] },
    });
    expect(byName.size).toMatchObject({
      kind: 'exponential_histogram',
      count: 3,
      value: 7,
      detail: { min: 1, max: 4 },
    });
    expect(byName.size?.detail?.positive).toMatchObject({ bucket_counts: expect.arrayContaining([1]) });
  });
});
