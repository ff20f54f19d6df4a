import { TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { BasicTracerProvider, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { ShimConfig } from '../config/shim-config.ts';
import { samplerFor } from './agent-sampler.ts';
import { contentFilter } from './content-filter.ts';
import { contextStamp } from './context-stamp.ts';
import { idGenerator } from './id-generator.ts';
import type { Sdk } from './load-sdk.ts';
import { nextSpans } from './next-spans.ts';
import { createOutlet, createPipeline } from './pipeline.ts';
import type { Queued, QueuedProvider } from './queued-provider.ts';
import { spanSerializer } from './serializers.ts';
import { hideInSpans } from './user-id-processors.ts';

/** A tracer provider that exports as the configuration says, and what is done with what waits. */
export function createTracerProvider(
  config: ShimConfig,
  sdk: Sdk,
  resource: Resource,
): QueuedProvider<BasicTracerProvider> {
  const processors: SpanProcessor[] = [contextStamp, nextSpans];
  if (config.pseudonymKey !== undefined) processors.push(hideInSpans);
  if (!config.agent.includeIo) processors.push(contentFilter);
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
  const outlet = createOutlet('traces', config, spanSerializer(config, sdk), sdk);
  const { add, flush, takeWaiting, close } = createPipeline('traces', config.spanBatch, outlet);
  return {
    onStart() {},
    onEnd(span) {
      if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) add(span);
    },
    forceFlush: flush,
    takeWaiting,
    shutdown: async () => close(),
  };
}
