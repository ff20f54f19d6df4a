import { Attr } from '@observatory/shim/conventions';
import type { Config } from './config.ts';
import { isNoEvent } from './event-name.ts';
import { isMissing } from './ottl.ts';
import type { CollectorVersion } from './versions.ts';

/**
 * Of log records the hub gets events and the lines of traces and runs, which it shows with an execution; all lines are
 * in Loki.
 */
export function hubLogsFilter(version: CollectorVersion): Config {
  return {
    error_mode: 'silent',
    logs: {
      log_record: [
        `trace_id == TraceID(0x00000000000000000000000000000000) and ${isMissing(Attr.executionId)} and ${isNoEvent(version)}`,
      ],
    },
  };
}
