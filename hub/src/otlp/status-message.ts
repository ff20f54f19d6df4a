import protobuf from 'protobufjs/minimal.js';
import { errorTable, type HubError } from '../errors.ts';
import type { Encoding } from './decode.ts';

/** A message goes into HTTP/2 trailers too, which are bounded. */
const maxTextLength = 1000;
const typePrefix = 'type.googleapis.com/google.rpc.';

/**
 * google.rpc.Status, which OTLP asks for with every failure: with BadRequest where the data is at fault, with
 * RetryInfo where the sender shall come again.
 */
export function statusMessage(error: HubError, encoding: Encoding, retryAfterSeconds: number): Buffer {
  return encoding === 'json'
    ? Buffer.from(JSON.stringify(jsonStatus(error, retryAfterSeconds)))
    : Buffer.from(protobufStatus(error, retryAfterSeconds));
}

/** `OBS_OTLP_MALFORMED at resourceSpans[0]: expected …`. */
export function statusText({ code, where, message }: HubError): string {
  return bounded(`${code}${where ? ` at ${where}` : ''}: ${message}`);
}

function jsonStatus(error: HubError, retryAfterSeconds: number) {
  const { grpc, retryable, status } = errorTable[error.code];
  const details: object[] = [];
  if (retryable) details.push({ '@type': `${typePrefix}RetryInfo`, retryDelay: `${retryAfterSeconds}s` });
  else if (status === 400) {
    const violation = { field: error.where ?? '', description: bounded(error.message) };
    details.push({ '@type': `${typePrefix}BadRequest`, fieldViolations: [violation] });
  }
  return { code: grpc, message: statusText(error), ...(details.length > 0 ? { details } : {}) };
}

/** Status: code 1, message 2, details 3 (Any: type 1, value 2). */
function protobufStatus(error: HubError, retryAfterSeconds: number): Uint8Array {
  const { grpc, retryable, status } = errorTable[error.code];
  const writer = protobuf.Writer.create();
  writer.uint32(0x08).int32(grpc);
  writer.uint32(0x12).string(statusText(error));
  if (retryable) addDetail(writer, 'RetryInfo', retryInfo(retryAfterSeconds));
  else if (status === 400) addDetail(writer, 'BadRequest', badRequest(error));
  return writer.finish();
}

function addDetail(writer: protobuf.Writer, type: string, value: Uint8Array): void {
  writer.uint32(0x1a).fork();
  writer.uint32(0x0a).string(typePrefix + type);
  writer.uint32(0x12).bytes(value);
  writer.ldelim();
}

/** RetryInfo: retry_delay 1 (Duration: seconds 1). */
function retryInfo(seconds: number): Uint8Array {
  return protobuf.Writer.create().uint32(0x0a).fork().uint32(0x08).int64(seconds).ldelim().finish();
}

/** BadRequest: field_violations 1 (field 1, description 2). */
function badRequest({ where = '', message }: HubError): Uint8Array {
  const writer = protobuf.Writer.create().uint32(0x0a).fork();
  writer.uint32(0x0a).string(where);
  writer.uint32(0x12).string(bounded(message));
  return writer.ldelim().finish();
}

/** Cut, and without half a surrogate pair, which no encoding takes. */
const bounded = (text: string) => text.slice(0, maxTextLength).toWellFormed();
