import { processMetrics } from '@observatory/shim/conventions';

/** What a service or a machine takes (IA7): CPU in cores, memory in bytes, disk and network in bytes a second. */
export const resourceNames = [
  'cpu_cores',
  'memory_bytes',
  'disk_read_bytes_per_second',
  'disk_write_bytes_per_second',
  'network_receive_bytes_per_second',
  'network_transmit_bytes_per_second',
] as const;
export type ResourceName = (typeof resourceNames)[number];

/** Of the service's processes, or of the machines that they are on. */
export const resourceScopes = ['process', 'host'] as const;
export type ResourceScope = (typeof resourceScopes)[number];

/** A metric that tells of a resource, by OpenTelemetry's conventions of process and system metrics. */
export interface ResourceMetric {
  readonly resource: ResourceName;
  readonly scope: ResourceScope;
  readonly metric: string;
  readonly kind: 'counter' | 'level';
  readonly unit: 's' | 'By';
  /** Series that count: one of these attributes has (or, with `not`, has not) one of the values. */
  readonly part: {
    readonly attributes: readonly string[];
    readonly values: readonly string[];
    readonly not?: true;
  } | null;
}

const { cpuTime, memoryUsage, diskIo, networkIo } = processMetrics;
const direction = (attribute: string, value: string) => ({
  // The second is the name of older semantic conventions.
  part: { attributes: [attribute, 'direction'], values: [value] },
});
const bytesOf = (scope: ResourceScope, disk: string, network: string): ResourceMetric[] => {
  const counter = { scope, kind: 'counter', unit: 'By' } as const;
  return [
    {
      ...counter,
      resource: 'disk_read_bytes_per_second',
      metric: disk,
      ...direction('disk.io.direction', 'read'),
    },
    {
      ...counter,
      resource: 'disk_write_bytes_per_second',
      metric: disk,
      ...direction('disk.io.direction', 'write'),
    },
    {
      ...counter,
      resource: 'network_receive_bytes_per_second',
      metric: network,
      ...direction('network.io.direction', 'receive'),
    },
    {
      ...counter,
      resource: 'network_transmit_bytes_per_second',
      metric: network,
      ...direction('network.io.direction', 'transmit'),
    },
  ];
};

export const resourceMetrics: readonly ResourceMetric[] = [
  { resource: 'cpu_cores', scope: 'process', metric: cpuTime.name, kind: 'counter', unit: 's', part: null },
  {
    resource: 'memory_bytes',
    scope: 'process',
    metric: memoryUsage.name,
    kind: 'level',
    unit: 'By',
    part: null,
  },
  ...bytesOf('process', diskIo.name, networkIo.name),
  {
    resource: 'cpu_cores',
    scope: 'host',
    metric: 'system.cpu.time',
    kind: 'counter',
    unit: 's',
    part: { attributes: ['cpu.mode', 'system.cpu.state', 'state'], values: ['idle', 'iowait'], not: true },
  },
  {
    resource: 'memory_bytes',
    scope: 'host',
    metric: 'system.memory.usage',
    kind: 'level',
    unit: 'By',
    part: { attributes: ['system.memory.state', 'state'], values: ['used'] },
  },
  ...bytesOf('host', 'system.disk.io', 'system.network.io'),
];
