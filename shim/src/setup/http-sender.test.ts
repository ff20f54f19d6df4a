import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resolveTargets } from '../config/otlp-targets.ts';
import { encodePartialSuccess } from '../testing/otlp-messages.ts';
import { type Answer, type OtlpReceiver, startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { tallyOf } from './delivery.ts';
import { HttpSender } from './http-sender.ts';
import { importSdk } from './load-sdk.ts';
import { createOtlpExport } from './otlp-export.ts';

let receiver: OtlpReceiver;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
});
afterAll(() => receiver.close());
beforeEach(() => {
  receiver.clear();
  receiver.answer = () => ({});
});

const sdk = await importSdk();
const senderTo = (url: string, env: Record<string, string> = {}) =>
  new HttpSender('traces', resolveTargets({ OTEL_EXPORTER_OTLP_ENDPOINT: url, ...env }).targets.traces);
const sender = (env: Record<string, string> = {}) => senderTo(receiver.url, env);
const answers = (...list: Answer[]) => {
  receiver.answer = () => list.shift() ?? {};
};

describe('HttpSender', () => {
  it('posts protobuf', async () => {
    await sender().send(new Uint8Array());
    expect(receiver.requests).toEqual([
      { path: '/v1/traces', headers: expect.objectContaining({ 'content-type': 'application/x-protobuf' }) },
    ]);
  });

  it.each([429, 502, 503, 504])('tries again after %d, as long as Retry-After says', async (status) => {
    answers({ status, headers: { 'retry-after': '0' } });
    await sender().send(new Uint8Array());
    expect(receiver.requests).toHaveLength(2);
  });

  it.each([400, 401, 413, 500])('does not try again after %d', async (status) => {
    answers({ status });
    await expect(sender().send(new Uint8Array())).rejects.toThrow(`HTTP ${status}`);
    expect(receiver.requests).toHaveLength(1);
  });

  it('tries again where the connection is refused, until its timeout', async () => {
    const nobody = senderTo('http://127.0.0.1:1', { OTEL_EXPORTER_OTLP_TIMEOUT: '500' });
    const start = performance.now();
    await expect(nobody.send(new Uint8Array())).rejects.toThrow('ECONNREFUSED');
    expect(performance.now() - start).toBeGreaterThan(150);
  });

  it.each([401, 403])(
    'says why a receiver answers %d, and which variable lets a service in',
    async (status) => {
      const body = Buffer.from(`{"error":"a token\nof the hub","password=hunter22":"${'x'.repeat(500)}"}`);
      answers({ status, headers: { 'content-type': 'application/json' }, body });
      const failed = await sender()
        .send(new Uint8Array())
        .catch((error: Error) => error.message);
      expect(failed).toMatch(/^HTTP 40[13] \w+: \{"error":"a token of the hub","password=\[redacted\]/);
      expect(failed).toMatch(/x \(OTEL_EXPORTER_OTLP_HEADERS says who sends\)$/);
      expect(String(failed).length).toBeLessThan(300);
    },
  );

  it('a page of HTML that says 401 is not repeated', async () => {
    answers({ status: 401, headers: { 'content-type': 'text/html' }, body: Buffer.from('<h1>Log in</h1>') });
    await expect(sender().send(new Uint8Array())).rejects.toThrow(
      'HTTP 401 Unauthorized (OTEL_EXPORTER_OTLP_HEADERS says who sends)',
    );
  });

  it('HTTP that is sent to a gRPC port names the protocol', async () => {
    const grpc = createHttp2Server();
    await new Promise<void>((resolve) => grpc.listen(0, '127.0.0.1', resolve));
    const { port } = grpc.address() as AddressInfo;
    const wrong = senderTo(`http://127.0.0.1:${port}`, { OTEL_EXPORTER_OTLP_TIMEOUT: '1000' });
    await expect(wrong.send(new Uint8Array())).rejects.toThrow(
      '(a gRPC port? OTEL_EXPORTER_OTLP_PROTOCOL=grpc)',
    );
    grpc.close();
  });

  it('sends headers and compression of the environment', async () => {
    const env = {
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20abc',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    };
    await sender(env).send(new Uint8Array());
    expect(receiver.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer abc',
      'content-encoding': 'gzip',
    });
  });

  it('gives up an answer that only trickles', async () => {
    const trickle = createServer((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    await new Promise<void>((resolve) => trickle.listen(0, '127.0.0.1', resolve));
    const { port } = trickle.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const slow = senderTo(url, { OTEL_EXPORTER_OTLP_TIMEOUT: '300' });
    await expect(slow.send(new Uint8Array())).rejects.toThrow();
    trickle.closeAllConnections();
    trickle.close();
  });

  it('says json where that is spoken', async () => {
    await sender({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }).send(new Uint8Array());
    expect(receiver.requests[0]?.headers['content-type']).toBe('application/json');
  });

  it('uses one connection for requests that follow each other', async () => {
    const one = sender();
    const before = receiver.connections();
    for (let turn = 0; turn < 5; turn++) await one.send(new Uint8Array());
    expect(receiver.requests).toHaveLength(5);
    expect(receiver.connections() - before).toBe(1);
  });
});

describe('createOtlpExport', () => {
  const exportOne = (size: number) =>
    createOtlpExport<Uint8Array>(
      {
        signal: 'traces',
        sender: sender(),
        serializer: {
          serializeRequest: (bytes) => bytes,
          deserializeResponse: (bytes) => (bytes.length > 0 ? { partialSuccess: { rejectedSpans: 3 } } : {}),
        },
        sizeOf: () => size,
      },
      sdk,
    );

  it('counts what a receiver refused', async () => {
    const before = { ...tallyOf('traces') };
    answers({ body: encodePartialSuccess(3, 'too old') });
    await exportOne(10)(new Uint8Array());
    expect(tallyOf('traces').droppedRejected - before.droppedRejected).toBe(3);
    expect(tallyOf('traces').droppedFailed).toBe(before.droppedFailed);
  });

  it('counts what could not be sent, and does not reject', async () => {
    const before = { ...tallyOf('traces') };
    answers({ status: 400 });
    await exportOne(7)(new Uint8Array());
    expect(tallyOf('traces').droppedFailed - before.droppedFailed).toBe(7);
    expect(tallyOf('traces').settled - before.settled).toBe(7);
  });
});
