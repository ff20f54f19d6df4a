import type { Inhibition } from './inhibitions.ts';

/** Services, hosts and containers. */
export const serviceInhibitions: readonly Inhibition[] = [
  {
    cause: 'ServiceFailing',
    silences: ['HighErrorRate', 'ServiceSlow', 'AetTaskFailures'],
    equal: ['service_name'],
    because: 'a service that fails logs errors, fails its tasks and is slow',
  },
  {
    cause: 'EventLoopSlow',
    silences: ['ServiceSlow'],
    equal: ['service_name'],
    because: 'a process that is busy answers late',
  },
  {
    cause: 'HostOverloaded',
    silences: ['HighCpu'],
    equal: ['host_name'],
    because: 'work that waits for the CPU is the worse of both',
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
];
