import { groupNames } from '../group-names.ts';
import { newLog, settleLog } from '../logs.ts';
import type { LogRecord } from '../records.ts';
import { jsonAnyValue, jsonAttributes } from './any-value.ts';
import { readJsonGroups } from './groups.ts';
import type { JsonReader } from './json-reader.ts';

/** The records of an ExportLogsServiceRequest. */
export function readJsonLogs(r: JsonReader, request: unknown): LogRecord[] {
  const logs: LogRecord[] = [];
  readJsonGroups(r, request, groupNames.logs, (input, source) => {
    r.decoding.countRecord();
    const raw = newLog(source);
    raw.timeUs = r.micros(input.timeUnixNano, 'timeUnixNano');
    raw.observedUs = r.micros(input.observedTimeUnixNano, 'observedTimeUnixNano');
    raw.severityNumber = r.int(input.severityNumber, 'severityNumber');
    raw.severityText = r.text(input.severityText, 'severityText');
    raw.eventName = r.text(input.eventName, 'eventName');
    raw.body = jsonAnyValue(r, input.body, 'body');
    raw.attributes = jsonAttributes(r, input.attributes);
    raw.traceId = r.id(input.traceId, 'traceId');
    raw.spanId = r.id(input.spanId, 'spanId');
    const log = settleLog(r.decoding, raw);
    if (log) logs.push(log);
  });
  return logs;
}
