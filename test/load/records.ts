import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { placeholder, RUN_EVERY_US } from './marks.ts';

export type Attributes = Readonly<Record<string, string | number | boolean | string[]>>;

/** What a load varies in: how many of each there are. */
export interface Cardinality {
  readonly agents: number;
  readonly users: number;
  readonly models: number;
  readonly services: number;
}

export const scope = { name: 'observatory-load', version: '1' };

/** The resource of the service `index`; one object a service, since the serializers group by identity. */
export const serviceOf = (index: number) =>
  resourceFromAttributes({
    'service.name': `load-${index}`,
    'service.version': '1.0.0',
    'deployment.environment.name': 'load',
  });

export type Service = ReturnType<typeof serviceOf>;

export interface SpanOfRun {
  readonly run: number;
  /** 0 is the root. */
  readonly index: number;
  /** The span that it is in; the root unless it says else. */
  readonly parent?: number;
  readonly name: string;
  readonly kind?: SpanKind;
  /** Microseconds after the start of the run. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly attributes: Attributes;
  readonly error?: string;
}

const sampled = { traceFlags: 1 };

/** A finished span with placeholders for what a stamp writes. */
export function readableSpan(resource: Service, span: SpanOfRun): ReadableSpan {
  const { run, index, parent = 0 } = span;
  const traceId = placeholder.traceId(run);
  const start = run * RUN_EVERY_US;
  const context = { traceId, spanId: placeholder.spanId(run, index), ...sampled };
  return {
    name: span.name,
    kind: span.kind ?? SpanKind.INTERNAL,
    spanContext: () => context,
    ...(index > 0 && {
      parentSpanContext: { traceId, spanId: placeholder.spanId(run, parent), ...sampled },
    }),
    startTime: placeholder.time(start + span.fromUs),
    endTime: placeholder.time(start + span.toUs),
    duration: [0, (span.toUs - span.fromUs) * 1000],
    status: span.error ? { code: SpanStatusCode.ERROR, message: span.error } : { code: SpanStatusCode.UNSET },
    attributes: { ...span.attributes },
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}
