import { criticalPath } from './critical-path.ts';
import { percentile } from './percentile.ts';
import type { TraceSpan, TraceTree } from './trace-tree.ts';

/** A run whose spans were read. */
export interface ReadRun {
  readonly executionId: string;
  /** Of its agent or workflow. */
  readonly name: string;
  /** How many runs of its agent it stands for. */
  readonly weight: number;
  /** Its own span and what is below it. */
  readonly tree: TraceTree;
}

/** What one step, tool or model costs on the critical paths of runs. */
export interface Bottleneck {
  readonly kind: TraceSpan['kind'];
  readonly name: string;
  /** Of the time of all runs, each as often as its weight says. */
  readonly share: number;
  readonly pathMs: number;
  readonly busyMs: number;
  readonly meanMs: number;
  readonly p95Ms: number;
  readonly runs: number;
  readonly agents: readonly string[];
  /** The run in which it is on the path for longest. */
  readonly example: string;
}

interface Entry {
  readonly of: TraceSpan;
  readonly pathUs: Map<ReadRun, number>;
  weightedUs: number;
  busyUs: number;
}

const keyOf = ({ kind, name }: TraceSpan) => `${kind} ${name}`;

/** What costs the time of some runs, the most first. A step that is long, and that nothing waits for, costs nothing. */
export function rankBottlenecks(runs: readonly ReadRun[]): Bottleneck[] {
  const entries = new Map<string, Entry>();
  let wholeUs = 0;
  for (const run of runs) {
    for (const { span, fromUs, toUs } of run.tree.parentsFirst) {
      const entry = entries.get(keyOf(span)) ?? { of: span, pathUs: new Map(), weightedUs: 0, busyUs: 0 };
      entry.busyUs += toUs - fromUs;
      entries.set(keyOf(span), entry);
    }
    const { fromUs, toUs, segments } = criticalPath(run.tree);
    wholeUs += run.weight * (toUs - fromUs);
    for (const segment of segments) {
      const entry = segment.span === null ? undefined : entries.get(keyOf(segment.span.span));
      if (entry === undefined) continue;
      const us = segment.toUs - segment.fromUs;
      entry.pathUs.set(run, (entry.pathUs.get(run) ?? 0) + us);
      entry.weightedUs += run.weight * us;
    }
  }
  return [...entries.values()]
    .filter(({ weightedUs }) => weightedUs > 0)
    .sort((a, b) => b.weightedUs - a.weightedUs || (keyOf(a.of) < keyOf(b.of) ? -1 : 1))
    .map((entry) => bottleneckOf(entry, wholeUs));
}

function bottleneckOf({ of, pathUs, weightedUs, busyUs }: Entry, wholeUs: number): Bottleneck {
  const byTime = [...pathUs].sort(([, a], [, b]) => a - b);
  const times = byTime.map(([, us]) => us);
  const sumUs = times.reduce((sum, us) => sum + us, 0);
  return {
    kind: of.kind,
    name: of.name,
    share: weightedUs / wholeUs,
    pathMs: sumUs / 1000,
    busyMs: busyUs / 1000,
    meanMs: sumUs / times.length / 1000,
    p95Ms: (percentile(times, 0.95) ?? 0) / 1000,
    runs: times.length,
    agents: [...new Set(byTime.map(([{ name }]) => name))].sort(),
    example: byTime.at(-1)?.[0].executionId ?? '',
  };
}
