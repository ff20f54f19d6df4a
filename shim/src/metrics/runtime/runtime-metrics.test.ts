import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { parseExposition } from '../../../../test/support/exposition.ts';
import { freePort } from '../../../../test/support/free-port.ts';
import { flush } from '../../setup/init.ts';
import { startOtlpReceiver } from '../../testing/otlp-receiver.ts';
import { useRecording } from '../../testing/recording.ts';
import { runService } from '../../testing/run-service.ts';

const port = await freePort();
// A push in between would take what is looked for.
const receiver = useRecording({ OTEL_METRICS_COLLECT_INTERVAL: '3600000' }, { scrapePort: port });
const scrape = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

const ofProcess = {
  'process.cpu.time': 'process_cpu_time_seconds_total',
  'process.memory.usage': 'process_memory_usage_bytes',
  'process.disk.io': 'process_disk_io_bytes_total',
  'process.network.io': 'process_network_io_bytes_total',
  'process.unix.file_descriptor.count': 'process_unix_file_descriptor_count',
  'process.uptime': 'process_uptime_seconds',
  aet_cpu_usage_percent: 'aet_cpu_usage_percent',
  aet_memory_usage_bytes: 'aet_memory_usage_bytes',
};
const ofThread = {
  'nodejs.eventloop.time': 'nodejs_eventloop_time_seconds_total',
  'v8js.memory.heap.used': 'v8js_memory_heap_used_bytes',
  'v8js.memory.heap.space.size': 'v8js_memory_heap_space_size_bytes',
  'v8js.memory.heap.max': 'v8js_memory_heap_max_bytes',
};
/** These say something about the time since they were last read, so there is none at first. */
const ofTimeBetween = {
  'process.cpu.utilization': 'process_cpu_utilization_ratio',
  'nodejs.eventloop.utilization': 'nodejs_eventloop_utilization_ratio',
  'nodejs.eventloop.delay.p99': 'nodejs_eventloop_delay_p99_seconds',
  'nodejs.eventloop.delay.max': 'nodejs_eventloop_delay_max_seconds',
};

/** Collects until all of these names are there. */
async function collectedUntil(names: readonly string[]): Promise<void> {
  for (;;) {
    await flush();
    const found = new Set(receiver().points.map(({ name }) => name));
    if (names.every((name) => found.has(name))) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('metrics of the process and of Node', () => {
  it('are pushed and scraped under one name', async () => {
    const names = { ...ofProcess, ...ofThread, ...ofTimeBetween };
    // The network is Linux's to tell, and a machine may have no interface but loopback.
    await collectedUntil(Object.keys(names).filter((name) => name !== 'process.network.io'));
    const scraped = new Set(parseExposition(await scrape()).map(({ name }) => name));
    const pushed = new Set(receiver().points.map(({ name }) => name));
    for (const [name, inPrometheus] of Object.entries(names)) {
      if (pushed.has(name)) expect(scraped).toContain(inPrometheus);
    }
  });

  it('have values that can be', async () => {
    await collectedUntil(Object.keys(ofTimeBetween));
    const pointOf = (name: string, attribute?: string) =>
      receiver().points.find((point) => {
        return point.name === name && (!attribute || Object.values(point.attributes).includes(attribute));
      })?.value;
    expect(pointOf('process.cpu.time', 'user')).toBeGreaterThan(0);
    expect(pointOf('process.memory.usage')).toBeGreaterThan(10_000_000);
    expect(pointOf('v8js.memory.heap.used', 'old_space')).toBeGreaterThan(1_000_000);
    expect(pointOf('process.unix.file_descriptor.count')).toBeGreaterThan(3);
    expect(pointOf('nodejs.eventloop.utilization')).toBeGreaterThan(0);
    expect(pointOf('nodejs.eventloop.utilization')).toBeLessThanOrEqual(1);
    expect(pointOf('nodejs.eventloop.delay.min')).toBeLessThan(60);
  });

  it('tell how long garbage was collected', async () => {
    const filled = Array.from({ length: 200 }, () => new Array(100_000).fill(1));
    expect(filled).toHaveLength(200);
    await collectedUntil(['v8js.gc.duration']);
    const found = receiver().points.filter(({ name }) => name === 'v8js.gc.duration');
    expect(found[0]?.count).toBeGreaterThan(0);
    expect(['minor', 'major', 'incremental', 'weakcb']).toContain(found[0]?.attributes['v8js.gc.type']);
  });

  it('of a block of the event loop show in its delay', async () => {
    await collectedUntil(['nodejs.eventloop.delay.max']);
    const end = performance.now() + 1200;
    while (performance.now() < end);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await flush();
    const delay = receiver().points.find(({ name }) => name === 'nodejs.eventloop.delay.max')?.value;
    expect(delay).toBeGreaterThan(0.9);
  });
});

describe('OBSERVATORY_RUNTIME_METRICS=false', () => {
  it('leaves the two gauges of AE1', async () => {
    const sink = await startOtlpReceiver();
    await runService(`import { flush, init } from '@observatory/shim'; await init(); await flush();`, {
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OBSERVATORY_RUNTIME_METRICS: 'false' },
    });
    const names = new Set(sink.points.map(({ name }) => name));
    expect([...names].filter((name) => /^(process|nodejs|v8js|aet)/.test(name)).sort()).toEqual([
      'aet_cpu_usage_percent',
      'aet_memory_usage_bytes',
    ]);
    await sink.close();
  });
});

describe('a worker thread', () => {
  it('tells of its own event loop and heap, and leaves the process to the main thread', async () => {
    const sink = await startOtlpReceiver();
    const worker = new Worker(
      `const { flush, init } = await import('@observatory/shim');
       await init({ scrapePort: false });
       await flush();`,
      {
        eval: true,
        execArgv: ['--conditions=@observatory/source', '--no-warnings', '--input-type=module'],
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
      },
    );
    const code = await new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
    expect(code).toBe(0);
    const names = new Set(sink.points.map(({ name }) => name));
    for (const name of Object.keys(ofThread)) expect(names).toContain(name);
    for (const name of Object.keys(ofProcess)) expect(names).not.toContain(name);
    await sink.close();
  });
});
