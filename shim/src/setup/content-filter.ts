import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { isContentAttribute } from '../conventions/content-attributes.ts';

/**
 * Leaves out the content that other instrumentations put on spans: some record it unless they are told not to. At the
 * end, since attributes come until then.
 */
export const contentFilter: SpanProcessor = {
  onStart() {},
  onEnd(span) {
    leaveOutContent(span.attributes);
    for (const { attributes } of span.events) if (attributes !== undefined) leaveOutContent(attributes);
  },
  async forceFlush() {},
  async shutdown() {},
};

/** Takes attributes that hold content out of these. */
export function leaveOutContent(attributes: Record<string, unknown>): void {
  for (const name of Object.keys(attributes)) if (isContentAttribute(name)) delete attributes[name];
}
