import { HubError } from '../errors.ts';
import { Decoding } from './decoding.ts';
import { JsonReader } from './json/json-reader.ts';
import { parseJson } from './json/json-text.ts';
import { readJsonLogs } from './json/logs.ts';
import { readJsonMetrics } from './json/metrics.ts';
import { readJsonSpans } from './json/spans.ts';
import type { OtlpLimits } from './limits.ts';
import { readLogs } from './protobuf/logs.ts';
import { readMetrics } from './protobuf/metrics.ts';
import { readSpans } from './protobuf/spans.ts';
import { WireReader } from './protobuf/wire-reader.ts';
import type { Decoded, Signal } from './records.ts';

export type Encoding = 'protobuf' | 'json';

/**
 * Decodes the body of an OTLP export request (opentelemetry-proto 1.9). Records that are useless by themselves are left
 * out and told of in `rejection`. Throws a HubError where the body as a whole cannot be decoded or is over a limit.
 */
export function decode(
  signal: Signal,
  encoding: Encoding,
  body: Buffer,
  limits: OtlpLimits,
  arrivalUs: number = Date.now() * 1000,
): Decoded {
  const decoding = new Decoding(limits, arrivalUs);
  try {
    return encoding === 'protobuf'
      ? decodeProtobuf(signal, body, decoding)
      : decodeJson(signal, body, decoding);
  } catch (error) {
    const hint = mistakenEncoding(encoding, body);
    if (!(error instanceof HubError) || error.code !== 'OBS_OTLP_MALFORMED' || hint === null) throw error;
    throw new HubError(error.code, `${error.message}; ${hint}`, { where: error.where ?? '' });
  }
}

function decodeProtobuf(signal: Signal, body: Buffer, d: Decoding): Decoded {
  const reader = new WireReader(body, d);
  switch (signal) {
    case 'traces':
      return { signal, records: readSpans(reader, d), rejection: d.rejection };
    case 'logs':
      return { signal, records: readLogs(reader, d), rejection: d.rejection };
    case 'metrics':
      return { signal, records: readMetrics(reader, d), rejection: d.rejection };
  }
}

function decodeJson(signal: Signal, body: Buffer, d: Decoding): Decoded {
  const { value, hasEscapes } = parseJson(body, d);
  const reader = new JsonReader(d, hasEscapes);
  switch (signal) {
    case 'traces':
      return { signal, records: readJsonSpans(reader, value), rejection: d.rejection };
    case 'logs':
      return { signal, records: readJsonLogs(reader, value), rejection: d.rejection };
    case 'metrics':
      return { signal, records: readJsonMetrics(reader, value), rejection: d.rejection };
  }
}

/** What the sender probably did, told by the first bytes of a body that could not be decoded. */
function mistakenEncoding(encoding: Encoding, body: Buffer): string | null {
  if (body[0] === 0x1f && body[1] === 0x8b)
    return 'the body looks like gzip: send Content-Encoding: gzip with it';
  if (encoding === 'protobuf' && body[0] === 0x7b) {
    return 'the body looks like JSON: send Content-Type: application/json with it';
  }
  if (encoding === 'json' && body[0] === 0x0a) {
    return 'the body looks like protobuf: send Content-Type: application/x-protobuf with it';
  }
  return null;
}
