import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { HubError } from '../errors.ts';
import { ByteBudget } from './byte-budget.ts';
import { type OtlpGrpcOptions, startOtlpGrpc } from './grpc.ts';
import { gzipBomb } from './http-fixture.ts';
import { defaultOtlpLimits, type OtlpLimits } from './limits.ts';
import { bodyOf, goodSpan, logsRequest, metricsRequest, readMessage, spansRequest } from './otlp-fixture.ts';
import type { Decoded } from './records.ts';

const paths = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
};
const good = bodyOf('protobuf', 'traces', spansRequest(goodSpan));
const MB = 1024 * 1024;

let closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  closers = [];
});

async function serve(
  options: Partial<Omit<OtlpGrpcOptions, 'limits'>> & { limits?: Partial<OtlpLimits> } = {},
) {
  const stored: { project: string; decoded: Decoded }[] = [];
  const server = await startOtlpGrpc({
    host: '127.0.0.1',
    port: 0,
    ingest: async (project, decoded) => void stored.push({ project, decoded }),
    project: () => 'default',
    ...options,
    limits: { ...defaultOtlpLimits, ...options.limits },
  });
  const client = new Client(`127.0.0.1:${server.port}`, credentials.createInsecure(), {
    'grpc.max_send_message_length': -1,
  });
  closers.push(
    () => server.close(),
    () => client.close(),
  );
  const send = (body: Buffer, { path = paths.traces, metadata = new Metadata(), ...callOptions } = {}) =>
    new Promise<Buffer>((resolve, reject) => {
      const same = (bytes: Buffer) => bytes;
      client.makeUnaryRequest(path, same, same, body, metadata, callOptions, (error, response) =>
        response ? resolve(response) : reject(error),
      );
    });
  const refusal = (...call: Parameters<typeof send>): Promise<ServiceError> =>
    send(...call).then(
      () => {
        throw new Error('expected the call to be refused');
      },
      (error: ServiceError) => error,
    );
  return { ...server, stored, send, refusal };
}

/** Sends raw frames of gRPC, which a client library would not, and gives the trailers. */
async function sendFrames(port: number, headers: Record<string, string>, ...frames: Buffer[]) {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  try {
    return await new Promise<Record<string, unknown>>((resolve, reject) => {
      session.on('error', reject);
      const stream = session.request({
        ':method': 'POST',
        ':path': paths.traces,
        'content-type': 'application/grpc',
        te: 'trailers',
        ...headers,
      });
      let found: Record<string, unknown> = {};
      stream.on('response', (response) => Object.assign(found, response));
      stream.on('trailers', (trailers) => (found = { ...found, ...trailers }));
      stream.on('error', () => {});
      stream.on('close', () => resolve(found));
      stream.resume();
      for (const frame of frames) stream.write(frame);
      stream.end();
    });
  } finally {
    session.destroy();
  }
}

function frame(message: Buffer, compressed = 0): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(compressed, 0);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

describe('OTLP/gRPC', () => {
  it('stores requests of the three services', async () => {
    const { send, stored } = await serve({ project: () => 'acme' });
    const dataPoints = [{ timeUnixNano: '1763783738123456789', asInt: '1' }];
    expect(await send(good)).toHaveLength(0);
    await send(bodyOf('protobuf', 'logs', logsRequest({ body: { stringValue: 'x' } })), { path: paths.logs });
    const metrics = bodyOf('protobuf', 'metrics', metricsRequest({ name: 'm', gauge: { dataPoints } }));
    await send(metrics, { path: paths.metrics });
    expect(stored).toMatchObject([
      { project: 'acme', decoded: { signal: 'traces', records: [{ name: 'chat gpt-4o' }] } },
      { decoded: { signal: 'logs', records: [{ body: 'x' }] } },
      { decoded: { signal: 'metrics', records: [{ name: 'm', value: 1 }] } },
    ]);
  });

  it('takes gzip', async () => {
    const { port, stored } = await serve();
    const trailers = await sendFrames(port, { 'grpc-encoding': 'gzip' }, frame(gzipSync(good), 1));
    expect(trailers['grpc-status']).toBe('0');
    expect(stored).toHaveLength(1);
  });

  it('answers an empty request without asking the store', async () => {
    const { send, stored } = await serve();
    expect(await send(Buffer.alloc(0))).toHaveLength(0);
    expect(stored).toHaveLength(0);
  });

  it('stores the good records and tells what was left out', async () => {
    const { send, stored } = await serve();
    const response = await send(
      bodyOf('protobuf', 'traces', spansRequest(goodSpan, { ...goodSpan, spanId: 'ab' })),
    );
    expect(readMessage('ExportResponse', response)).toMatchObject({
      partialSuccess: { rejected: '1', errorMessage: expect.stringContaining('spans[1].spanId') },
    });
    expect(stored).toMatchObject([{ decoded: { records: [{}] } }]);
  });

  it('tells the project by the metadata', async () => {
    const { send, stored } = await serve({
      project: ({ metadata }) => String(metadata.get('authorization')[0]),
    });
    const metadata = new Metadata();
    metadata.set('authorization', 'acme');
    await send(good, { metadata });
    expect(stored[0]?.project).toBe('acme');
  });
});

describe('OTLP/gRPC refuses', () => {
  it('what cannot be decoded, with the place, and takes the next request', async () => {
    const { send, refusal, stored } = await serve();
    const error = await refusal(good.subarray(0, -3));
    expect(error.code).toBe(status.INVALID_ARGUMENT);
    expect(error.details).toMatch(/^OBS_OTLP_MALFORMED/);
    const [details] = error.metadata.get('grpc-status-details-bin');
    expect(readMessage('RpcStatus', details as Buffer)).toMatchObject({ code: 3, message: error.details });
    await send(good);
    expect(stored).toHaveLength(1);
  });

  it('JSON', async () => {
    const { refusal } = await serve();
    expect((await refusal(bodyOf('json', 'traces', spansRequest(goodSpan)))).code).toBe(
      status.INVALID_ARGUMENT,
    );
  });

  it('a message over the limit, and takes the next request', async () => {
    const { send, refusal } = await serve({ limits: { maxBodyBytes: MB } });
    expect((await refusal(Buffer.alloc(MB + 1))).code).toBe(status.RESOURCE_EXHAUSTED);
    expect(await send(good)).toHaveLength(0);
  });

  it('a gzip bomb of 1 GiB', async () => {
    const { port, send } = await serve();
    const trailers = await sendFrames(port, { 'grpc-encoding': 'gzip' }, frame(gzipBomb(1024), 1));
    expect(trailers['grpc-status']).toBe(String(status.RESOURCE_EXHAUSTED));
    expect(await send(good)).toHaveLength(0);
  });

  it('what is no gzip, for good', async () => {
    const { port, send } = await serve();
    for (const body of [good, gzipSync(good).subarray(0, -9)]) {
      const trailers = await sendFrames(port, { 'grpc-encoding': 'gzip' }, frame(body, 1));
      expect(trailers['grpc-status']).toBe(String(status.INTERNAL));
    }
    expect(await send(good)).toHaveLength(0);
  });

  it('another compression', async () => {
    const { port } = await serve();
    const trailers = await sendFrames(port, { 'grpc-encoding': 'br' }, frame(good, 1));
    expect(trailers['grpc-status']).toBe(String(status.UNIMPLEMENTED));
  });

  it('a frame that ends early, and one that announces 4 GB', async () => {
    const { port, send, stored } = await serve();
    await sendFrames(port, {}, frame(good).subarray(0, -1));
    const trailers = await sendFrames(port, {}, Buffer.from([0, 0xff, 0xff, 0xff, 0xff, 1]));
    expect(trailers['grpc-status']).toBe(String(status.RESOURCE_EXHAUSTED));
    expect(stored).toHaveLength(0);
    await send(good);
    expect(stored).toHaveLength(1);
  });

  it('two messages in one call', async () => {
    const { port, stored } = await serve();
    const trailers = await sendFrames(port, {}, frame(good), frame(good));
    expect(trailers['grpc-status']).not.toBe('0');
    expect(stored.length).toBeLessThanOrEqual(1);
  });

  it('a method that there is not', async () => {
    const { refusal } = await serve();
    const path = '/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export';
    expect((await refusal(good, { path })).code).toBe(status.UNIMPLEMENTED);
  });

  it('what is not HTTP/2, and lives on', async () => {
    const { port, send } = await serve();
    for (const text of ['GET / HTTP/1.1\r\nhost: x\r\n\r\n', '\0'.repeat(1000)]) {
      const socket = connect(port, '127.0.0.1');
      const closed = new Promise((resolve) => socket.on('error', () => {}).on('close', resolve));
      socket.resume().end(text);
      await closed;
    }
    expect(await send(good)).toHaveLength(0);
  });

  it('a sender that may not send', async () => {
    const { refusal } = await serve({
      project: () => {
        throw new HubError('OBS_UNAUTHORIZED', 'expected a key');
      },
    });
    expect((await refusal(good)).code).toBe(status.UNAUTHENTICATED);
  });
});

describe('OTLP/gRPC, where it cannot take a request now,', () => {
  it('asks the sender to come again, with when', async () => {
    let away = true;
    const { send, refusal } = await serve({
      ingest: async () => {
        if (away) throw new HubError('OBS_STORE_UNAVAILABLE', 'the database does not answer');
      },
    });
    const error = await refusal(good);
    expect(error.code).toBe(status.UNAVAILABLE);
    const [details] = error.metadata.get('grpc-status-details-bin');
    expect(readMessage('RpcStatus', details as Buffer)).toMatchObject({
      details: [{ typeUrl: 'type.googleapis.com/google.rpc.RetryInfo' }],
    });
    away = false;
    expect(await send(good)).toHaveLength(0);
  });

  it('says nothing of a fault of its own, but tells the hub', async () => {
    const faults: HubError[] = [];
    const { refusal } = await serve({
      ingest: async () => {
        throw new TypeError('secret');
      },
      onFault: (error) => faults.push(error),
    });
    const error = await refusal(good);
    expect(error.code).toBe(status.INTERNAL);
    expect(error.details).not.toContain('secret');
    expect(faults[0]?.cause).toBeInstanceOf(TypeError);
  });

  it('refuses what is over the budget of bytes, and recovers', async () => {
    const limits = { ...defaultOtlpLimits, maxBodyBytes: MB, maxInFlightBytes: MB };
    const held: (() => void)[] = [];
    const { send, refusal } = await serve({
      limits,
      budget: new ByteBudget(limits),
      ingest: () => new Promise((resolve) => void held.push(resolve)),
    });
    const big = bodyOf('protobuf', 'traces', spansRequest({ ...goodSpan, name: 'x'.repeat(0.9 * MB) }));
    const waiting = [send(big), send(big)];
    await expect.poll(() => held.length).toBe(2);
    const error = await refusal(big);
    expect([error.code, error.details.split(':')[0]]).toStrictEqual([status.UNAVAILABLE, 'OBS_OVERLOADED']);
    for (const release of held.splice(0)) release();
    await Promise.all(waiting);
    const next = send(big);
    await expect.poll(() => held.length).toBe(1);
    for (const release of held) release();
    expect(await next).toHaveLength(0);
  });

  it('lets at most 16 messages come in at a time, and the others after them', async () => {
    const { port, send, stored } = await serve();
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    closers.push(() => session.destroy());
    const open = Array.from({ length: 20 }, () => {
      const stream = session.request({
        ':method': 'POST',
        ':path': paths.traces,
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      stream.on('error', () => {});
      stream.resume().write(frame(good).subarray(0, 10));
      return stream;
    });
    // A ping goes ahead of other frames: only the second is answered after what was said before it.
    for (let ping = 0; ping < 2; ping += 1)
      await new Promise<void>((resolve) => session.ping(() => resolve()));
    const waiting = send(good);
    const early = await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 200, 'none'))]);
    expect(early).toBe('none');
    for (const stream of open.slice(0, 10)) stream.close();
    for (const stream of open.slice(10)) stream.end(frame(good).subarray(10));
    await waiting;
    await expect.poll(() => stored.length).toBe(11);
  });
});

describe('an OTLP/gRPC server', () => {
  it('that cannot have its port says which one, with the code of the system', async () => {
    const { port } = await serve();
    const second = serve({ port });
    await expect(second).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: `OTLP/gRPC: 127.0.0.1:${port} is in use`,
    });
  });

  it('ends a call under way before it closes, and can be closed twice', async () => {
    const commit = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const { send, close } = await serve({
      ingest: () => {
        arrived.resolve();
        return commit.promise;
      },
    });
    const answer = send(good);
    await arrived.promise;
    const closed = Promise.all([close(), close()]);
    commit.resolve();
    expect(await answer).toHaveLength(0);
    await closed;
  });
});
