import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { hideUserIds } from '../context/user-ids.ts';

/**
 * Hides the user ids that other instrumentation and the service itself put on spans; those of the context are
 * hidden already. At the end, since attributes come until then.
 */
export const hideInSpans: SpanProcessor = {
  onStart() {},
  onEnd(span) {
    hideUserIds(span.attributes);
    for (const { attributes } of span.events) if (attributes !== undefined) hideUserIds(attributes);
  },
  async forceFlush() {},
  async shutdown() {},
};

/** As `hideInSpans`, for log records and events. */
export const hideInLogs: LogRecordProcessor = {
  onEmit(record) {
    hideUserIds(record.attributes);
  },
  async forceFlush() {},
  async shutdown() {},
};
