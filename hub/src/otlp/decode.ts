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
export type DecodedOf<S extends Signal> = Extract<Decoded, { signal: S }>;

const protobufReaders = { traces: readSpans, logs: readLogs, metrics: readMetrics };
const jsonReaders = { traces: readJsonSpans, logs: readJsonLogs, metrics: readJsonMetrics };

/**
 * Decodes the body of an OTLP export request (opentelemetry-proto 1.9). Records that are useless by themselves are left
 * out and told of in `rejection`. Throws a HubError where the body as a whole cannot be decoded or is over a limit.
 */
export function decode<S extends Signal>(
  signal: S,
  encoding: Encoding,
  body: Buffer,
  limits: OtlpLimits,
  arrivalUs: number = Date.now() * 1000,
): DecodedOf<S> {
  const decoding = new Decoding(limits, arrivalUs);
  try {
    const records = readRecords(signal, encoding, body, decoding);
    return { signal, records, rejection: decoding.rejection } as DecodedOf<S>;
  } catch (error) {
    const hint = mistakenEncoding(encoding, body);
    if (!(error instanceof HubError) || error.code !== 'OBS_OTLP_MALFORMED' || hint === null) throw error;
    throw new HubError(error.code, `${error.message}; ${hint}`, { where: error.where ?? '' });
  }
}

function readRecords(signal: Signal, encoding: Encoding, body: Buffer, d: Decoding): Decoded['records'] {
  if (encoding === 'protobuf') return protobufReaders[signal](new WireReader(body, d), d);
  const { value, hasEscapes } = parseJson(body, d);
  return jsonReaders[signal](new JsonReader(d, hasEscapes), value);
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
