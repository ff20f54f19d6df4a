import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { isContentAttribute } from '../conventions/content-attributes.ts';

/**
 * Leaves out the content that other instrumentations put on spans: some record it unless they are told not to. At the
 * end, since attributes come until then.
 */
export const contentFilter: SpanProcessor = {
  onStart() {},
  onEnd(span) {
    leaveOut(span.attributes);
    for (const { attributes } of span.events) if (attributes !== undefined) leaveOut(attributes);
  },
  async forceFlush() {},
  async shutdown() {},
};

function leaveOut(attributes: Record<string, unknown>): void {
  for (const name of Object.keys(attributes)) if (isContentAttribute(name)) delete attributes[name];
}
