import type { EvaluationGroup } from '../hub/types.ts';

type Part = EvaluationGroup['distribution'][number];

const TENTHS = 10;

/** All tenths from 0 to 1 with their counts, those that the hub leaves out too, between what is below and above them. */
export function scoreTenths(distribution: readonly Part[]): readonly Part[] {
  const below = distribution.filter(({ from }) => from === null);
  const above = distribution.filter(({ to }) => to === null);
  const counts = new Map(
    distribution.flatMap(({ from, to, count }) =>
      from === null || to === null ? [] : [[Math.round(from * TENTHS), count] as const],
    ),
  );
  const tenths = Array.from({ length: TENTHS }, (_, tenth) => ({
    from: tenth / TENTHS,
    to: (tenth + 1) / TENTHS,
    count: counts.get(tenth) ?? 0,
  }));
  return [...below, ...tenths, ...above];
}

/** Where a score stands among such parts, in parts from the left. */
export function placeOfScore(score: number, parts: readonly Part[]): number {
  const first = parts.findIndex(({ from }) => from === 0);
  return Math.min(parts.length, Math.max(0, first + score * TENTHS));
}
