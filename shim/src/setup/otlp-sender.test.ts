import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodePartialSuccess } from '../testing/otlp-messages.ts';
import { type Answer, type OtlpReceiver, startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { tallyOf } from './delivery.ts';
import { importSdk } from './load-sdk.ts';
import { createOtlpExport } from './otlp-export.ts';
import { OtlpSender } from './otlp-sender.ts';

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
const sender = () => new OtlpSender('traces', `${receiver.url}/v1/traces`, sdk);
const answers = (...list: Answer[]) => {
  receiver.answer = () => list.shift() ?? {};
};

describe('OtlpSender', () => {
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
    vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '500');
    const nobody = new OtlpSender('traces', 'http://127.0.0.1:1/v1/traces', sdk);
    const start = performance.now();
    await expect(nobody.send(new Uint8Array())).rejects.toThrow('ECONNREFUSED');
    expect(performance.now() - start).toBeGreaterThan(150);
    vi.unstubAllEnvs();
  });

  it('sends headers and compression of the environment', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'authorization=Bearer%20abc');
    vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', 'gzip');
    await sender().send(new Uint8Array());
    vi.unstubAllEnvs();
    expect(receiver.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer abc',
      'content-encoding': 'gzip',
    });
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
