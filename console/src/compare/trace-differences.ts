import type { TraceComparison } from '../hub/types.ts';

export type ComparedStep = TraceComparison['steps'][number];

/** What of a step's difference is its own: without what is within it. */
export interface OwnDifference {
  readonly step: ComparedStep;
  /** Milliseconds, b less a. */
  readonly ms: number;
  /** US dollars, b less a; 0 where it is not known. */
  readonly usd: number;
  /** Fails in the one and not in the other. */
  readonly failsOnlyIn: 'a' | 'b' | null;
  /** How much it stands out; 0 is nothing. */
  readonly weight: number;
}

const keyOf = (path: readonly string[]) => JSON.stringify(path);
const msOf = ({ a, b }: ComparedStep) => (b?.duration_ms ?? 0) - (a?.duration_ms ?? 0);
const usdOf = ({ a, b, difference }: ComparedStep) =>
  difference?.cost_usd ?? (a && b ? 0 : (b?.cost_usd ?? 0) - (a?.cost_usd ?? 0));

function failsOnlyIn({ a, b }: ComparedStep): 'a' | 'b' | null {
  const [inA, inB] = [(a?.statuses.failed ?? 0) > 0, (b?.statuses.failed ?? 0) > 0];
  if (inA === inB) return null;
  return inA ? 'a' : 'b';
}

/** Less than this part of the whole is not worth a word. */
const LEAST = 0.02;

/**
 * The steps in which two traces differ most. A step that is only in one, or takes longer, makes all around it differ
 * too: what is said of those is what they themselves differ by.
 */
export function ownDifferences({ a, b, steps }: TraceComparison): OwnDifference[] {
  const below = new Map<string, { ms: number; usd: number; fails: boolean }>();
  for (const step of steps) {
    const parent = keyOf(step.path.slice(0, -1));
    const sum = below.get(parent) ?? { ms: 0, usd: 0, fails: false };
    below.set(parent, {
      ms: sum.ms + msOf(step),
      usd: sum.usd + usdOf(step),
      fails: sum.fails || failsOnlyIn(step) !== null,
    });
  }
  const wholeMs = Math.max(a.duration_ms, b.duration_ms, 1);
  const wholeUsd = Math.max(a.figures.cost_usd ?? 0, b.figures.cost_usd ?? 0);
  return steps
    .map((step) => {
      const within = below.get(keyOf(step.path));
      const ms = msOf(step) - (within?.ms ?? 0);
      const usd = usdOf(step) - (within?.usd ?? 0);
      const fails = within?.fails ? null : failsOnlyIn(step);
      const size = Math.max(Math.abs(ms) / wholeMs, wholeUsd > 0 ? Math.abs(usd) / wholeUsd : 0);
      return { step, ms, usd, failsOnlyIn: fails, weight: size + (fails === null ? 0 : 1) };
    })
    .filter(({ weight }) => weight >= LEAST)
    .sort((one, other) => other.weight - one.weight);
}

/** Differences of a step below this are noise, not a difference. */
const SAME_SHARE = 0.1;

/** Whether the two differ in a step by more than chance: is it in both, as often, failing alike, taking as long? */
export function differs(step: ComparedStep): boolean {
  const { a, b, difference } = step;
  if (!a || !b || !difference) return true;
  const longest = Math.max(a.duration_ms, b.duration_ms);
  return (
    difference.count !== 0 ||
    difference.tokens !== 0 ||
    failsOnlyIn(step) !== null ||
    Math.abs(difference.duration_ms) > Math.max(1, longest * SAME_SHARE)
  );
}
