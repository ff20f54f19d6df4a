import { TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { BasicTracerProvider, ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { ShimConfig } from '../config/shim-config.ts';
import { samplerFor } from './agent-sampler.ts';
import { Batcher } from './batcher.ts';
import { contextStamp } from './context-stamp.ts';
import { idGenerator } from './id-generator.ts';
import type { Sdk } from './load-sdk.ts';
import { createOtlpExport } from './otlp-export.ts';
import type { Queued, QueuedProvider } from './queued-provider.ts';
import { createSender } from './senders.ts';
import { hideInSpans } from './user-id-processors.ts';
import { waitingRequests } from './waiting-requests.ts';

/** A tracer provider that exports as the configuration says, and what is done with what waits. */
export function createTracerProvider(
  config: ShimConfig,
  sdk: Sdk,
  resource: Resource,
): QueuedProvider<BasicTracerProvider> {
  const processors: SpanProcessor[] = [contextStamp];
  if (config.pseudonymKey !== undefined) processors.push(hideInSpans);
  const otlp = config.exporters.traces.otlp ? otlpProcessor(config, sdk) : null;
  if (otlp) processors.push(otlp);
  if (config.exporters.traces.console) {
    processors.push(new sdk.trace.SimpleSpanProcessor(new sdk.trace.ConsoleSpanExporter()));
  }
  const sampler = samplerFor(config, sdk);
  return {
    provider: new sdk.trace.BasicTracerProvider({
      resource,
      sampler,
      idGenerator,
      spanProcessors: processors,
      spanLimits: config.limits.span,
    }),
    flush: async () => otlp?.forceFlush(),
    takeWaiting: () => otlp?.takeWaiting() ?? [],
  };
}

function otlpProcessor(config: ShimConfig, sdk: Sdk): SpanProcessor & Queued {
  const { targets, spanBatch } = config;
  const sender = createSender('traces', config);
  const serializer =
    targets.traces.protocol === 'http/json'
      ? sdk.transformer.JsonTraceSerializer
      : sdk.transformer.ProtobufTraceSerializer;
  const send = createOtlpExport<ReadableSpan[]>(
    {
      signal: 'traces',
      sender,
      serializer,
      sizeOf: (spans) => spans.length,
    },
    sdk,
  );
  const batcher = new Batcher<ReadableSpan>('traces', spanBatch, send);
  return {
    onStart() {},
    onEnd(span) {
      if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) batcher.add(span);
    },
    forceFlush: () => batcher.flush(),
    takeWaiting: () => waitingRequests(batcher, sender, serializer),
    shutdown: async () => {
      batcher.close();
      sender.close();
    },
  };
}
