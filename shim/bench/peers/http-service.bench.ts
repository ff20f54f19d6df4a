import { createHash } from 'node:crypto';
import { Agent, get } from 'node:http';
import { type Program, startProgram } from '../../../test/bench/program.ts';
import { report } from '../../../test/bench/report.ts';
import { startOtlpSink } from '../otlp-sink.ts';
import { installPeers, programFile } from './install-peers.ts';

/**
 * How much of a service's throughput is left with telemetry on, sent to a receiver: processor time of the
 * service for each request, which bounds its requests per second on a core.
 */
installPeers();
const sink = await startOtlpSink();
const CLIENTS = 4;
/** Requests without work before anything is measured, so that the engine has compiled what serves them. */
const WARM_UP = 3000;
const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });

await compareServices({ workMs: 10, baseline: 'nothing', kept: 0.95, requests: 60, rounds: 25 });
await compareServices({ workMs: 1, baseline: 'bare', kept: 0.97, requests: 400, rounds: 21 });
agent.destroy();
sink.stop();

interface ServiceComparison {
  readonly workMs: number;
  readonly baseline: 'nothing' | 'bare';
  /** Share of the baseline's requests per second that the shim is to keep. */
  readonly kept: number;
  readonly requests: number;
  readonly rounds: number;
}

async function compareServices(comparison: ServiceComparison): Promise<void> {
  const { workMs, baseline, kept, requests, rounds } = comparison;
  const hashes = String(hashesIn(workMs));
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'otlp',
    PROMETHEUS_PORT: 'off',
  };
  const names = ['nothing', 'bare', 'shim'] as const;
  const services: Program[] = [];
  for (const name of names) {
    const service = await startProgram(programFile('http-service'), [name, hashes], env);
    services.push(service);
    await requestAll(service, WARM_UP, '/warm-up');
  }
  await report({
    title: `HTTP request with ${workMs} ms of work; the shim keeps at least ${kept * 100} % of the throughput of ${baseline}`,
    baseline,
    iterations: requests,
    rounds,
    variants: names.map((name, index) => ({
      name,
      ...(name === 'shim' && { maxRatio: Math.round(1000 / kept) / 1000 }),
      measure: (count: number) => cpuOf(services[index], count),
    })),
  });
  for (const service of services) service.stop();
}

/** Nanoseconds of processor time that a service takes for so many requests. */
async function cpuOf(service: Program | undefined, requests: number): Promise<number> {
  if (service === undefined) throw new Error('a service did not start');
  const before = Number(await service.ask({ collect: true }));
  await requestAll(service, requests, '/work');
  return (Number(await service.ask({})) - before) * 1000;
}

async function requestAll(service: Program, requests: number, path: string): Promise<void> {
  let left = requests;
  const client = async () => {
    while (left-- > 0) await request(Number(service.hello), path);
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
}

function request(port: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent }, (response) => {
      response.resume();
      response.on('end', () => resolve());
    }).on('error', reject);
  });
}

/** How many hashes of 4 KiB this machine does in so many milliseconds of processor time. */
function hashesIn(milliseconds: number): number {
  const block = Buffer.alloc(4096, 7);
  const SAMPLE = 20_000;
  const before = process.cpuUsage();
  for (let i = 0; i < SAMPLE; i++) createHash('sha256').update(block).digest('hex');
  const { user, system } = process.cpuUsage(before);
  return Math.max(1, Math.round((SAMPLE * milliseconds * 1000) / (user + system)));
}
