import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { ShimConfig } from '../config/shim-config.ts';
import type { Transport } from './load-sdk.ts';
import type { Serializer } from './pipeline.ts';

/** Spans in the form that their receiver is spoken to. */
export function spanSerializer(
  { targets }: ShimConfig,
  { transformer }: Transport,
): Serializer<ReadableSpan> {
  return targets.traces.protocol === 'http/json'
    ? transformer.JsonTraceSerializer
    : transformer.ProtobufTraceSerializer;
}

/** Log records in the form that their receiver is spoken to. */
export function logSerializer(
  { targets }: ShimConfig,
  { transformer }: Transport,
): Serializer<ReadableLogRecord> {
  return targets.logs.protocol === 'http/json'
    ? transformer.JsonLogsSerializer
    : transformer.ProtobufLogsSerializer;
}
