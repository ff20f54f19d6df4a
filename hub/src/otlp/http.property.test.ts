import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gzipBomb, serveOtlp } from './http-fixture.ts';
import { bodyOf, goodSpan, logsRequest, metricsRequest, readMessage, spansRequest } from './otlp-fixture.ts';
import type { Signal } from './records.ts';
import { type WireChange, withChangedField } from './wire-fixture.ts';

/** A tenth of what the decoders alone get. */
const numRuns = Math.ceil(Number(process.env.RUNS ?? 5000) / 10);
const MB = 1024 * 1024;

const requests: Readonly<Record<Signal, object>> = {
  traces: spansRequest(goodSpan, goodSpan),
  logs: logsRequest({ timeUnixNano: '1', body: { stringValue: 'text' } }),
  metrics: metricsRequest({ name: 'm', sum: { dataPoints: [{ timeUnixNano: '1', asInt: '-1' }] } }),
};
const types = [
  'application/json',
  'application/x-protobuf',
  'application/json; charset=utf-8',
  'text/plain',
  'x',
  undefined,
];
const codings = ['gzip', 'identity', 'x-gzip', 'br', '', undefined];

let server: Awaited<ReturnType<typeof serveOtlp>>;
beforeAll(async () => {
  server = await serveOtlp({ limits: { maxBodyBytes: MB } });
});
afterAll(() => server.close());

it('answers any request with 200, or with what was expected of it', async () => {
  const bomb = gzipBomb(32);
  const body = fc.tuple(
    fc.oneof(
      { weight: 40, arbitrary: fc.constantFrom<'json' | 'protobuf' | 'bytes'>('json', 'protobuf', 'bytes') },
      { weight: 1, arbitrary: fc.constant('bomb' as const) },
    ),
    fc.nat(),
    fc.constantFrom<WireChange>('drop', 'double', 'renumber', 'retype', 'fill', 'empty'),
    fc.uint8Array({ maxLength: 40 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<Signal>('traces', 'logs', 'metrics'),
      body,
      fc.constantFrom(...types),
      fc.constantFrom(...codings),
      fc.boolean(),
      fc.option(fc.nat({ max: 60 }), { nil: 0 }),
      async (signal, [kind, at, change, extra], type, coding, packed, cut) => {
        const bytes = Buffer.from(extra);
        const made = {
          json: () => {
            const text = bodyOf('json', signal, requests[signal]);
            const start = at % text.length;
            return Buffer.concat([text.subarray(0, start), bytes.subarray(0, 2), text.subarray(start + 1)]);
          },
          protobuf: () => withChangedField(bodyOf('protobuf', signal, requests[signal]), at, change, bytes),
          bytes: () => bytes,
          bomb: () => bomb,
        }[kind]();
        const sent = packed && kind !== 'bomb' ? gzipSync(made) : made;
        const answer = await server.send(`/v1/${signal}`, {
          ...(type !== undefined && { type }),
          headers: coding === undefined ? {} : { 'content-encoding': coding },
          body: sent.subarray(0, Math.max(0, sent.length - cut)),
        });
        expect([200, 400, 413, 415]).toContain(answer.status);
        if (answer.status === 200) return;
        const isJson = answer.headers['content-type'] === 'application/json';
        const { message } = isJson
          ? JSON.parse(answer.body.toString())
          : readMessage('RpcStatus', answer.body);
        expect(message).toMatch(/expected|Unsupported Media Type/i);
        if (kind === 'bomb' && coding === 'gzip' && cut === 0 && type?.startsWith('application/'))
          expect(answer.status).toBe(413);
      },
    ),
    { numRuns },
  );
  const good = await server.send('/v1/traces', {
    type: 'application/json',
    body: bodyOf('json', 'traces', requests.traces),
  });
  expect(good.status).toBe(200);
}, 600_000);
