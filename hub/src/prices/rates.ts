import type { Usage } from '../normalise/facts.ts';
import { type Decimal, picoOf } from './decimal.ts';

/** A price that may depend on how long the whole input is: past each `above` tokens, another holds for all tokens. */
export interface Rate {
  /** US dollars per million tokens. */
  readonly base: Decimal;
  /** By `above`, ascending. */
  readonly tiers: readonly { readonly above: number; readonly price: Decimal }[];
}

/** What a model costs. A part without a rate of its own costs what its whole costs. */
export interface Rates {
  readonly input: Rate | null;
  readonly output: Rate | null;
  readonly cacheRead: Rate | null;
  readonly cacheWrite: Rate | null;
  readonly reasoning: Rate | null;
  /** US dollars for each request. */
  readonly perRequest: Decimal;
}

const TOKENS_PER_RATE = 1_000_000n;

/** Cost in picodollars, rounded once; null where a kind of token was used that has no rate. */
export function costOf(rates: Rates, usage: Usage): number | null {
  const { input, output } = rates;
  if ((input === null && usage.input > 0) || (output === null && usage.output > 0)) return null;
  if (input === null && output === null) return null;
  const of = (tokens: number, rate: Rate | null): bigint =>
    rate === null || tokens === 0 ? 0n : BigInt(tokens) * priceAt(rate, usage.input);
  const perMillion =
    of(usage.input - usage.cacheRead - usage.cacheWrite, input) +
    of(usage.cacheRead, rates.cacheRead ?? input) +
    of(usage.cacheWrite, rates.cacheWrite ?? input) +
    of(usage.output - usage.reasoning, output) +
    of(usage.reasoning, rates.reasoning ?? output);
  return picoOf(perMillion + rates.perRequest * TOKENS_PER_RATE, TOKENS_PER_RATE);
}

function priceAt(rate: Rate, inputTokens: number): Decimal {
  return rate.tiers.findLast((tier) => inputTokens > tier.above)?.price ?? rate.base;
}
