import { TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { BasicTracerProvider, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { ShimConfig } from '../config/shim-config.ts';
import { samplerFor } from './agent-sampler.ts';
import { acceptRecord } from './bounded-queue.ts';
import { contextStamp } from './context-stamp.ts';
import type { Sdk } from './load-sdk.ts';
import { quietAgent } from './quiet-agent.ts';
import { watchExports } from './watch-exports.ts';

/** A tracer provider that exports as the configuration says. */
export function createTracerProvider(config: ShimConfig, sdk: Sdk, resource: Resource): BasicTracerProvider {
  const processors: SpanProcessor[] = [contextStamp];
  if (config.exporters.otlp) processors.push(otlpProcessor(config, sdk));
  if (config.exporters.console) {
    processors.push(new sdk.trace.SimpleSpanProcessor(new sdk.trace.ConsoleSpanExporter()));
  }
  return new sdk.trace.BasicTracerProvider({
    resource,
    sampler: samplerFor(config, sdk),
    spanProcessors: processors,
  });
}

function otlpProcessor({ endpoints, spanBatch }: ShimConfig, sdk: Sdk): SpanProcessor {
  const exporter = watchExports(
    new sdk.traceExporter.OTLPTraceExporter({ url: endpoints.traces, httpAgentOptions: quietAgent }),
    'traces',
    endpoints.traces,
    (spans) => spans.length,
  );
  const batch = new sdk.trace.BatchSpanProcessor(exporter, {
    scheduledDelayMillis: spanBatch.delayMs,
    maxExportBatchSize: spanBatch.maxBatchSize,
    // Never reached: what waits is bounded before, where drops can be counted.
    maxQueueSize: spanBatch.maxQueueSize * 2,
  });
  const forward = batch.onEnd.bind(batch);
  batch.onEnd = (span) => {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    if (acceptRecord('traces', spanBatch.maxQueueSize)) forward(span);
  };
  return batch;
}
