import { report } from '../../test/bench/report.ts';
import { decode, type Encoding } from '../src/otlp/decode.ts';
import { defaultOtlpLimits } from '../src/otlp/limits.ts';
import { requestTypes } from '../src/otlp/otlp-fixture.ts';
import { agentRequests } from './agent-spans.ts';

const SPANS = 512;
const [bytes = new Uint8Array()] = agentRequests(1, SPANS);
const bodies: Readonly<Record<Encoding, Buffer>> = {
  protobuf: Buffer.from(bytes),
  json: Buffer.from(JSON.stringify(jsonOf(bytes))),
};

/** Per operation: one span of a request of 512 with about ten attributes each, from its bytes to a record. */
await report({
  title: `OTLP protobuf to records, per span (${Math.round(bodies.protobuf.length / SPANS)} bytes)`,
  baseline: 'protobufjs Type.decode, without checks and records',
  iterations: 20 * SPANS,
  variants: [
    {
      name: 'protobufjs Type.decode, without checks and records',
      run: (spans) => perSpan(spans, () => requestTypes.traces.decode(bodies.protobuf)),
    },
    {
      name: 'hub',
      maxRatio: 1,
      run: (spans) => perSpan(spans, () => decode('traces', 'protobuf', bodies.protobuf, defaultOtlpLimits)),
    },
  ],
});

await report({
  title: `OTLP JSON to records, per span (${Math.round(bodies.json.length / SPANS)} bytes)`,
  baseline: 'JSON.parse, without checks and records',
  iterations: 10 * SPANS,
  variants: [
    {
      name: 'JSON.parse, without checks and records',
      run: (spans) => perSpan(spans, () => JSON.parse(bodies.json.toString())),
    },
    {
      name: 'hub',
      maxRatio: 4,
      run: (spans) => perSpan(spans, () => decode('traces', 'json', bodies.json, defaultOtlpLimits)),
    },
  ],
});

function perSpan(spans: number, decodeRequest: () => unknown): unknown {
  let last: unknown;
  for (let done = 0; done < spans; done += SPANS) last = decodeRequest();
  return last;
}

/** The same request in OTLP's JSON: ids in hex, 64-bit integers as text. */
function jsonOf(request: Uint8Array): object {
  const type = requestTypes.traces;
  const object: object = type.toObject(type.decode(request), { longs: String, bytes: String });
  return JSON.parse(JSON.stringify(object), (key, value) =>
    /^(trace|span|parentSpan)Id$/.test(key) ? Buffer.from(value, 'base64').toString('hex') : value,
  );
}
