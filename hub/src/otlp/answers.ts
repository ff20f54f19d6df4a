import protobuf from 'protobufjs/minimal.js';
import { errorTable, type HubError } from '../errors.ts';
import type { Encoding } from './decode.ts';
import type { Rejection, Signal } from './records.ts';

const rejectedField: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
};

/** Messages go into HTTP/2 trailers too, which are bounded. */
const maxMessageLength = 1000;

/** ExportTraceServiceResponse and its siblings; empty where all was kept. */
export function exportResponse(signal: Signal, encoding: Encoding, rejection: Rejection | null): Buffer {
  if (encoding === 'json') {
    const partialSuccess = rejection && {
      [rejectedField[signal]]: String(rejection.count),
      errorMessage: rejection.message,
    };
    return Buffer.from(JSON.stringify(partialSuccess ? { partialSuccess } : {}));
  }
  const writer = protobuf.Writer.create();
  if (rejection) {
    writer.uint32(field(1)).fork();
    writer.uint32(varintField(1)).int64(rejection.count);
    writer.uint32(field(2)).string(rejection.message).ldelim();
  }
  return Buffer.from(writer.finish());
}

/**
 * google.rpc.Status, which OTLP asks for with every failure: with BadRequest where the data is at fault, with
 * RetryInfo where the sender shall come again.
 */
export function statusMessage(error: HubError, encoding: Encoding, retryAfterSeconds: number): Buffer {
  const { grpc, retryable } = errorTable[error.code];
  const message = errorText(error);
  if (encoding === 'json') {
    const details = retryable
      ? [{ '@type': retryInfoType, retryDelay: `${retryAfterSeconds}s` }]
      : error.status === 400
        ? [
            {
              '@type': badRequestType,
              fieldViolations: [{ field: error.where ?? '', description: error.message }],
            },
          ]
        : [];
    return Buffer.from(JSON.stringify({ code: grpc, message, details }));
  }
  const writer = protobuf.Writer.create();
  writer.uint32(varintField(1)).int32(grpc);
  writer.uint32(field(2)).string(message);
  if (retryable) {
    writer.uint32(field(3)).fork().uint32(field(1)).string(retryInfoType).uint32(field(2)).fork();
    writer.uint32(field(1)).fork().uint32(varintField(1)).int64(retryAfterSeconds).ldelim();
    writer.ldelim().ldelim();
  } else if (error.status === 400) {
    writer.uint32(field(3)).fork().uint32(field(1)).string(badRequestType).uint32(field(2)).fork();
    writer.uint32(field(1)).fork();
    if (error.where) writer.uint32(field(1)).string(error.where);
    writer.uint32(field(2)).string(error.message).ldelim();
    writer.ldelim().ldelim();
  }
  return Buffer.from(writer.finish());
}

/** `OBS_OTLP_MALFORMED at resourceSpans[0]: expected …`. Well-formed text of bounded length. */
export function errorText(error: HubError): string {
  const place = error.where ? ` at ${error.where}` : '';
  return `${error.code}${place}: ${error.message}`.slice(0, maxMessageLength).toWellFormed();
}

const badRequestType = 'type.googleapis.com/google.rpc.BadRequest';
const retryInfoType = 'type.googleapis.com/google.rpc.RetryInfo';

/** Tag of a field that has a length, and of one that is a varint. */
const field = (number: number) => (number << 3) | 2;
const varintField = (number: number) => number << 3;
