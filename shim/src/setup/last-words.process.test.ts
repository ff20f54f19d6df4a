import { createServer } from 'node:net';
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { only } from '../testing/recording.ts';
import { runService, type ServiceRun } from '../testing/run-service.ts';

let receiver: OtlpReceiver;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
});
afterAll(() => receiver.close());
beforeEach(() => receiver.clear());

/** Nothing is sent but by the crash. */
const crashOnly = { OTEL_BSP_SCHEDULE_DELAY: '600000', OTEL_BLRP_SCHEDULE_DELAY: '600000' };
const toReceiver = (more: Record<string, string> = {}) => ({
  ...crashOnly,
  OTEL_SERVICE_NAME: 'orders',
  OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  // The child that sends must start first, on a busy machine too.
  OBSERVATORY_FLUSH_TIMEOUT: '10000',
  ...more,
});
const start = `
  import { agentTracking, createLogger, init, withContext } from '@observatory/shim';
  await init();
`;
const throwLater = `setTimeout(() => {
  throw new RangeError('boom', { cause: new Error('too low') });
}, 1);`;
const running = `agentTracking.trackExecution('coder', 'generate', () => new Promise(() => {}));`;

/** What Node itself writes. */
function stderrOfNode({ stderr }: ServiceRun): string {
  return stderr.replace(/^\[observatory\].*\n/gm, '');
}

function crashes() {
  return receiver.logs.filter(({ severityText }) => severityText === 'FATAL');
}

function endOf(name: string) {
  const span = only(receiver.spans.filter((each) => each.name === `invoke_agent ${name}`));
  const ends = receiver
    .events()
    .filter(({ spanId, eventName }) => spanId === span.spanId && !eventName.endsWith('_start'));
  return {
    status: span.attributes['observatory.execution.status'],
    error: span.attributes['error.type'],
    message: span.attributes['exception.message'],
    ends: ends.map(({ eventName }) => eventName),
  };
}

const nobody = { ...crashOnly, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };

describe('an uncaught exception', () => {
  it('is sent with its cause, and what runs has failed by it', async () => {
    const { code, stdout } = await runService(`${start} ${running} ${throwLater}`, { env: toReceiver() });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    const crash = only(crashes());
    expect(crash.body).toBe('the process ends by an uncaught exception: boom; caused by: too low');
    expect(crash.scope).toBe('orders');
    expect(crash.attributes).toMatchObject({
      'exception.type': 'RangeError',
      'exception.message': 'boom',
      'exception.stacktrace': expect.stringMatching(/RangeError: boom\n[\s\S]*caused by: Error: too low/),
    });
    expect(endOf('coder')).toEqual({
      status: 'failed',
      error: 'RangeError',
      message: 'boom; caused by: too low',
      ends: ['observatory.execution_error'],
    });
  });

  it('fails a run that nothing refers to any more', async () => {
    const collected = `setTimeout(() => { gc(); throw new RangeError('boom'); }, 1);`;
    const options = { env: toReceiver(), nodeArguments: ['--expose-gc'] };
    await runService(`${start} ${running} ${collected}`, options);
    expect(endOf('coder')).toMatchObject({ status: 'failed', error: 'RangeError' });
  });

  it('ends an execution once, where that has failed by the same error', async () => {
    const run = await runService(
      `${start} await agentTracking.trackExecution('coder', 'generate', async () => {
        void agentTracking.trackExecution('inner', 'read', async () => {
          await new Promise((resolve) => setTimeout(resolve, 1));
          throw new TypeError('lost');
        });
        await new Promise(() => {});
      }); `,
      { env: toReceiver(), nodeArguments: ['--import', 'data:text/javascript,setInterval(()=>{},1000)'] },
    );
    expect(run.code).toBe(1);
    expect(only(crashes()).body).toBe('the process ends by an unhandled rejection: lost');
    for (const name of ['inner', 'coder']) {
      expect(endOf(name)).toEqual({
        status: 'failed',
        error: 'TypeError',
        message: 'lost',
        ends: ['observatory.execution_error'],
      });
    }
  });

  it('is a line on stdout where a logger of the shim writes there', async () => {
    const { stdout } = await runService(`${start} createLogger('svc').info('ready'); ${throwLater}`, {
      env: toReceiver(),
    });
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ level, service }) => [level, service])).toEqual([
      ['INFO', 'svc'],
      ['FATAL', 'orders'],
    ]);
    expect(lines[1].error).toMatchObject({ name: 'RangeError', cause: { message: 'too low' } });
    expect(only(crashes()).attributes['exception.type']).toBe('RangeError');
    expect(receiver.logs.map(({ body }) => body)).toContain('ready');
  });

  it('leaves what Node prints and the code as they are, whether somebody listens or not', async () => {
    const program = `${start} ${running} ${throwLater}`;
    const [off, heard, unheard] = await Promise.all(
      [{ OTEL_ENABLED: 'false' }, toReceiver(), nobody].map((env) => runService(program, { env })),
    );
    expect(heard && stderrOfNode(heard)).toBe(off && stderrOfNode(off));
    expect(unheard && stderrOfNode(unheard)).toBe(off && stderrOfNode(off));
    expect([off?.code, heard?.code, unheard?.code]).toEqual([1, 1, 1]);
    expect(heard?.stderr).toContain('RangeError: boom');
  });

  it('sends headers and JSON as configured', async () => {
    const env = toReceiver({
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer abc',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    });
    await runService(`${start} ${throwLater}`, { env });
    expect(only(receiver.requests.filter(({ path }) => path === '/v1/logs')).headers).toMatchObject({
      authorization: 'Bearer abc',
      'content-type': 'application/x-protobuf',
    });
    receiver.clear();
    // The receiver reads protobuf alone.
    receiver.answer = () => ({ status: 400 });
    await runService(`${start} ${throwLater}`, {
      env: { ...env, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
    });
    expect(receiver.requests.map(({ headers }) => headers['content-type'])).toContain('application/json');
    receiver.answer = () => ({});
  });

  it('is sent over gRPC', async () => {
    const server = new Server();
    const sent: { readonly key: unknown; readonly texts: string }[] = [];
    const raw = (bytes: Buffer) => bytes;
    server.register(
      '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
      ({ metadata, request }: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => {
        sent.push({ key: metadata.get('api-key')[0], texts: request.toString('latin1') });
        done(null, Buffer.alloc(0));
      },
      raw,
      raw,
      'unary',
    );
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      ),
    );
    const { code } = await runService(`${start} ${throwLater}`, {
      env: toReceiver({
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
        OTEL_EXPORTER_OTLP_HEADERS: 'api-key=abc',
      }),
    });
    server.forceShutdown();
    expect(code).toBe(1);
    expect(only(sent).key).toBe('abc');
    expect(only(sent).texts).toContain('the process ends by an uncaught exception: boom');
  });

  it('waits for a receiver that does not answer until the deadline, and no longer', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    // A program that waited for the receiver would be killed, and would have no code.
    const { code } = await runService(`${start} ${running} ${throwLater}`, {
      env: toReceiver({
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        OBSERVATORY_FLUSH_TIMEOUT: '300',
      }),
    });
    silent.close();
    expect(code).toBe(1);
  });
});

describe('a handler of the application', () => {
  it('that goes on: the error is recorded, and what runs goes on', async () => {
    const { code } = await runService(
      `${start}
       process.on('uncaughtException', () => finish('done'));
       let finish;
       agentTracking.trackExecution('coder', 'generate', () => new Promise((resolve) => { finish = resolve; }));
       ${throwLater}`,
      { env: toReceiver() },
    );
    expect(code).toBe(0);
    expect(only(crashes()).body).toBe('the process has an uncaught exception: boom; caused by: too low');
    expect(endOf('coder')).toMatchObject({ status: 'completed', ends: ['observatory.execution_end'] });
  });

  it('that ends the process: what waits is sent before', async () => {
    const { code } = await runService(
      `${start} process.on('uncaughtException', () => process.exit(9)); ${running} ${throwLater}`,
      { env: toReceiver() },
    );
    expect(code).toBe(9);
    expect(crashes()).toHaveLength(1);
    expect(endOf('coder')).toMatchObject({ status: 'failed', error: 'RangeError' });
  });
});

it('an unhandled rejection that is only warned of ends nothing', async () => {
  const { code } = await runService(`${start} Promise.reject(new Error('boom'));`, {
    env: toReceiver(),
    nodeArguments: ['--unhandled-rejections=warn'],
  });
  expect(code).toBe(0);
  expect(crashes()).toEqual([]);
});

it('handleProcessEnd: false leaves a crash alone', async () => {
  const program = start.replace('init()', 'init({ handleProcessEnd: false })');
  const { code } = await runService(`${program} ${running} ${throwLater}`, { env: toReceiver() });
  expect(code).toBe(1);
  expect(receiver.requests).toEqual([]);
});

it('a worker thread that crashes sends its own last words', async () => {
  const inWorker = `
    (async () => {
      const { agentTracking, init } = await import('@observatory/shim');
      await init();
      ${running} ${throwLater}
    })();`;
  const { code } = await runService(
    `import { Worker } from 'node:worker_threads';
     new Worker(${JSON.stringify(inWorker)}, { eval: true }).on('error', () => {});`,
    { env: toReceiver() },
  );
  expect(code).toBe(0);
  expect(only(crashes()).body).toBe(
    'the worker thread ends by an uncaught exception: boom; caused by: too low',
  );
  expect(endOf('coder').status).toBe('failed');
});
