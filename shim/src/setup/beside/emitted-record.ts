import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { permitted } from './ended-span.ts';
import { resourceBeside } from './resource-beside.ts';

/** What the Observatory gets of a log record of another SDK: a copy, since processors after this may change it. */
export function copyOfRecord(record: ReadableLogRecord): ReadableLogRecord {
  return {
    hrTime: record.hrTime,
    hrTimeObserved: record.hrTimeObserved,
    spanContext: record.spanContext,
    severityText: record.severityText,
    severityNumber: record.severityNumber,
    body: record.body,
    eventName: record.eventName,
    resource: resourceBeside(record.resource),
    instrumentationScope: record.instrumentationScope,
    attributes: permitted(record.attributes),
    droppedAttributesCount: record.droppedAttributesCount,
  } as ReadableLogRecord;
}
