import type { Usage } from './facts.ts';

/** Tokens as a span reports them; null what it does not say. */
interface ReportedUsage {
  readonly input: number | null;
  readonly output: number | null;
  readonly total: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly reasoning: number | null;
  /** The emitter is known to leave cached tokens out of the input, whatever its total says. */
  readonly cacheLeftOut: boolean;
  /** The names used say that cached tokens, or reasoning, stand outside of input and output. */
  readonly cacheOutside: boolean;
  readonly reasoningOutside: boolean;
}

/**
 * The one form in which we count: cached tokens within input, reasoning within output (docs/cost.md, "Tokens").
 * Null where neither input nor output nor a part of them is known: a total alone has no price.
 */
export function usageOf(reported: ReportedUsage): Usage | null {
  const { input, output, total } = reported;
  const cacheRead = reported.cacheRead ?? 0;
  const cacheWrite = reported.cacheWrite ?? 0;
  const reasoning = reported.reasoning ?? 0;
  const cached = cacheRead + cacheWrite;
  if (input === null && output === null && cached + reasoning === 0) return null;

  const counted = {
    input: input ?? restOf(total, output),
    output: output ?? restOf(total, input),
  };
  const outside = partsOutside(reported, counted, cached, reasoning);
  return {
    input: counted.input + (outside.cache ? cached : 0),
    output: counted.output + (outside.reasoning ? reasoning : 0),
    cacheRead,
    cacheWrite,
    reasoning,
  };
}

function restOf(total: number | null, other: number | null): number {
  return total === null || other === null ? 0 : Math.max(0, total - other);
}

interface Outside {
  readonly cache: boolean;
  readonly reasoning: boolean;
}

function partsOutside(
  reported: ReportedUsage,
  counted: { readonly input: number; readonly output: number },
  cached: number,
  reasoning: number,
): Outside {
  const named = { cache: reported.cacheOutside, reasoning: reported.reasoningOutside };
  const summed = outsideByTotal(reported, named, counted.input + counted.output, cached, reasoning);
  const { cache, reasoning: apart } = summed ?? named;
  return {
    // A part larger than its whole cannot be within it.
    cache: reported.cacheLeftOut || cache || cached > counted.input,
    reasoning: apart || reasoning > counted.output,
  };
}

/** Which parts must be added to input and output to give the total; null where the total does not tell. */
function outsideByTotal(
  { total, input, output }: ReportedUsage,
  named: Outside,
  sum: number,
  cached: number,
  reasoning: number,
): Outside | null {
  if (total === null || input === null || output === null) return null;
  const candidates: Outside[] = [
    named,
    { cache: false, reasoning: false },
    { cache: true, reasoning: false },
    { cache: false, reasoning: true },
    { cache: true, reasoning: true },
  ];
  return (
    candidates.find(
      (parts) => total === sum + (parts.cache ? cached : 0) + (parts.reasoning ? reasoning : 0),
    ) ?? null
  );
}
