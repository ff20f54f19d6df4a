import { ENVIRONMENT } from '../promql/environment.ts';
import type { Inhibition } from './inhibitions.ts';

const sameService = [ENVIRONMENT, 'service_name'] as const;

/** Services, hosts and containers. */
export const serviceInhibitions: readonly Inhibition[] = [
  {
    cause: 'ServiceFailing',
    silences: ['HighErrorRate', 'ServiceSlow', 'AetTaskFailures'],
    equal: sameService,
    because: 'a service that fails logs errors, fails its tasks and is slow',
  },
  {
    cause: 'ServiceFailing',
    silences: ['DependencyFailing'],
    // The graph of services knows no environments.
    equal: ['service_name'],
    because: 'a service that fails for what it depends on fails itself; the page leads there',
  },
  {
    cause: 'EventLoopSlow',
    silences: ['ServiceSlow'],
    equal: sameService,
    because: 'a process that is busy answers late',
  },
  {
    cause: 'HostOverloaded',
    silences: ['HighCpu'],
    equal: ['host_name'],
    because: 'work that waits for the CPU is the worse of both',
  },
  {
    cause: 'HostDiskSaturated',
    silences: ['HostOverloaded'],
    equal: ['host_name'],
    because: 'tasks that wait for a disk count as load',
  },
  {
    cause: 'HostMemoryNearlyGone',
    silences: ['HighMemory'],
    equal: ['host_name'],
    because: 'memory that is nearly gone is the worse of both',
  },
  {
    cause: 'ContainerOutOfMemory',
    silences: ['ContainerRestarting', 'HighMemory'],
    equal: ['namespace', 'pod', 'container'],
    because: 'who is killed for its memory had much of it, and starts again',
  },
  {
    cause: 'ContainerRestarting',
    silences: ['HighMemory'],
    equal: ['namespace', 'pod', 'container'],
    because: 'who fills its memory until it ends starts again and again',
  },
];
