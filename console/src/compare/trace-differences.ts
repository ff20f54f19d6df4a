import type { TraceComparison } from '../hub/types.ts';

export type ComparedStep = TraceComparison['steps'][number];

/** What of a step's difference is its own: without what is within it. */
interface OwnDifference {
  readonly step: ComparedStep;
  /** Milliseconds, b less a. */
  readonly ms: number;
  /** US dollars of what is priced, b less a. */
  readonly usd: number;
  /** Fails in the one and not in the other. */
  readonly failsOnlyIn: 'a' | 'b' | null;
  /** How much it stands out; 0 is nothing. */
  readonly weight: number;
}

type Figures = NonNullable<ComparedStep['a']>;

/** The root is one place whatever it is called in either. */
const keyOf = (path: readonly string[]) => JSON.stringify(path.slice(1));

function failsOnlyIn({ a, b }: ComparedStep): 'a' | 'b' | null {
  const [inA, inB] = [(a?.statuses.failed ?? 0) > 0, (b?.statuses.failed ?? 0) > 0];
  if (inA === inB) return null;
  return inA ? 'a' : 'b';
}

/** Less than this part of the whole is not worth a word. */
const LEAST = 0.02;

/** What of a side the steps directly within a step have. */
interface Within {
  ms: number;
  usd: number;
}

/** What a step has beyond what is within it. Steps within that ran at once may add up to more than it took. */
function own(figures: Figures | null, within: Within | undefined): Within {
  if (!figures) return { ms: 0, usd: 0 };
  return {
    ms: Math.max(0, figures.duration_ms - (within?.ms ?? 0)),
    usd: Math.max(0, (figures.cost_usd ?? 0) - (within?.usd ?? 0)),
  };
}

/**
 * The steps in which two traces differ most. A step that is only in one, or takes longer, makes all around it differ
 * too: what is said of those is what they themselves differ by.
 */
export function ownDifferences({ a, b, steps }: TraceComparison): OwnDifference[] {
  const within = { a: new Map<string, Within>(), b: new Map<string, Within>() };
  const failsBelow = new Set<string>();
  for (const step of steps) {
    if (step.path.length < 2) continue;
    const parent = keyOf(step.path.slice(0, -1));
    for (const side of ['a', 'b'] as const) {
      const sum = within[side].get(parent) ?? { ms: 0, usd: 0 };
      sum.ms += step[side]?.duration_ms ?? 0;
      sum.usd += step[side]?.cost_usd ?? 0;
      within[side].set(parent, sum);
    }
    if (failsOnlyIn(step) !== null) failsBelow.add(parent);
  }
  const wholeMs = Math.max(a.duration_ms, b.duration_ms, 1);
  const wholeUsd = Math.max(a.figures.cost_usd ?? 0, b.figures.cost_usd ?? 0);
  return steps
    .map((step) => {
      const key = keyOf(step.path);
      const [ofA, ofB] = [own(step.a, within.a.get(key)), own(step.b, within.b.get(key))];
      const [ms, usd] = [ofB.ms - ofA.ms, ofB.usd - ofA.usd];
      const fails = failsBelow.has(key) ? null : failsOnlyIn(step);
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
