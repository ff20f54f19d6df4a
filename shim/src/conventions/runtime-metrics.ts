import { gcBuckets } from './buckets.ts';
import type { MetricDefinition } from './metrics.ts';

type Definitions = Readonly<Record<string, MetricDefinition>>;

/** The process, by the process metrics of OpenTelemetry's semantic conventions. */
export const processMetrics = {
  cpuTime: {
    name: 'process.cpu.time',
    kind: 'counter',
    unit: 's',
    description: 'CPU seconds that the process used, user and system apart.',
    labels: ['cpu.mode'],
  },
  cpuUtilization: {
    name: 'process.cpu.utilization',
    kind: 'gauge',
    unit: '1',
    description: 'CPU used since the last collection, as a share of the CPUs that the process may use.',
    labels: ['cpu.mode'],
  },
  memoryUsage: {
    name: 'process.memory.usage',
    kind: 'upDownCounter',
    unit: 'By',
    description: 'Resident memory of the process.',
    labels: [],
  },
  diskIo: {
    name: 'process.disk.io',
    kind: 'counter',
    unit: 'By',
    description: 'Bytes that the process read from disks and wrote to them.',
    labels: ['disk.io.direction'],
  },
  networkIo: {
    name: 'process.network.io',
    kind: 'counter',
    unit: 'By',
    description: 'Bytes through the network interfaces that the process sees, loopback left out.',
    labels: ['network.io.direction'],
  },
  fileDescriptors: {
    name: 'process.unix.file_descriptor.count',
    kind: 'upDownCounter',
    unit: '{file_descriptor}',
    description: 'File descriptors that the process holds open.',
    labels: [],
  },
  uptime: {
    name: 'process.uptime',
    kind: 'gauge',
    unit: 's',
    description: 'Time that the process has been running.',
    labels: [],
  },
} as const satisfies Definitions;

const delay = <const N extends string>(which: N, description: string) =>
  ({
    name: `nodejs.eventloop.delay.${which}`,
    kind: 'gauge',
    unit: 's',
    description: `${description} delay of the event loop since the last collection.`,
    labels: [],
  }) as const satisfies MetricDefinition;

/** Node's event loop and V8, one of each in every thread, by the semantic conventions. */
export const runtimeMetrics = {
  delayMin: delay('min', 'Smallest'),
  delayMax: delay('max', 'Greatest'),
  delayMean: delay('mean', 'Mean'),
  delayStddev: delay('stddev', 'Standard deviation of the'),
  delayP50: delay('p50', 'Median'),
  delayP90: delay('p90', '90th percentile of the'),
  delayP99: delay('p99', '99th percentile of the'),
  eventLoopTime: {
    name: 'nodejs.eventloop.time',
    kind: 'counter',
    unit: 's',
    description: 'Time that the event loop was active and idle.',
    labels: ['nodejs.eventloop.state'],
  },
  eventLoopUtilization: {
    name: 'nodejs.eventloop.utilization',
    kind: 'gauge',
    unit: '1',
    description: 'Share of the time since the last collection in which the event loop was active.',
    labels: [],
  },
  gcDuration: {
    name: 'v8js.gc.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of garbage collections: major, minor, incremental or weakcb.',
    labels: ['v8js.gc.type'],
    buckets: gcBuckets,
  },
  heapUsed: {
    name: 'v8js.memory.heap.used',
    kind: 'upDownCounter',
    unit: 'By',
    description: 'Used memory of each space of the heap.',
    labels: ['v8js.heap.space.name'],
  },
  heapSpaceSize: {
    name: 'v8js.memory.heap.space.size',
    kind: 'upDownCounter',
    unit: 'By',
    description: 'Memory that is set aside for each space of the heap.',
    labels: ['v8js.heap.space.name'],
  },
  heapMax: {
    name: 'v8js.memory.heap.max',
    kind: 'gauge',
    unit: 'By',
    description: 'Size beyond which V8 does not let the heap grow.',
    labels: [],
  },
} as const satisfies Definitions;
