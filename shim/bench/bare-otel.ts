import { SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { Logger } from '@opentelemetry/api-logs';
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import {
  BatchLogRecordProcessor,
  LoggerProvider,
  type LogRecordExporter,
  type ReadableLogRecord,
} from '@opentelemetry/sdk-logs';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { resolveTargets } from '../src/config/otlp-targets.ts';
import { HttpSender } from '../src/setup/http-sender.ts';
import { importSdk } from '../src/setup/load-sdk.ts';
import { createOtlpExport } from '../src/setup/otlp-export.ts';

const sdk = await importSdk();

/** A tracer of OpenTelemetry's SDK alone; its spans go nowhere, as those of the shim do in benchmarks. */
export function bareTracer(sampled: boolean): Tracer {
  const root = sampled ? new AlwaysOnSampler() : new AlwaysOffSampler();
  return new BasicTracerProvider({ sampler: new ParentBasedSampler({ root }) }).getTracer('bare');
}

/** As `bareTracer`, with every span sent to an OTLP receiver in batches; and a function that sends the rest. */
export function exportingTracer(url: string): { tracer: Tracer; flush: () => Promise<void> } {
  const send = createOtlpExport<ReadableSpan[]>(
    {
      signal: 'traces',
      sender: new HttpSender('traces', resolveTargets({ OTEL_EXPORTER_OTLP_ENDPOINT: url }).targets.traces),
      serializer: ProtobufTraceSerializer,
      sizeOf: (spans) => spans.length,
    },
    sdk,
  );
  const exporter: SpanExporter = {
    export: (spans, done) => void send(spans).then(() => done({ code: 0 })),
    shutdown: async () => {},
  };
  const processor = new BatchSpanProcessor(exporter, { maxQueueSize: 8192, scheduledDelayMillis: 1000 });
  const provider = new BasicTracerProvider({ spanProcessors: [processor] });
  return { tracer: provider.getTracer('bare'), flush: () => provider.forceFlush() };
}

/** A logger of OpenTelemetry's SDK alone, with every record sent to an OTLP receiver in batches. */
export function exportingLogger(url: string): { logger: Logger; flush: () => Promise<void> } {
  const send = createOtlpExport<ReadableLogRecord[]>(
    {
      signal: 'logs',
      sender: new HttpSender('logs', resolveTargets({ OTEL_EXPORTER_OTLP_ENDPOINT: url }).targets.logs),
      serializer: ProtobufLogsSerializer,
      sizeOf: (records) => records.length,
    },
    sdk,
  );
  const exporter: LogRecordExporter = {
    export: (records, done) => void send(records).then(() => done({ code: 0 })),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  // A queue in which all of a round fits: with the SDK's own 2048 the rest would be dropped, which costs less.
  const processor = new BatchLogRecordProcessor({ exporter, maxQueueSize: 8192, scheduledDelayMillis: 1000 });
  const provider = new LoggerProvider({ processors: [processor] });
  return { logger: provider.getLogger('bare'), flush: () => provider.forceFlush() };
}

/** What a service writes by hand around a call: span, error, end. */
export function bareTracedCall<T>(
  tracer: Tracer,
  name: string,
  attributes: Record<string, string>,
  fn: () => Promise<T>,
): Promise<T> {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await fn();
    } catch (error) {
      if (error instanceof Error) span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
