import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HubError } from '../errors.ts';
import type { Encoding } from './decode.ts';
import { bodyOf, decodeBody, goodSpan, logsRequest, metricsRequest, spansRequest } from './otlp-fixture.ts';
import type { AttributeValue, Decoded, Signal } from './records.ts';
import { type WireChange, withChangedField } from './wire-fixture.ts';

const point = { timeUnixNano: '1763783738123456789' };
const attributes = [
  {
    key: 'a',
    value: {
      arrayValue: { values: [{ intValue: '9007199254740993' }, { doubleValue: 0.5 }, { boolValue: true }] },
    },
  },
  {
    key: 'b',
    value: {
      kvlistValue: {
        values: [
          { key: 'c', value: { bytesValue: 'AAEC' } },
          { key: 'é', value: {} },
        ],
      },
    },
  },
];
const requests: Readonly<Record<Signal, object>> = {
  traces: spansRequest(goodSpan, {
    ...goodSpan,
    parentSpanId: 'b7ad6b7169203332',
    kind: 2,
    attributes,
    events: [{ name: 'e', timeUnixNano: '1763783738200000000', attributes }],
    links: [{ traceId: goodSpan.traceId, spanId: goodSpan.spanId, attributes }],
    status: { code: 2, message: 'm' },
  }),
  logs: logsRequest({
    ...point,
    severityNumber: 9,
    body: { stringValue: 'text' },
    attributes,
    eventName: 'e',
  }),
  metrics: metricsRequest(
    { name: 's', sum: { dataPoints: [{ ...point, asInt: '-1', attributes }], isMonotonic: true } },
    {
      name: 'h',
      histogram: { dataPoints: [{ ...point, count: '3', bucketCounts: ['1', '2'], explicitBounds: [1] }] },
    },
    {
      name: 'e',
      exponentialHistogram: {
        dataPoints: [{ ...point, scale: -1, positive: { offset: -2, bucketCounts: ['1'] } }],
      },
    },
    { name: 'q', summary: { dataPoints: [{ ...point, quantileValues: [{ quantile: 0.5, value: 1 }] }] } },
  ),
};
const signals = Object.keys(requests) as Signal[];

/** Decodes, where only a HubError that blames the sender may come of it, and only what the store takes. */
function decodeOrRefuse(signal: Signal, encoding: Encoding, body: Buffer): Decoded | HubError {
  try {
    const decoded = decodeBody(signal, encoding, body);
    expectStorable(JSON.parse(JSON.stringify(decoded)));
    return decoded;
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    // With what was expected, and where; '' is the body as a whole.
    const { status, code, message, where } = error;
    const told =
      /^OBS_/.test(code) && /expected/i.test(message) && message.isWellFormed() && where !== undefined;
    if (!told || (status !== 400 && status !== 413)) throw error;
    return error;
  }
}

function expectStorable(value: unknown): void {
  // Not by expect, which takes longer than the rest.
  if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\0')))
    throw new Error(`not storable: ${JSON.stringify(value)}`);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    expectStorable(key);
    expectStorable(inner);
  }
}

const signal = fc.constantFrom(...signals);
/** Inputs of all properties of this file together; `npm run test:soak` takes 100,000, each time others. */
const RUNS = Number(process.env.RUNS ?? 5000);
const runs = (share: number) => ({
  numRuns: Math.ceil(RUNS * share),
  ...(process.env.RUNS === undefined && { seed: 20261122 }),
});

describe('decoding', () => {
  it('takes or refuses any bytes', () => {
    fc.assert(
      fc.property(
        signal,
        fc.constantFrom<Encoding>('protobuf', 'json'),
        fc.uint8Array({ maxLength: 200 }),
        (...input) => {
          const [of, encoding, bytes] = input;
          decodeOrRefuse(of, encoding, Buffer.from(bytes));
        },
      ),
      runs(0.15),
    );
  });

  it('takes or refuses a protobuf request in which bytes were changed, added and removed', () => {
    const edit = fc.record({
      at: fc.nat(),
      remove: fc.nat({ max: 3 }),
      insert: fc.uint8Array({ maxLength: 3 }),
    });
    fc.assert(
      fc.property(signal, fc.array(edit, { minLength: 1, maxLength: 4 }), (of, edits) => {
        let body = bodyOf('protobuf', of, requests[of]);
        for (const { at, remove, insert } of edits) {
          const start = at % (body.length + 1);
          body = Buffer.concat([body.subarray(0, start), insert, body.subarray(start + remove)]);
        }
        decodeOrRefuse(of, 'protobuf', body);
      }),
      runs(0.25),
    );
  });

  it('takes or refuses a protobuf request in which fields were left out, doubled, renumbered or filled otherwise', () => {
    const change = fc.record({
      at: fc.nat(),
      change: fc.constantFrom<WireChange>('drop', 'double', 'renumber', 'retype', 'fill', 'empty'),
      bytes: fc.uint8Array({ maxLength: 12 }),
    });
    fc.assert(
      fc.property(signal, fc.array(change, { minLength: 1, maxLength: 3 }), (of, changes) => {
        let body = bodyOf('protobuf', of, requests[of]);
        for (const one of changes) body = withChangedField(body, one.at, one.change, Buffer.from(one.bytes));
        decodeOrRefuse(of, 'protobuf', body);
      }),
      runs(0.2),
    );
  });

  it('takes or refuses a JSON request in which any value was replaced by any other', () => {
    fc.assert(
      fc.property(
        signal,
        fc.nat(),
        fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' })),
        (of, at, replacement) => {
          const body = Buffer.from(JSON.stringify(withReplaced(requests[of], at, replacement)));
          decodeOrRefuse(of, 'json', body);
        },
      ),
      runs(0.2),
    );
  });

  it('takes or refuses a JSON request in which characters were changed', () => {
    fc.assert(
      fc.property(signal, fc.nat(), fc.string({ unit: 'grapheme', maxLength: 3 }), (of, at, insert) => {
        const text = JSON.stringify(requests[of]);
        const start = at % text.length;
        decodeOrRefuse(of, 'json', Buffer.from(text.slice(0, start) + insert + text.slice(start + 1)));
      }),
      runs(0.15),
    );
  });

  it('gives any value back as it was sent, the same in both encodings', () => {
    const value: fc.Arbitrary<{ sent: object; kept: AttributeValue }> = fc.letrec<{
      value: { sent: object; kept: AttributeValue };
    }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc
          .string({ unit: 'grapheme' })
          .map((text) => ({ sent: { stringValue: text }, kept: text.replaceAll('\0', '\ufffd') })),
        fc.boolean().map((flag) => ({ sent: { boolValue: flag }, kept: flag })),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((int) => ({
          sent: { intValue: String(int) },
          kept: Number.isSafeInteger(Number(int)) ? Number(int) : String(int),
        })),
        fc.maxSafeInteger().map((int) => ({ sent: { intValue: String(int) }, kept: int === 0 ? 0 : int })),
        fc
          .double({ noNaN: true, noDefaultInfinity: true })
          .map((double) => ({ sent: { doubleValue: double }, kept: double })),
        fc.array(tie('value')).map((items) => ({
          sent: { arrayValue: { values: items.map((item) => item.sent) } },
          kept: items.map((item) => item.kept),
        })),
      ),
    })).value;
    fc.assert(
      fc.property(value, ({ sent, kept }) => {
        const request = spansRequest({ ...goodSpan, attributes: [{ key: 'a', value: sent }] });
        for (const encoding of ['protobuf', 'json'] as const) {
          const { records } = decodeBody('traces', encoding, bodyOf(encoding, 'traces', request));
          // Through JSON, as the store keeps it: it has no -0.
          expect(JSON.stringify(records[0]?.attributes.a)).toBe(JSON.stringify(kept));
        }
      }),
      runs(0.05),
    );
  });
});

/** The request with its n-th value (counted from the root, modulo their number) replaced. */
function withReplaced(request: object, at: number, replacement: unknown): unknown {
  const count = (value: unknown): number =>
    typeof value === 'object' && value !== null
      ? Object.values(value).reduce((sum: number, inner) => sum + count(inner), 1)
      : 1;
  let left = at % count(request);
  const replace = (value: unknown): unknown => {
    if (left-- === 0) return replacement;
    if (Array.isArray(value)) return value.map(replace);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner)]));
  };
  return replace(request);
}
