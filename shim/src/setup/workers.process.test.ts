import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../../test/support/free-port.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { runService } from '../testing/run-service.ts';

let receiver: OtlpReceiver;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
});
afterAll(() => receiver.close());
beforeEach(() => receiver.clear());

const workerFile = fileURLToPath(new URL('../testing/cluster-worker.mjs', import.meta.url));

const asService = JSON.stringify([
  '--conditions=@observatory/source',
  '--import',
  '@observatory/shim/register',
]);

/** A program that does a span in itself and, with the same code, in its workers. */
const run = (program: string, env: Record<string, string> = {}) =>
  runService(program, {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: 'many', ...env },
    nodeArguments: ['--import', '@observatory/shim/register'],
    // Three copies of the shim start in each program.
    giveUpMs: 50_000,
  });
const work = `
  const { agentTracking } = await import('@observatory/shim');
  const track = (name) => agentTracking.trackExecution(name, 'work', () => 1);
`;
const started = (stderr: string) => stderr.match(/\[observatory\] many: .*/g) ?? [];
const names = () => receiver.spans.map(({ name }) => name).sort();
const instances = () => new Set(receiver.spans.map(({ resource }) => resource['service.instance.id']));

vi.setConfig({ testTimeout: 60_000 });

describe('worker threads', () => {
  const threads = (end: string) => `
    import { once } from 'node:events';
    import { Worker } from 'node:worker_threads';
    ${work}
    const code = \`(async () => {
      const { parentPort } = await import('node:worker_threads');
      ${work}
      await track('in-thread');
      ${end}
    })()\`;
    await track('in-main');
    const workers = [1, 2].map(() => new Worker(code, { eval: true }));
    for (const worker of workers) worker.on('message', () => worker.postMessage('end'));
    console.log(JSON.stringify(await Promise.all(workers.map((worker) => once(worker, 'exit')))));
  `;

  it.each([
    ['has nothing left to do', '', 0],
    [
      'closes its port',
      "parentPort.on('message', () => parentPort.close()); parentPort.postMessage('ready');",
      0,
    ],
    ['ends itself after a flush', "await (await import('@observatory/shim')).flush(); process.exit(3);", 3],
  ])('are seen, each as an instance of its own, where one %s', async (_how, end, code) => {
    const { stdout, stderr, ...ended } = await run(threads(end), {
      PROMETHEUS_PORT: String(await freePort()),
    });
    expect({ ...ended, stderr }).toMatchObject({ code: 0, signal: null });
    expect(JSON.parse(stdout)).toEqual([[code], [code]]);
    expect(names()).toEqual(['invoke_agent in-main', 'invoke_agent in-thread', 'invoke_agent in-thread']);
    expect(instances().size).toBe(3);
    expect(stderr).not.toContain('is taken');
    expect(stderr.match(/\/metrics/g)).toHaveLength(1);
  });
});

describe('cluster workers', () => {
  const cluster = `
    import cluster from 'node:cluster';
    import { once } from 'node:events';
    ${work}
    if (cluster.isPrimary) {
      await track('in-primary');
      cluster.setupPrimary({ exec: process.env.WORKER_FILE, execArgv: ${asService} });
      const workers = [cluster.fork(), cluster.fork()];
      const codes = await Promise.all(workers.map((worker) => once(worker, 'exit')));
      console.log(JSON.stringify(codes.map(([code]) => code)));
    }
  `;

  it('are seen, each as an instance of its own, without a fight for the port', async () => {
    const { stdout, stderr, code } = await run(cluster, {
      WORKER_FILE: workerFile,
      PROMETHEUS_PORT: String(await freePort()),
      OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=given',
    });
    expect([code, JSON.parse(stdout)]).toEqual([0, [0, 0]]);
    expect(names()).toEqual(['invoke_agent in-primary', 'invoke_agent in-worker', 'invoke_agent in-worker']);
    expect([...instances()].sort()).toEqual(['given', 'given-worker-1', 'given-worker-2']);
    expect(started(stderr)).toHaveLength(3);
    expect(stderr).not.toContain('is taken');
  });

  it('each have a port of their own where metrics are only scraped', async () => {
    const { stderr } = await run(cluster, {
      WORKER_FILE: workerFile,
      PROMETHEUS_PORT: String(await freePort()),
      OTEL_METRICS_EXPORTER: 'prometheus',
    });
    const ports = stderr.match(/http:\/\/127\.0\.0\.1:\d+\/metrics/g) ?? [];
    expect(new Set(ports).size).toBe(3);
  });
});

describe('a forked process', () => {
  it('is a service of its own, which gives up a port that is taken with one warning', async () => {
    const port = String(await freePort());
    const { stderr, code } = await run(
      `import { fork } from 'node:child_process';
       import { once } from 'node:events';
       ${work}
       await track('in-parent');
       await once(fork(process.env.WORKER_FILE, { execArgv: ${asService} }), 'exit');`,
      {
        WORKER_FILE: workerFile,
        PROMETHEUS_PORT: port,
      },
    );
    expect(code).toBe(0);
    expect(names()).toEqual(['invoke_agent in-parent', 'invoke_agent in-worker']);
    expect(instances().size).toBe(2);
    expect(stderr.match(/port \d+ is taken/g)).toHaveLength(1);
  });
});
