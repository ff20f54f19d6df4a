import type { WaterfallNode } from './waterfall-tree.ts';

/** A stretch of time; milliseconds since the epoch. */
export interface TimeRange {
  readonly startMs: number;
  readonly endMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Steps that read well on an axis: 1, 2, 5 of each power of ten below a minute, then the clock's. */
const niceSteps = [
  ...[-3, -2, -1, 0, 1, 2, 3].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power)),
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000].map((days) => days * DAY),
];

/** The smallest step that makes at most `most` ticks after the one at zero. */
function stepFor(durationMs: number, most: number): number {
  return niceSteps.find((step) => durationMs / step <= most) ?? 1_000 * DAY;
}

/**
 * The range that a waterfall shows. While it runs, the end is a round figure ahead of now, so that bars grow in a
 * frame that stands still.
 */
export function rangeOf(nodes: readonly WaterfallNode[], nowMs: number): TimeRange {
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = Number.NEGATIVE_INFINITY;
  let running = false;
  for (const node of nodes) {
    startMs = Math.min(startMs, node.startMs);
    endMs = Math.max(endMs, node.startMs, node.endMs ?? node.startMs);
    if (node.status === 'running') running = true;
  }
  if (!Number.isFinite(startMs)) return { startMs: nowMs, endMs: nowMs + 1 };
  if (!running) return { startMs, endMs: Math.max(endMs, startMs + 0.001) };
  const elapsed = Math.max(endMs, nowMs) - startMs;
  const step = stepFor(elapsed, 6);
  return { startMs, endMs: startMs + Math.max(SECOND, (Math.floor(elapsed / step) + 1) * step) };
}

export interface Tick {
  /** Place on the axis, 0–1. */
  readonly place: number;
  readonly label: string;
}

function tickLabel(ms: number, step: number): string {
  if (ms === 0) return '0';
  const trim = (value: number, digits: number) => String(Number(value.toFixed(digits)));
  if (step >= DAY) return `${trim(ms / DAY, 0)}d`;
  if (step >= HOUR) return `${trim(ms / HOUR, 0)}h`;
  if (ms >= HOUR) return `${Math.floor(ms / HOUR)}h ${trim((ms % HOUR) / MINUTE, 0)}m`;
  if (step >= MINUTE) return `${trim(ms / MINUTE, 0)}m`;
  if (ms >= MINUTE) {
    const seconds = trim((ms % MINUTE) / SECOND, 1);
    return seconds === '0' ? `${Math.floor(ms / MINUTE)}m` : `${Math.floor(ms / MINUTE)}m ${seconds}s`;
  }
  if (step >= 100 || ms >= SECOND) return `${trim(ms / SECOND, 3)} s`;
  return `${trim(ms, 3)} ms`;
}

/** Ticks of an axis from 0 to `durationMs`, at most `most` besides the one at zero. */
export function ticksOf(durationMs: number, most: number): Tick[] {
  const step = stepFor(durationMs, most);
  const ticks: Tick[] = [];
  for (let index = 0; index * step <= durationMs * 1.000001; index += 1) {
    ticks.push({ place: Math.min(1, (index * step) / durationMs), label: tickLabel(index * step, step) });
  }
  return ticks;
}

/** Where a bar begins and how long it is, both as shares of the axis (0–1). */
interface Bar {
  readonly left: number;
  readonly width: number;
}

/** The bar of a node; one that runs ends now, at the latest at the end of the range. */
export function barOf(node: WaterfallNode, range: TimeRange, nowMs: number): Bar {
  const length = range.endMs - range.startMs;
  const place = (ms: number) => Math.min(1, Math.max(0, (ms - range.startMs) / length));
  const left = place(node.startMs);
  return { left, width: Math.max(0, place(node.endMs ?? Math.max(node.startMs, nowMs)) - left) };
}
