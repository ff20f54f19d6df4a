import { connect } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { HubError } from '../errors.ts';
import { ByteBudget } from './byte-budget.ts';
import type { Encoding } from './decode.ts';
import { gzipBomb, type SentBody, serveOtlp } from './http-fixture.ts';
import { defaultOtlpLimits } from './limits.ts';
import {
  bodyOf,
  goodSpan,
  logsRequest,
  metricsRequest,
  otlpType,
  readMessage,
  spansRequest,
} from './otlp-fixture.ts';
import type { Decoded } from './records.ts';

const json = 'application/json';
const protobuf = 'application/x-protobuf';
const mediaTypes: Readonly<Record<Encoding, string>> = { json, protobuf };
const good = {
  json: bodyOf('json', 'traces', spansRequest(goodSpan)),
  protobuf: bodyOf('protobuf', 'traces', spansRequest(goodSpan)),
};
const oneBad = (encoding: Encoding) =>
  bodyOf(encoding, 'traces', spansRequest(goodSpan, { ...goodSpan, spanId: 'ab' }));
const MB = 1024 * 1024;

let closers: (() => Promise<void>)[] = [];
async function serve(...options: Parameters<typeof serveOtlp>) {
  const server = await serveOtlp(...options);
  closers.push(server.close);
  return server;
}
afterEach(async () => {
  for (const close of closers) await close();
  closers = [];
});

/** The google.rpc.Status in an answer. */
function statusOf({ headers, body }: { headers: { 'content-type'?: string | undefined }; body: Buffer }) {
  expect([json, protobuf]).toContain(headers['content-type']);
  const status =
    headers['content-type'] === json ? JSON.parse(body.toString()) : readMessage('RpcStatus', body);
  return status as { code: number; message: string; details?: { type_url: string; value: Buffer }[] };
}

describe('OTLP/HTTP', () => {
  it.each<Encoding>(['protobuf', 'json'])(
    'stores a request in %s and answers with an empty response',
    async (encoding) => {
      const { send, stored } = await serve({ project: () => 'acme' });
      const answer = await send('/v1/traces', { type: mediaTypes[encoding], body: good[encoding] });
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toBe(mediaTypes[encoding]);
      expect(answer.body.toString()).toBe(encoding === 'json' ? '{}' : '');
      expect(stored).toMatchObject([
        { project: 'acme', decoded: { signal: 'traces', records: [{ name: 'chat gpt-4o' }] } },
      ]);
    },
  );

  it('takes logs and metrics on their own paths', async () => {
    const { send, stored } = await serve();
    const dataPoints = [{ timeUnixNano: '1763783738123456789', asInt: '1' }];
    const metrics = bodyOf('json', 'metrics', metricsRequest({ name: 'm', gauge: { dataPoints } }));
    const logs = bodyOf('protobuf', 'logs', logsRequest({ body: { stringValue: 'x' } }));
    expect((await send('/v1/logs', { type: protobuf, body: logs })).status).toBe(200);
    expect((await send('/v1/metrics', { type: json, body: metrics })).status).toBe(200);
    expect(stored.map(({ decoded }) => decoded.signal)).toStrictEqual(['logs', 'metrics']);
  });

  it('takes a media type with a charset, in any case', async () => {
    const { send } = await serve();
    expect(
      (await send('/v1/traces', { type: 'Application/JSON; charset=UTF-8', body: good.json })).status,
    ).toBe(200);
  });

  it('takes gzip', async () => {
    const { send, stored } = await serve();
    const body = gzipSync(good.protobuf);
    const answer = await send('/v1/traces', {
      type: protobuf,
      body,
      headers: { 'content-encoding': 'gzip' },
    });
    expect(answer.status).toBe(200);
    expect(stored).toHaveLength(1);
  });

  it('takes gzip of several members, whose last length says little', async () => {
    const { send, stored } = await serve();
    const long = bodyOf('json', 'traces', spansRequest({ ...goodSpan, name: 'x'.repeat(100_000) }));
    const body = Buffer.concat([gzipSync(long.subarray(0, 99_000)), gzipSync(long.subarray(99_000))]);
    const answer = await send('/v1/traces', { type: json, body, headers: { 'content-encoding': 'gzip' } });
    expect(answer.status).toBe(200);
    expect(stored).toHaveLength(1);
  });

  it('takes identity as an encoding, and a body in chunks', async () => {
    const { send } = await serve();
    const headers = { 'content-encoding': 'identity', 'transfer-encoding': 'chunked' };
    expect((await send('/v1/traces', { type: json, body: good.json, headers })).status).toBe(200);
  });

  it('answers a request that holds nothing without asking the store', async () => {
    const { send, stored } = await serve();
    expect((await send('/v1/traces', { type: protobuf })).status).toBe(200);
    expect((await send('/v1/traces', { type: json, body: Buffer.from('{}') })).status).toBe(200);
    expect(stored).toStrictEqual([]);
  });

  it('stores the good records and tells in JSON what was left out', async () => {
    const { send, stored } = await serve();
    const answer = await send('/v1/traces', { type: json, body: oneBad('json') });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body.toString())).toStrictEqual({
      partialSuccess: {
        rejectedSpans: '1',
        errorMessage:
          'resourceSpans[0].scopeSpans[0].spans[1].spanId: expected 16 hex digits (8 bytes), not all zero; got ab',
      },
    });
    expect(stored).toMatchObject([{ decoded: { records: [{}] } }]);
  });

  it('stores the good records and tells in protobuf what was left out', async () => {
    const { send } = await serve();
    const { body } = await send('/v1/traces', { type: protobuf, body: oneBad('protobuf') });
    expect(readMessage('ExportResponse', body)).toMatchObject({
      partialSuccess: { rejected: '1', errorMessage: expect.stringContaining('spans[1].spanId') },
    });
  });

  it('answers only after the store has committed', async () => {
    const commit = Promise.withResolvers<void>();
    const { send } = await serve({ ingest: () => commit.promise });
    const answer = send('/v1/traces', { type: json, body: good.json });
    const early = await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 50, 'none'))]);
    expect(early).toBe('none');
    commit.resolve();
    expect((await answer).status).toBe(200);
  });
});

const gzip = { 'content-encoding': 'gzip' };
const badRequests: [string, SentBody, number, string][] = [
  ['garbage as protobuf', { type: protobuf, body: Buffer.from([255, 255, 255]) }, 400, 'OBS_OTLP_MALFORMED'],
  [
    'a truncated protobuf',
    { type: protobuf, body: good.protobuf.subarray(0, -3) },
    400,
    'OBS_OTLP_MALFORMED',
  ],
  ['garbage as JSON', { type: json, body: Buffer.from('{"a"') }, 400, 'OBS_OTLP_MALFORMED'],
  ['no JSON at all', { type: json }, 400, 'OBS_OTLP_MALFORMED'],
  ['JSON as protobuf', { type: protobuf, body: good.json }, 400, 'OBS_OTLP_MALFORMED'],
  ['protobuf as JSON', { type: json, body: good.protobuf }, 400, 'OBS_OTLP_MALFORMED'],
  ['100,000 brackets', { type: json, body: Buffer.from('['.repeat(100_000)) }, 400, 'OBS_OTLP_TOO_DEEP'],
  ['no gzip', { type: json, body: good.json, headers: gzip }, 400, 'OBS_GZIP_MALFORMED'],
  ['nothing as gzip', { type: json, headers: gzip, body: Buffer.alloc(0) }, 400, 'OBS_GZIP_MALFORMED'],
  [
    'a truncated gzip',
    { type: json, body: gzipSync(good.json).subarray(0, -9), headers: gzip },
    400,
    'OBS_GZIP_MALFORMED',
  ],
  [
    'a gzip with a wrong checksum',
    { type: json, body: damaged(gzipSync(good.json)), headers: gzip },
    400,
    'OBS_GZIP_MALFORMED',
  ],
  [
    'a gzip bomb of 1 GiB',
    { type: protobuf, body: gzipBomb(1024), headers: gzip },
    413,
    'OBS_BODY_TOO_LARGE',
  ],
  ['a body over the limit', { type: protobuf, body: Buffer.alloc(17 * MB) }, 413, 'OBS_BODY_TOO_LARGE'],
  [
    'a body over the limit in chunks',
    { type: json, body: Buffer.alloc(17 * MB, ' '), headers: { 'transfer-encoding': 'chunked' } },
    413,
    'OBS_BODY_TOO_LARGE',
  ],
  ['another media type', { type: 'text/plain', body: good.json }, 415, 'OBS_UNSUPPORTED_MEDIA_TYPE'],
  ['no media type', { body: good.json }, 415, 'OBS_UNSUPPORTED_MEDIA_TYPE'],
  ['what is no media type', { type: 'json', body: good.json }, 415, 'OBS_UNSUPPORTED_MEDIA_TYPE'],
  [
    'another content encoding',
    { type: json, body: deflateSync(good.json), headers: { 'content-encoding': 'deflate' } },
    415,
    'OBS_UNSUPPORTED_MEDIA_TYPE',
  ],
  [
    'two content encodings',
    { type: json, body: good.json, headers: { 'content-encoding': 'gzip, gzip' } },
    415,
    'OBS_UNSUPPORTED_MEDIA_TYPE',
  ],
  ['GET', { method: 'GET' }, 405, 'OBS_METHOD_NOT_ALLOWED'],
  ['PUT', { method: 'PUT', type: json, body: good.json }, 405, 'OBS_METHOD_NOT_ALLOWED'],
];

function damaged(gzipped: Buffer): Buffer {
  const at = gzipped.length - 8;
  gzipped.writeUInt32LE(gzipped.readUInt32LE(at) ^ 1, at);
  return gzipped;
}

describe('OTLP/HTTP refuses', () => {
  it.each(badRequests)(
    '%s, and takes the next request on the same connection',
    async (_name, bad, status, code) => {
      const { send, stored } = await serve();
      const answer = await send('/v1/traces', bad);
      expect(answer.status).toBe(status);
      expect(statusOf(answer).message).toMatch(new RegExp(`^${code}\\b`));
      expect(answer.headers['content-type']).toBe(bad.type === protobuf ? protobuf : json);
      expect(stored).toHaveLength(0);
      const next = await send('/v1/traces', { type: json, body: good.json });
      expect(next.status).toBe(200);
      expect(next.connection).toBe(answer.connection);
    },
  );

  it('names the place of a fault in a BadRequest, in JSON', async () => {
    const { send } = await serve();
    const body = Buffer.from('{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":true}]}]}]}');
    const answer = await send('/v1/traces', { type: json, body });
    const where = 'resourceSpans[0].scopeSpans[0].spans[0].startTimeUnixNano';
    expect(JSON.parse(answer.body.toString())).toStrictEqual({
      code: 3,
      message: `OBS_OTLP_MALFORMED at ${where}: expected a 64-bit integer; got true`,
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.BadRequest',
          fieldViolations: [{ field: where, description: 'expected a 64-bit integer; got true' }],
        },
      ],
    });
  });

  it('names the place of a fault in a BadRequest, in protobuf', async () => {
    const { send } = await serve();
    const scopes = otlpType('ScopeSpans')
      .encode({ spans: [{ name: 'x' }] })
      .finish();
    const body = Buffer.from([0x0a, scopes.length + 2, 0x12, scopes.length, ...scopes.subarray(0, -1), 0xff]);
    const { code, details = [] } = statusOf(await send('/v1/traces', { type: protobuf, body }));
    expect(code).toBe(3);
    const [detail] = details as unknown as { typeUrl: string; value: Buffer }[];
    expect(detail?.typeUrl).toBe('type.googleapis.com/google.rpc.BadRequest');
    expect(readMessage('BadRequest', detail?.value ?? Buffer.alloc(0))).toMatchObject({
      fieldViolations: [
        { field: 'resourceSpans[0].scopeSpans[0].spans[0]', description: expect.stringContaining('UTF-8') },
      ],
    });
  });

  it('tells with 405 which method it takes', async () => {
    const { send } = await serve();
    expect((await send('/v1/traces', { method: 'DELETE' })).headers.allow).toBe('POST');
  });

  it('a sender that may not send, before it reads the body', async () => {
    const { send, stored } = await serve({
      project: () => {
        throw new HubError('OBS_UNAUTHORIZED', 'expected a key');
      },
    });
    const answer = await send('/v1/traces', { type: protobuf, body: Buffer.alloc(5 * MB) });
    expect(answer.status).toBe(401);
    expect(statusOf(answer)).toMatchObject({ code: 16 });
    expect(stored).toHaveLength(0);
  });
});

describe('OTLP/HTTP, where it cannot take a request now,', () => {
  it('asks the sender to come again when the store is away', async () => {
    let away = true;
    const { send } = await serve({
      ingest: async () => {
        if (away) throw new HubError('OBS_STORE_UNAVAILABLE', 'the database does not answer');
      },
    });
    const answer = await send('/v1/traces', { type: protobuf, body: good.protobuf });
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('2');
    const { code, details = [] } = statusOf(answer);
    expect(code).toBe(14);
    const [detail] = details as unknown as { typeUrl: string; value: Buffer }[];
    expect(detail?.typeUrl).toBe('type.googleapis.com/google.rpc.RetryInfo');
    expect(readMessage('RetryInfo', detail?.value ?? Buffer.alloc(0))).toStrictEqual({
      retryDelay: { seconds: '2' },
    });
    away = false;
    expect((await send('/v1/traces', { type: protobuf, body: good.protobuf })).status).toBe(200);
  });

  it('says nothing of a fault of its own, and does not ask to come again', async () => {
    const { send } = await serve({
      ingest: async () => {
        throw new TypeError('secret');
      },
    });
    const answer = await send('/v1/traces', { type: json, body: good.json });
    expect(answer.status).toBe(500);
    expect(answer.headers['retry-after']).toBeUndefined();
    expect(answer.body.toString()).not.toContain('secret');
    expect(statusOf(answer).code).toBe(13);
  });

  it('refuses what is over the budget of bytes, as sent or as unpacked, and recovers', async () => {
    const limits = { ...defaultOtlpLimits, maxBodyBytes: MB, maxInFlightBytes: 2 * MB };
    const budget = new ByteBudget(limits);
    const held: (() => void)[] = [];
    const { url, send } = await serve({
      limits,
      budget,
      ingest: () => new Promise((resolve) => void held.push(resolve)),
    });
    const big = bodyOf('json', 'traces', spansRequest({ ...goodSpan, name: 'x'.repeat(0.9 * MB) }));
    const post = (body: Buffer, headers = {}) =>
      fetch(`${url}/v1/traces`, {
        method: 'POST',
        body: new Uint8Array(body),
        headers: { 'content-type': json, ...headers },
      });
    const waiting = [post(big), post(big)];
    await expect.poll(() => held.length).toBe(2);
    const plain = await send('/v1/traces', { type: json, body: big });
    const unpacked = await send('/v1/traces', { type: json, body: gzipSync(big), headers: gzip });
    expect([plain.status, unpacked.status]).toStrictEqual([503, 503]);
    expect(plain.headers['retry-after']).toBe('2');
    expect(statusOf(plain).message).toMatch(/^OBS_OVERLOADED/);
    for (const release of held.splice(0)) release();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toStrictEqual([200, 200]);
    const next = send('/v1/traces', { type: json, body: big });
    await expect.poll(() => held.length).toBe(1);
    for (const release of held) release();
    expect((await next).status).toBe(200);
    expect(budget.free).toBe(2 * MB);
  });

  it('gives back what a sender held that went away within its body', async () => {
    const budget = new ByteBudget(defaultOtlpLimits);
    const whole = budget.free;
    const { url, send } = await serve({ budget });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(
      `POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: ${json}\r\ncontent-length: 1000000\r\n\r\n`,
    );
    socket.write(Buffer.alloc(500_000, 'x'));
    await expect.poll(() => budget.free).toBe(whole - 500_000);
    socket.destroy();
    await expect.poll(() => budget.free).toBe(whole);
    expect((await send('/v1/traces', { type: json, body: good.json })).status).toBe(200);
  });

  it('closes the connection of a sender whose body does not end', async () => {
    const { url, send } = await serve({ limits: { maxBodyBytes: 1000 } });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const closed = new Promise((resolve) => socket.on('error', () => {}).on('close', resolve));
    socket.write(
      `POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: ${json}\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    const timer = setInterval(() => socket.write(`400\r\n${'x'.repeat(1024)}\r\n`), 1);
    await closed;
    clearInterval(timer);
    expect((await send('/v1/traces', { type: json, body: Buffer.from('{}') })).status).toBe(200);
  });
});

describe('OTLP/HTTP under many requests at once', () => {
  it('answers the good ones among bad ones', async () => {
    const stored: Decoded[] = [];
    const { url } = await serve({ ingest: async (_project, decoded) => void stored.push(decoded) });
    const bodies = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? Buffer.from('{') : good.json));
    const answers = await Promise.all(
      bodies.map((body) =>
        fetch(`${url}/v1/traces`, {
          method: 'POST',
          body: new Uint8Array(body),
          headers: { 'content-type': json },
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toStrictEqual(
      bodies.map((_, index) => (index % 3 === 0 ? 400 : 200)),
    );
    expect(stored).toHaveLength(40);
  });
});
