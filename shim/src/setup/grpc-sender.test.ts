import { Metadata, Server, ServerCredentials, type ServerUnaryCall, status } from '@grpc/grpc-js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resolveTargets } from '../config/otlp-targets.ts';
import { GrpcSender } from './grpc-sender.ts';
import { abandonRequests } from './last-requests.ts';

type Call = ServerUnaryCall<Buffer, Buffer>;
interface Answer {
  readonly code?: status;
  readonly details?: string;
  readonly metadata?: Metadata;
}

/** A server of gRPC's own library for Node. */
const server = new Server();
const calls: { path: string; metadata: Metadata; message: Buffer }[] = [];
let answers: (Answer | 'silence')[] = [];
let port = 0;

const raw = (bytes: Buffer) => bytes;
const handle = (call: Call, done: (error: Answer | null, value?: Buffer) => void) => {
  calls.push({ path: call.getPath(), metadata: call.metadata, message: call.request });
  const answer = answers.shift() ?? {};
  if (answer === 'silence') return;
  if (answer.code === undefined) done(null, Buffer.from('answer'));
  else done(answer);
};

beforeAll(async () => {
  for (const signal of ['trace.v1.Trace', 'logs.v1.Logs', 'metrics.v1.Metrics']) {
    server.register(`/opentelemetry.proto.collector.${signal}Service/Export`, handle, raw, raw, 'unary');
  }
  port = await new Promise((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
});
afterAll(() => server.forceShutdown());
beforeEach(() => {
  calls.length = 0;
  answers = [];
});

const sender = (env: Record<string, string> = {}, signal: 'traces' | 'logs' = 'traces') => {
  const to = { OTEL_EXPORTER_OTLP_ENDPOINT: `127.0.0.1:${port}`, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
  return new GrpcSender(signal, resolveTargets({ ...to, ...env }).targets[signal]);
};
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('GrpcSender', () => {
  it("calls the signal's Export with the message, and gives the answer", async () => {
    expect(text(await sender({}, 'logs').send(Buffer.from('logs')))).toBe('answer');
    expect(calls.map(({ path, message }) => [path, text(message)])).toEqual([
      ['/opentelemetry.proto.collector.logs.v1.LogsService/Export', 'logs'],
    ]);
  });

  it('sends headers as metadata, and gzip', async () => {
    const message = 'a long text '.repeat(1000);
    await sender({
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20abc,te=x,host=evil',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    }).send(Buffer.from(message));
    expect(calls[0]?.metadata.get('authorization')).toEqual(['Bearer abc']);
    expect(text(calls[0]?.message ?? Buffer.alloc(0))).toBe(message);
  });

  it.each(['CANCELLED', 'DEADLINE_EXCEEDED', 'ABORTED', 'OUT_OF_RANGE', 'UNAVAILABLE', 'DATA_LOSS'] as const)(
    'tries again after %s',
    async (name) => {
      answers = [{ code: status[name] }];
      expect(text(await sender().send(Buffer.from('x')))).toBe('answer');
      expect(calls).toHaveLength(2);
    },
  );

  it.each(['INVALID_ARGUMENT', 'UNAUTHENTICATED', 'UNIMPLEMENTED', 'RESOURCE_EXHAUSTED'] as const)(
    'does not try again after %s',
    async (name) => {
      answers = [{ code: status[name], details: 'because é' }];
      await expect(sender().send(Buffer.from('x'))).rejects.toThrow(`gRPC status ${status[name]} because é`);
      expect(calls).toHaveLength(1);
    },
  );

  it('tries again after RESOURCE_EXHAUSTED where RetryInfo says when', async () => {
    const metadata = new Metadata();
    // google.rpc.Status { code: 8, details: [RetryInfo { retry_delay: { nanos: 1000000 } }] }
    const type = 'type.googleapis.com/google.rpc.RetryInfo';
    const info = [0x0a, 4, 0x10, 0xc0, 0x84, 0x3d];
    const any = [0x0a, type.length, ...Buffer.from(type), 0x12, info.length, ...info];
    metadata.set('grpc-status-details-bin', Buffer.from([0x08, 8, 0x1a, any.length, ...any]));
    answers = [{ code: status.RESOURCE_EXHAUSTED, metadata }];
    expect(text(await sender().send(Buffer.from('x')))).toBe('answer');
    expect(calls).toHaveLength(2);
  });

  it('gives up a call that is not answered in time', async () => {
    answers = ['silence'];
    const slow = sender({ OTEL_EXPORTER_OTLP_TIMEOUT: '1000' });
    await expect(slow.send(Buffer.from('x'))).rejects.toThrow(/no answer in time|gRPC status 4/);
    expect(text(await slow.send(Buffer.from('x')))).toBe('answer');
  });

  it('gives up calls that are under way when requests are abandoned', async () => {
    answers = ['silence', 'silence'];
    const sent = sender({ OTEL_EXPORTER_OTLP_TIMEOUT: '150' }).send(Buffer.from('x'));
    const timer = setInterval(() => calls.length > 0 && abandonRequests(), 10);
    await expect(sent).rejects.toThrow();
    clearInterval(timer);
  });

  it.each([status.UNAUTHENTICATED, status.PERMISSION_DENIED])(
    'status %d names the variable that lets a service in',
    async (code) => {
      answers = [{ code, details: 'who are you?' }];
      await expect(sender().send(Buffer.from('x'))).rejects.toThrow(
        `gRPC status ${code} who are you? (OTEL_EXPORTER_OTLP_HEADERS says who sends)`,
      );
    },
  );

  it('says that a receiver does not speak gRPC', async () => {
    const { startOtlpReceiver } = await import('../testing/otlp-receiver.ts');
    const receiver = await startOtlpReceiver();
    const wrong = sender({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_TIMEOUT: '100',
    });
    await expect(wrong.send(Buffer.from('x'))).rejects.toThrow();
    await receiver.close();
  });

  it('follows a receiver that goes and comes back', async () => {
    const one = sender({ OTEL_EXPORTER_OTLP_TIMEOUT: '5000' });
    await one.send(Buffer.from('x'));
    server.drain(`127.0.0.1:${port}`, 1);
    expect(text(await one.send(Buffer.from('y')))).toBe('answer');
  });
});
