import type { SpanStatus } from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { isContentAttribute } from '../conventions/content-attributes.ts';
import { Attr } from '../conventions/index.ts';
import { withoutQuotes } from '../safe/quoted-content.ts';

/**
 * Leaves out the content that other instrumentations put on spans: some record it unless they are told not to. At the
 * end, since attributes come until then.
 */
export const contentFilter: SpanProcessor = {
  onStart() {},
  onEnd(span) {
    leaveOutContent(span.attributes);
    for (const { attributes } of span.events) if (attributes !== undefined) leaveOutContent(attributes);
    Object.assign(span, { status: statusWithoutContent(span.status) });
  },
  async forceFlush() {},
  async shutdown() {},
};

/** The status of a span without what its message quotes. */
export function statusWithoutContent(status: SpanStatus): SpanStatus {
  return status.message === undefined ? status : { ...status, message: withoutQuotes(status.message) };
}

const errorTexts = [Attr.exceptionMessage, Attr.exceptionStacktrace] as const;

/** Takes attributes that hold content out of these, and what errors quote of it. */
export function leaveOutContent(attributes: Record<string, unknown>): void {
  for (const name of Object.keys(attributes)) if (isContentAttribute(name)) delete attributes[name];
  for (const name of errorTexts) {
    const text = attributes[name];
    if (typeof text === 'string') attributes[name] = withoutQuotes(text);
  }
}
