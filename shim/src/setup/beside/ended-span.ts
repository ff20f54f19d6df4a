import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { currentConfig } from '../../config/current-config.ts';
import { hideUserIds } from '../../context/user-ids.ts';
import { leaveOutContent, statusWithoutContent } from '../content-filter.ts';
import { resourceBeside } from './resource-beside.ts';

/** A span at its end as SDKs from 1.x on give it; 1.x has other names for its scope and its parent. */
type EndedSpan = Omit<ReadableSpan, 'instrumentationScope' | 'parentSpanContext'> & {
  readonly instrumentationScope?: ReadableSpan['instrumentationScope'];
  readonly instrumentationLibrary?: ReadableSpan['instrumentationScope'];
  readonly parentSpanContext?: ReadableSpan['parentSpanContext'];
  readonly parentSpanId?: string;
};

/**
 * What the Observatory gets of a span of another SDK. A copy, since that SDK's own exporters are to find the span
 * as it was.
 */
export function copyOfSpan(span: EndedSpan): ReadableSpan {
  const { instrumentationScope, instrumentationLibrary, parentSpanId } = span;
  const spanContext = span.spanContext();
  const parent =
    span.parentSpanContext ??
    (parentSpanId === undefined ? undefined : { ...spanContext, spanId: parentSpanId, isRemote: false });
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => spanContext,
    ...(parent !== undefined && { parentSpanContext: parent }),
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    ended: span.ended,
    status: currentConfig().agent.includeIo ? span.status : statusWithoutContent(span.status),
    attributes: permitted(span.attributes),
    events: span.events.map((event) =>
      event.attributes === undefined ? event : { ...event, attributes: permitted(event.attributes) },
    ),
    links: span.links,
    resource: resourceBeside(span.resource),
    instrumentationScope: instrumentationScope ?? instrumentationLibrary ?? { name: 'unknown' },
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

/** A copy of attributes as the configuration permits them: with pseudonyms of users, without content. */
export function permitted<A extends object>(attributes: A): A {
  const copy = { ...attributes };
  const { pseudonymKey, agent } = currentConfig();
  if (pseudonymKey !== undefined) hideUserIds(copy as Record<string, unknown>);
  if (!agent.includeIo) leaveOutContent(copy as Record<string, unknown>);
  return copy;
}
