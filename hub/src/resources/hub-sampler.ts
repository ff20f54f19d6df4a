import { hostname } from 'node:os';
import { Attr, processMetrics } from '@observatory/shim/conventions';
import type { Decoded, MetricPoint, Source } from '../otlp/records.ts';
import { nowMicros } from '../store/micros.ts';

/** The service under which the hub keeps what it takes itself. */
export const HUB_SERVICE = 'observatory-hub';
const EVERY_MS = 60_000;
/** Unit of the kernel's counts of blocks (getrusage). */
const BLOCK_BYTES = 512;
const CUMULATIVE = 2;

/** What this process takes now, as the process metrics that a service sends. */
export function hubSample(instance: string, timeUs = nowMicros()): Decoded & { signal: 'metrics' } {
  const source: Source = {
    service: HUB_SERVICE,
    resource: { [Attr.serviceName]: HUB_SERVICE, 'service.instance.id': `${hostname()}:${instance}` },
    scopeName: '',
    scopeVersion: '',
  };
  const point = (
    { name, unit, description }: { name: string; unit: string; description: string },
    value: number,
    attributes: MetricPoint['attributes'],
    monotonic = true,
  ): MetricPoint => ({
    source,
    name,
    description,
    unit,
    kind: 'sum',
    monotonic,
    temporality: CUMULATIVE,
    attributes,
    startUs: null,
    timeUs,
    value,
    count: null,
    detail: null,
  });
  const { userCPUTime, systemCPUTime, fsRead, fsWrite } = process.resourceUsage();
  const { cpuTime, memoryUsage, diskIo } = processMetrics;
  return {
    signal: 'metrics',
    rejection: null,
    records: [
      point(cpuTime, userCPUTime / 1e6, { 'cpu.mode': 'user' }),
      point(cpuTime, systemCPUTime / 1e6, { 'cpu.mode': 'system' }),
      point(memoryUsage, process.memoryUsage.rss(), {}, false),
      point(diskIo, fsRead * BLOCK_BYTES, { 'disk.io.direction': 'read' }),
      point(diskIo, fsWrite * BLOCK_BYTES, { 'disk.io.direction': 'write' }),
    ],
  };
}

/** Keeps what the hub takes, once a minute. Returns how to stop it. */
export function startHubSampling(
  instance: string,
  store: (sample: Decoded) => Promise<void>,
  onError: (error: unknown) => void,
): () => void {
  const timer = setInterval(() => {
    store(hubSample(instance)).catch(onError);
  }, EVERY_MS);
  return () => clearInterval(timer);
}
