import { shimMetrics } from '../conventions/index.ts';
import { tallyOf } from '../setup/delivery.ts';
import { whenCollected } from './instruments.ts';
import {
  exportOverhead,
  healthOverhead,
  logOverhead,
  metricOverhead,
  type OverheadMeasure,
  spanEndOverhead,
  spanStartOverhead,
} from './overhead.ts';

/** What operations of one kind cost, in milliseconds. */
export interface OperationImpact {
  readonly operations: number;
  readonly averageMs: number;
  /** The longest that was measured. */
  readonly worstMs: number;
  /** What the average should stay below (AE6); null where nothing is promised. */
  readonly averageLimitMs: number | null;
  /** What each operation should stay below, and how many of the measured ones did not. */
  readonly limitMs: number | null;
  readonly overLimit: number;
  /** Whether the average is kept. */
  readonly kept: boolean;
}

/** What telemetry costs the process that it runs in. */
export interface PerformanceImpact {
  /** What one metric operation, log line or span costs on average, its share of the rest included. */
  readonly avgOverheadMs: number;
  /** Time that telemetry took, as a share of the CPU time of the process since the shim was loaded. */
  readonly overheadRatio: number;
  /** What the ratio should stay below (AE6). */
  readonly overheadRatioLimit: number;
  /** Whether it does, or telemetry took less than a two-hundredth of one core, as in a service that idles. */
  readonly kept: boolean;
  readonly operations: Readonly<Record<OverheadKind, OperationImpact>>;
  /** What was dropped so far instead of being sent. */
  readonly dropped: { readonly spans: number; readonly logRecords: number; readonly metricExports: number };
}

/** What of the shim's work is measured apart. */
export type OverheadKind = 'metric' | 'log' | 'span' | 'health' | 'export';

interface Kind {
  /** The first counts the operations. */
  readonly parts: readonly [OverheadMeasure, ...OverheadMeasure[]];
  readonly averageLimitMs: number | null;
}

const kinds: Readonly<Record<OverheadKind, Kind>> = {
  metric: { parts: [metricOverhead], averageLimitMs: 1 },
  log: { parts: [logOverhead], averageLimitMs: 1 },
  span: { parts: [spanStartOverhead, spanEndOverhead], averageLimitMs: 2 },
  health: { parts: [healthOverhead], averageLimitMs: 10 },
  export: { parts: [exportOverhead], averageLimitMs: null },
};
const RATIO_LIMIT = 0.05;
const SMALL_SHARE_OF_CORE = 0.005;
const loadedAt = performance.now();
const cpuAtLoad = process.cpuUsage();

/** What telemetry has cost so far. */
export function performanceImpact(): PerformanceImpact {
  const operations = {
    metric: impactOf('metric'),
    log: impactOf('log'),
    span: impactOf('span'),
    health: impactOf('health'),
    export: impactOf('export'),
  };
  const count = operations.metric.operations + operations.log.operations + operations.span.operations;
  const spentMs = (Object.keys(kinds) as OverheadKind[]).reduce((sum, kind) => sum + totalMs(kind), 0);
  const { user, system } = process.cpuUsage(cpuAtLoad);
  const overheadRatio = spentMs / Math.max(1, (user + system) / 1000);
  return {
    avgOverheadMs: count === 0 ? 0 : spentMs / count,
    overheadRatio,
    overheadRatioLimit: RATIO_LIMIT,
    kept: overheadRatio < RATIO_LIMIT || spentMs / (performance.now() - loadedAt) < SMALL_SHARE_OF_CORE,
    operations,
    dropped: { spans: dropsOf('traces'), logRecords: dropsOf('logs'), metricExports: dropsOf('metrics') },
  };
}

/** Exports the time that telemetry takes, by kind. */
export function observeOverhead(): void {
  whenCollected(shimMetrics.overhead, (observe) => {
    for (const kind of Object.keys(kinds) as OverheadKind[]) {
      if (kinds[kind].parts[0].operations > 0) observe(totalMs(kind) / 1000, { kind });
    }
  });
}

function totalMs(kind: OverheadKind): number {
  return kinds[kind].parts.reduce((sum, part) => sum + part.totalMs(), 0);
}

function impactOf(kind: OverheadKind): OperationImpact {
  const { parts, averageLimitMs } = kinds[kind];
  const [{ operations, limitMs }] = parts;
  const averageMs = operations === 0 ? 0 : totalMs(kind) / operations;
  return {
    operations,
    averageMs,
    worstMs: Math.max(...parts.map(({ worstMs }) => worstMs)),
    averageLimitMs,
    limitMs: Number.isFinite(limitMs) ? limitMs : null,
    overLimit: parts.reduce((sum, { overLimit }) => sum + overLimit, 0),
    kept: averageLimitMs === null || averageMs < averageLimitMs,
  };
}

function dropsOf(signal: 'traces' | 'logs' | 'metrics'): number {
  const { droppedFull, droppedFailed, droppedRejected } = tallyOf(signal);
  return droppedFull + droppedFailed + droppedRejected;
}
