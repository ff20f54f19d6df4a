import type { StepKind } from '../hub/types.ts';
import { allNodes, type WaterfallNode } from './waterfall-tree.ts';

interface KindTotal {
  readonly kind: StepKind;
  readonly count: number;
  /** Milliseconds; steps at the same time count each. */
  readonly totalMs: number;
}

/** How often and how long each kind of step ran, longest first. Executions are left out: their steps count. */
export function kindTotals(root: WaterfallNode, nowMs: number): KindTotal[] {
  // What has no end although the execution is over did not run on after it.
  const untilMs = root.endMs ?? nowMs;
  const totals = new Map<StepKind, { count: number; totalMs: number }>();
  for (const node of allNodes(root)) {
    if (node === root || node.kind === 'agent' || node.kind === 'workflow') continue;
    const total = totals.get(node.kind) ?? { count: 0, totalMs: 0 };
    total.count += 1;
    total.totalMs += Math.max(0, (node.endMs ?? untilMs) - node.startMs);
    totals.set(node.kind, total);
  }
  return [...totals].map(([kind, total]) => ({ kind, ...total })).sort((a, b) => b.totalMs - a.totalMs);
}
