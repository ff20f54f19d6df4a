import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodePartialSuccess } from '../../shim/src/testing/otlp-messages.ts';
import { type Answer, type OtlpReceiver, startOtlpReceiver } from '../../shim/src/testing/otlp-receiver.ts';
import { runService, type ServiceRun } from '../../shim/src/testing/run-service.ts';
import { addressesOf, CollectorProcess, openStores, type Stores } from '../support/collector-process.ts';
import { eventually } from '../support/eventually.ts';
import { type Fault, FaultProxy } from '../support/fault-proxy.ts';
import { freePort } from '../support/free-port.ts';

/** A service with the shim before a real collector that is absent, slow, broken, refusing, or overrun. */

const MIB = 1024 * 1024;
/** `BURST=1000000` (npm run test:soak): that many spans and as many lines as fast as they can be made. */
const BURST = Number(process.env.BURST ?? 50_000);
const RECORDS = 1500;

let stores: Stores;
let collector: CollectorProcess;
let proxy: FaultProxy;
let receiver: OtlpReceiver;
beforeAll(async () => {
  stores = await openStores();
  collector = await CollectorProcess.start('collector', {}, addressesOf(stores));
  receiver = await startOtlpReceiver();
});
afterAll(async () => {
  await collector.remove();
  await receiver.close();
  for (const store of Object.values(stores)) await store.go();
});
beforeEach(() => {
  for (const store of Object.values(stores)) store.clear();
  receiver.clear();
  receiver.answer = () => ({});
});

/** Makes spans and lines, sends what it can, and says how it fared. */
const service = `
  import { existsSync } from 'node:fs';
  import { trace } from '@opentelemetry/api';
  import { createLogger, flush, init, shutdown } from '@observatory/shim';
  import { createHealth } from '@observatory/shim/health';
  let unhandled = 0;
  process.on('unhandledRejection', () => { unhandled += 1; });
  await init();
  const tracer = trace.getTracer('app');
  const logger = createLogger('svc', { destination: { write() {} } });
  const rss = () => process.memoryUsage.rss();
  const heap = () => (gc(), process.memoryUsage().heapUsed);
  const [records, pauseMs] = [Number(process.env.RECORDS), Number(process.env.PAUSE_MS ?? 0)];
  for (let i = 0; i < 1000; i++) tracer.startSpan('warm-up').end();
  await flush();
  const [before, heapBefore] = [rss(), heap()];
  let peak = before;
  let made = 0;
  while (made < records && !existsSync(process.env.STOP_FILE ?? '')) {
    const i = made++;
    tracer.startSpan('burst ' + i).end();
    logger.info('line ' + i);
    if (i % 500 !== 499) continue;
    peak = Math.max(peak, rss());
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  await flush();
  peak = Math.max(peak, rss());
  const kept = heap() - heapBefore;
  // What waits for a receiver to come back is given up at the end.
  await shutdown();
  const { metrics: _, ...dropped } = JSON.parse((await createHealth().status()).body).telemetry.dropped;
  console.log(JSON.stringify({ unhandled, made, grown: peak - before, kept, dropped }));
`;

interface Fared extends ServiceRun {
  readonly unhandled: number;
  /** Spans and lines that it made, each. */
  readonly made: number;
  /** Bytes of the process at the highest, and of the heap once all is sent, beyond those before. */
  readonly grown: number;
  readonly kept: number;
  readonly dropped: { readonly traces: number; readonly logs: number };
  /** How often the service said that somebody did not take its telemetry. */
  readonly complaints: number;
}

async function serve(env: Record<string, string>, giveUpMs = 60_000): Promise<Fared> {
  const run = await runService(service, {
    giveUpMs,
    nodeArguments: ['--expose-gc'],
    env: {
      OTEL_SERVICE_NAME: 'svc',
      RECORDS: String(RECORDS),
      OTEL_EXPORTER_OTLP_TIMEOUT: '400',
      OBSERVATORY_FLUSH_TIMEOUT: '20000',
      OBSERVATORY_LOG_REPEAT_LIMIT: '0',
      ...env,
    },
  });
  const complaints = run.stderr.match(/did not take/g)?.length ?? 0;
  // A process that had to be killed has no code.
  expect({ code: run.code, signal: run.signal }, run.stderr).toEqual({ code: 0, signal: null });
  const fared: Fared = { ...run, ...JSON.parse(run.stdout), complaints };
  expect(fared.unhandled).toBe(0);
  return fared;
}

const spans = () => stores.hub.spans.filter(({ name }) => name.startsWith('burst ')).length;
const lines = () => stores.loki.logs.filter(({ body }) => String(body).startsWith('line ')).length;
const ways = [
  ['http', 'otlp-http'],
  ['grpc', 'otlp-grpc'],
] as const;

describe.each(ways)('over %s', (scheme, port) => {
  beforeAll(async () => {
    proxy = await FaultProxy.open(collector.address(port));
  });
  afterAll(() => proxy.close());
  const through = (fault: Fault) => {
    proxy.fault = fault;
    return { OTEL_EXPORTER_OTLP_ENDPOINT: `${scheme}://${proxy.address}` };
  };

  it('everything arrives where nothing is wrong', async () => {
    const { dropped, complaints } = await serve({ ...through('none'), OTEL_EXPORTER_OTLP_TIMEOUT: '10000' });
    expect([dropped, complaints]).toEqual([{ traces: 0, logs: 0 }, 0]);
    await eventually(() => expect([spans(), lines()]).toEqual([RECORDS, RECORDS]));
  });

  it('everything arrives where the collector is slow', async () => {
    const { dropped } = await serve({ ...through('slow'), OTEL_EXPORTER_OTLP_TIMEOUT: '20000' });
    expect(dropped).toEqual({ traces: 0, logs: 0 });
    await eventually(() => expect([spans(), lines()]).toEqual([RECORDS, RECORDS]));
  });

  it.each(['silent', 'garbage', 'reset', 'cut'] as const)(
    'a collector behind a connection that is %s is named once, and what is lost is counted',
    async (fault) => {
      const { dropped, complaints } = await serve(through(fault));
      expect(complaints).toBe(1);
      // The warm-up is lost too.
      await eventually(() => {
        expect(dropped.logs + lines()).toBe(RECORDS);
        expect(dropped.traces + stores.hub.spans.filter(({ name }) => name !== 'GET').length).toBe(
          RECORDS + 1000,
        );
      });
    },
  );

  it('an absent collector is named once, and what is lost is counted', async () => {
    const { dropped, complaints } = await serve({
      OTEL_EXPORTER_OTLP_ENDPOINT: `${scheme}://127.0.0.1:${await freePort()}`,
    });
    expect([dropped, complaints]).toEqual([{ traces: RECORDS + 1000, logs: RECORDS }, 1]);
  });

  it('a service ends within its time though nobody answers', async () => {
    const { stderr } = await serve({
      ...through('silent'),
      OTEL_EXPORTER_OTLP_TIMEOUT: '600000',
      OBSERVATORY_FLUSH_TIMEOUT: '300',
    });
    expect(stderr).toContain('could not be sent within 300 ms');
  });

  it('TLS to a port without it is named once', async () => {
    const secure = { OTEL_EXPORTER_OTLP_ENDPOINT: `https://${collector.address(port)}` };
    const { complaints, dropped } = await serve({
      ...secure,
      OTEL_EXPORTER_OTLP_PROTOCOL: scheme === 'grpc' ? 'grpc' : 'http/protobuf',
    });
    expect([complaints, dropped.logs]).toEqual([1, RECORDS]);
  });

  it('a collector that dies and comes back takes the rest', async () => {
    const stopFile = join(collector.folder, `stop-${scheme}`);
    const env = { ...through('none'), PAUSE_MS: '100', RECORDS: '1000000', STOP_FILE: stopFile };
    const run = serve(env, 120_000);
    await eventually(() => expect(spans()).toBeGreaterThan(0), 60_000);
    await collector.kill();
    await proxy.refused();
    await collector.run();
    const before = spans();
    await eventually(() => expect(spans()).toBeGreaterThan(before + 1000), 60_000);
    writeFileSync(stopFile, '');
    const { dropped, made, stderr } = await run;
    expect(stderr).toContain('takes telemetry again');
    await eventually(() => {
      // What was taken and not acknowledged may arrive and be counted as lost, or arrive twice.
      const arrived = new Set(stores.hub.spans.map(({ name }) => name).filter((name) => name !== 'warm-up'));
      expect(arrived.size + dropped.traces).toBeGreaterThanOrEqual(made);
    }, 90_000);
  });

  it('a burst leaves memory bounded, and each record sent or counted', async () => {
    const env = { ...through('none'), RECORDS: String(BURST), OTEL_EXPORTER_OTLP_TIMEOUT: '10000' };
    const { grown, kept, dropped } = await serve(env, 600_000);
    process.stdout.write(
      `grown by ${Math.round(grown / MIB)} MiB, kept ${Math.round(kept / MIB)} MiB, dropped ${JSON.stringify(dropped)}\n`,
    );
    expect(grown).toBeLessThan(400 * MIB);
    expect(kept).toBeLessThan(16 * MIB);
    await eventually(() => {
      expect(dropped.logs + lines()).toBe(BURST);
      expect(dropped.traces + spans()).toBe(BURST);
    }, 60_000);
  });
});

describe('a receiver that refuses', () => {
  const cases: readonly (readonly [string, Answer])[] = [
    ['with 503', { status: 503 }],
    ['with 503 and a long Retry-After', { status: 503, headers: { 'retry-after': '3600' } }],
    ['with 400', { status: 400 }],
    ['with 413', { status: 413 }],
    ['with a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
  ];
  it.each(cases)('%s is named once, and what is lost is counted', async (_how, answer) => {
    receiver.answer = () => answer;
    const { complaints, dropped } = await serve({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    expect([complaints, dropped]).toEqual([1, { traces: RECORDS + 1000, logs: RECORDS }]);
  });

  /** Where all is answered: what came too late on a busy machine would be lost too. */
  const patient = { OTEL_EXPORTER_OTLP_TIMEOUT: '10000' };

  it('a part is named once, and counted', async () => {
    receiver.answer = () => ({ body: encodePartialSuccess(2, 'too old') });
    const { stderr, dropped } = await serve({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...patient });
    const requests = (path: string) => receiver.requests.filter((request) => request.path === path).length;
    expect(stderr.match(/\/v1\/traces refused 2 spans: too old/g)).toHaveLength(1);
    expect(dropped.traces).toBe(2 * requests('/v1/traces'));
    expect(dropped.logs).toBe(2 * requests('/v1/logs'));
  });

  it('nothing, in an answer that is no OTLP, is taken for what it says', async () => {
    receiver.answer = () => ({
      headers: { 'content-type': 'text/html' },
      body: Buffer.from('<h1>Welcome to nginx</h1>'),
    });
    const { dropped } = await serve({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...patient });
    expect(dropped).toEqual({ traces: 0, logs: 0 });
  });
});

describe('a clock that jumps back', () => {
  it('gives no span a negative duration, and stops nothing', async () => {
    const { code } = await runService(
      `import { agentTracking, createLogger, init } from '@observatory/shim';
       await init();
       const now = Date.now;
       await agentTracking.trackExecution('coder', 'generate', async () => {
         Date.now = () => now() - 3_600_000;
         await agentTracking.trackTool({ name: 'sql' }, () => createLogger('svc').info('back'));
       });`,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } },
    );
    expect(code).toBe(0);
    expect(receiver.spans).toHaveLength(2);
    for (const { startUs, endUs } of receiver.spans) expect(endUs).toBeGreaterThanOrEqual(startUs);
  });
});
