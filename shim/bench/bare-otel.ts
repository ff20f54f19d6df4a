import { SpanStatusCode, type Tracer } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BasicTracerProvider,
  ParentBasedSampler,
} from '@opentelemetry/sdk-trace-base';

/** A tracer of OpenTelemetry's SDK alone; its spans go nowhere, as those of the shim do in benchmarks. */
export function bareTracer(sampled: boolean): Tracer {
  const root = sampled ? new AlwaysOnSampler() : new AlwaysOffSampler();
  return new BasicTracerProvider({ sampler: new ParentBasedSampler({ root }) }).getTracer('bare');
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
