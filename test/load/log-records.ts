import { Attr, eventName, severityNumbers } from '@observatory/shim/conventions';
import type { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { digitsOf } from './agent-runs.ts';
import { placeholder, RUN_EVERY_US } from './marks.ts';
import { type Attributes, type Cardinality, type Service, scope } from './records.ts';

type ReadableLogRecord = Parameters<typeof ProtobufLogsSerializer.serializeRequest>[0][number];

export const EVENTS_OF_RUN = 2;

function logRecord(
  resource: Service,
  run: number,
  record: number,
  {
    offsetUs,
    body,
    attributes,
    name,
  }: { offsetUs: number; body: string; attributes: Attributes; name?: string },
): ReadableLogRecord {
  const time = placeholder.time(run * RUN_EVERY_US + offsetUs);
  return {
    hrTime: time,
    hrTimeObserved: time,
    severityNumber: severityNumbers.info,
    severityText: 'INFO',
    body,
    ...(name && { eventName: name }),
    spanContext: { traceId: placeholder.traceId(run), spanId: placeholder.spanId(run, 0), traceFlags: 1 },
    attributes: { ...attributes, [Attr.logRecordUid]: placeholder.recordId(record) },
    droppedAttributesCount: 0,
    resource,
    instrumentationScope: scope,
  };
}

/** A log line of a hundred characters within a run. */
export function logLine(resource: Service, run: number, record: number): ReadableLogRecord {
  return logRecord(resource, run, record, {
    offsetUs: 1000 + (record % 500),
    body: `tool ${['search', 'read', 'write'][record % 3]} answered in ${(record * 37) % 900} ms with ${record % 10} results, none of them from the cache`,
    attributes: { operation: 'execute_tool', duration: (record * 37) % 900 },
  });
}

/** The events of an agent's run that the shim sends at once: that it started, that it ended. */
export function runEvent(resource: Service, run: number, record: number, of: Cardinality): ReadableLogRecord {
  const agent = placeholder.numbered('agent', run, digitsOf(of.agents));
  const ends = record % EVENTS_OF_RUN === 1;
  return logRecord(resource, run, record, {
    offsetUs: ends ? 2_000_000 : 0,
    body: `${agent} ${ends ? 'ended' : 'started'}`,
    name: eventName(ends ? 'execution_end' : 'execution_start'),
    attributes: {
      [Attr.operationName]: 'invoke_agent',
      [Attr.agentName]: agent,
      [Attr.executionId]: placeholder.traceId(run) + placeholder.spanId(run, 0),
      [Attr.executionKind]: 'agent',
      [Attr.executionStart]: placeholder.startUs(run),
      ...(ends && { [Attr.executionStatus]: 'completed', [Attr.executionDurationMs]: 2000 }),
    },
  });
}
