import type { Decoding } from '../decoding.ts';
import { groupNames } from '../group-names.ts';
import { newLog, type RawLog, settleLog } from '../logs.ts';
import type { LogRecord } from '../records.ts';
import { readAnyValue, readAttribute } from './any-value.ts';
import { readGroups } from './groups.ts';
import type { WireReader } from './wire-reader.ts';

/** The records of an ExportLogsServiceRequest. */
export function readLogs(r: WireReader, d: Decoding): LogRecord[] {
  const logs: LogRecord[] = [];
  readGroups(r, d, groupNames.logs, (source) => {
    d.countRecord();
    const raw = newLog(source);
    while (r.next()) readLogField(r, d, raw);
    const log = settleLog(d, raw);
    if (log) logs.push(log);
  });
  return logs;
}

/**
 * LogRecord: time 1, severity number 2 and text 3, body 5, attributes 6, trace_id 9, span_id 10, observed time 11,
 * event name 12.
 */
function readLogField(r: WireReader, d: Decoding, log: RawLog): void {
  switch (r.field) {
    case 1:
      log.timeUs = r.micros();
      break;
    case 2:
      log.severityNumber = r.uint();
      break;
    case 3:
      log.severityText = r.key();
      break;
    case 5:
      log.body = readAnyValue(r, d, 1, log.body);
      break;
    case 6:
      readAttribute(r, d, log.attributes);
      break;
    case 9:
      log.traceId = r.id();
      break;
    case 10:
      log.spanId = r.id();
      break;
    case 11:
      log.observedUs = r.micros();
      break;
    case 12:
      log.eventName = r.key();
      break;
    default:
      r.skip();
  }
}
