import { ExportResultCode } from '@opentelemetry/core';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HubError } from '../errors.ts';
import { serveOtlp } from './http-fixture.ts';

const resource = resourceFromAttributes({ 'service.name': 'planner' });

describe('an exporter of the OpenTelemetry SDK', () => {
  let server: Awaited<ReturnType<typeof serveOtlp>>;
  let storeIsAway = 0;
  beforeEach(async () => {
    const stored: (typeof server)['stored'] = [];
    server = await serveOtlp({
      ingest: async (project, decoded) => {
        if (storeIsAway-- > 0) throw new HubError('OBS_STORE_UNAVAILABLE', 'the database does not answer');
        stored.push({ project, decoded });
      },
      limits: { retryAfterSeconds: 1 },
    });
    server = { ...server, stored };
  });
  afterEach(() => server.close());

  it('delivers spans in batches, in gzip', async () => {
    const exporter = new OTLPTraceExporter({
      url: `${server.url}/v1/traces`,
      compression: CompressionAlgorithm.GZIP,
    });
    const provider = new BasicTracerProvider({
      resource,
      spanProcessors: [new BatchSpanProcessor(exporter, { maxExportBatchSize: 100 })],
    });
    const tracer = provider.getTracer('test');
    for (let index = 0; index < 250; index++) tracer.startSpan(`span ${index}`).end();
    await provider.shutdown();
    const names = server.stored
      .flatMap(({ decoded }) => (decoded.signal === 'traces' ? decoded.records : []))
      .map(({ name }) => name);
    expect(new Set(names)).toStrictEqual(new Set(Array.from({ length: 250 }, (_, index) => `span ${index}`)));
    expect(names).toHaveLength(250);
  });

  it('delivers log records', async () => {
    const exporter = new OTLPLogExporter({ url: `${server.url}/v1/logs` });
    const provider = new LoggerProvider({
      resource,
      processors: [new BatchLogRecordProcessor({ exporter })],
    });
    provider.getLogger('test').emit({ body: 'it began', eventName: 'begin' });
    await provider.shutdown();
    expect(server.stored).toMatchObject([
      { decoded: { signal: 'logs', records: [{ body: 'it began', eventName: 'begin' }] } },
    ]);
  });

  it('delivers metrics', async () => {
    const exporter = new OTLPMetricExporter({ url: `${server.url}/v1/metrics` });
    const provider = new MeterProvider({
      resource,
      readers: [new PeriodicExportingMetricReader({ exporter })],
    });
    provider.getMeter('test').createCounter('runs').add(2);
    await provider.shutdown();
    expect(server.stored).toMatchObject([
      { decoded: { signal: 'metrics', records: [{ name: 'runs', value: 2 }] } },
    ]);
  });

  it('comes again while the store is away, and delivers once', async () => {
    storeIsAway = 1;
    const exporter = new OTLPTraceExporter({ url: `${server.url}/v1/traces` });
    const memory = new InMemorySpanExporter();
    const provider = new BasicTracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor(memory)] });
    provider.getTracer('test').startSpan('kept').end();
    const result = await new Promise<{ code: ExportResultCode }>((resolve) =>
      exporter.export(memory.getFinishedSpans(), resolve),
    );
    await exporter.shutdown();
    expect(result.code).toBe(ExportResultCode.SUCCESS);
    expect(server.stored).toHaveLength(1);
  });
});
