import {
  constants,
  monitorEventLoopDelay,
  type PerformanceEntry,
  PerformanceObserver,
  performance,
} from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { runtimeMetrics } from '../../conventions/index.ts';
import { whenCollected } from '../instruments.ts';
import { observeMetric } from '../record.ts';
import { sinceLast } from './since-last.ts';

/** Each sample wakes the process up: at 20 ms that took 0.4 % of a core, at 100 ms it takes a fifth of it. */
const RESOLUTION_MS = 100;

const gcTypes = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
]);

type CollectionEntry = PerformanceEntry & { readonly detail?: { readonly kind?: number } };

/**
 * Event loop, garbage collection and heap of this thread by OpenTelemetry's conventions. Returns a function
 * that ends what is measured in between.
 */
export function observeRuntime(): () => void {
  const stopDelay = observeDelay();
  observeUtilization();
  observeHeap();
  const collections = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as readonly CollectionEntry[]) {
      const type = gcTypes.get(entry.detail?.kind ?? -1);
      if (type !== undefined)
        observeMetric(runtimeMetrics.gcDuration, entry.duration / 1000, { 'v8js.gc.type': type });
    }
  });
  collections.observe({ entryTypes: ['gc'] });
  return () => {
    stopDelay();
    collections.disconnect();
  };
}

let delays: ReturnType<typeof monitorEventLoopDelay> | undefined;
const delay = sinceLast(() => {
  if (delays === undefined || delays.count === 0) return undefined;
  // Node tells the time between two samples, of which the delay is what exceeds the resolution.
  const over = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1000);
  const { min, max, mean, stddev } = delays;
  const [p50, p90, p99] = [50, 90, 99].map((percentile) => over(delays?.percentile(percentile) ?? 0));
  delays.reset();
  return { min: over(min), max: over(max), mean: over(mean), stddev: stddev / 1e9, p50, p90, p99 };
});

function observeDelay(): () => void {
  const { delayMin, delayMax, delayMean, delayStddev, delayP50, delayP90, delayP99 } = runtimeMetrics;
  delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  const figures = {
    min: delayMin,
    max: delayMax,
    mean: delayMean,
    stddev: delayStddev,
    p50: delayP50,
    p90: delayP90,
    p99: delayP99,
  } as const;
  for (const figure of Object.keys(figures) as (keyof typeof figures)[]) {
    whenCollected(figures[figure], (observe) => {
      const seconds = delay()?.[figure];
      if (seconds !== undefined) observe(seconds);
    });
  }
  return () => {
    delays?.disable();
    delays = undefined;
  };
}

function observeUtilization(): void {
  const { eventLoopTime, eventLoopUtilization } = runtimeMetrics;
  whenCollected(eventLoopTime, (observe) => {
    const { active, idle } = performance.eventLoopUtilization();
    observe(active / 1000, { 'nodejs.eventloop.state': 'active' });
    observe(idle / 1000, { 'nodejs.eventloop.state': 'idle' });
  });
  let last = performance.eventLoopUtilization();
  const utilization = sinceLast(() => {
    const now = performance.eventLoopUtilization();
    const since = performance.eventLoopUtilization(now, last).utilization;
    last = now;
    return since;
  });
  whenCollected(eventLoopUtilization, (observe) => {
    const share = utilization();
    if (share !== undefined) observe(share);
  });
}

function observeHeap(): void {
  const { heapUsed, heapSpaceSize, heapMax } = runtimeMetrics;
  whenCollected(heapUsed, (observe) => {
    for (const { space_name, space_used_size } of getHeapSpaceStatistics()) {
      observe(space_used_size, { 'v8js.heap.space.name': space_name });
    }
  });
  whenCollected(heapSpaceSize, (observe) => {
    for (const { space_name, space_size } of getHeapSpaceStatistics()) {
      observe(space_size, { 'v8js.heap.space.name': space_name });
    }
  });
  whenCollected(heapMax, (observe) => observe(getHeapStatistics().heap_size_limit));
}
