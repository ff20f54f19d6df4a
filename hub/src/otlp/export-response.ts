import protobuf from 'protobufjs/minimal.js';
import type { Encoding } from './decode.ts';
import type { Rejection, Signal } from './records.ts';

const rejectedField: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
};

/**
 * ExportTraceServiceResponse and its siblings: empty where all was kept, else with the partial success, whose form is
 * the same for all three (rejected count 1, error message 2).
 */
export function exportResponse(signal: Signal, encoding: Encoding, rejection: Rejection | null): Buffer {
  if (encoding === 'json') {
    if (!rejection) return Buffer.from('{}');
    const { count, message } = rejection;
    const partialSuccess = { [rejectedField[signal]]: String(count), errorMessage: message };
    return Buffer.from(JSON.stringify({ partialSuccess }));
  }
  if (!rejection) return Buffer.alloc(0);
  const writer = protobuf.Writer.create();
  writer.uint32(0x0a).fork();
  writer.uint32(0x08).int64(rejection.count);
  writer.uint32(0x12).string(rejection.message);
  return Buffer.from(writer.ldelim().finish());
}
