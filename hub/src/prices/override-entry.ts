import { providerNameOf } from '@observatory/shim/conventions';
import * as z from 'zod';
import { type Decimal, decimalOf } from './decimal.ts';
import type { Rates } from './rates.ts';

const amount = z.number().nonnegative();
const date = z.string().refine((text) => DATE.test(text) && !Number.isNaN(Date.parse(text)), {
  error: 'a date such as 2026-01-31 or 2026-01-31T12:00:00Z',
});
const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** One entry of the override file: see docs/cost.md. All amounts are US dollars. */
const overrideSchema = z.strictObject({
  provider: z.string().min(1).optional(),
  model: z.string().min(1),
  validFrom: date.optional(),
  validTo: date.optional(),
  inputPerMillion: amount,
  outputPerMillion: amount,
  cacheReadPerMillion: amount.optional(),
  cacheWritePerMillion: amount.optional(),
  reasoningPerMillion: amount.optional(),
  perRequest: amount.optional(),
  currency: z.literal('USD').optional(),
});
export const overrideFileSchema = z.array(overrideSchema);
type OverrideText = z.infer<typeof overrideSchema>;

/** An override, ready to use. */
export interface Override {
  readonly provider: string | null;
  /** In lower case; `*` stands for any text. */
  readonly model: string;
  readonly pattern: RegExp;
  readonly fromMs: number;
  /** Not included. */
  readonly toMs: number;
  readonly rates: Rates;
}

export function overrideOf(text: OverrideText): Override {
  const model = text.model.toLowerCase();
  const rate = (price: number | undefined) =>
    price === undefined ? null : { base: decimalOf(price), tiers: [] };
  const perRequest: Decimal = decimalOf(text.perRequest ?? 0);
  return {
    provider: text.provider === undefined ? null : providerNameOf(text.provider),
    model,
    pattern: globPattern(model),
    fromMs: text.validFrom === undefined ? Number.NEGATIVE_INFINITY : Date.parse(text.validFrom),
    toMs: text.validTo === undefined ? Number.POSITIVE_INFINITY : Date.parse(text.validTo),
    rates: {
      input: rate(text.inputPerMillion),
      output: rate(text.outputPerMillion),
      cacheRead: rate(text.cacheReadPerMillion),
      cacheWrite: rate(text.cacheWritePerMillion),
      reasoning: rate(text.reasoningPerMillion),
      perRequest,
    },
  };
}

function globPattern(model: string): RegExp {
  const literals = model.split(/\*+/).map((part) => RegExp.escape(part));
  return new RegExp(`^${literals.join('.*')}$`, 's');
}

/**
 * The overrides that name this model, the most telling first: one with the provider, then an exact name, then the
 * longest pattern, then the place in the file. Dates are left to the caller.
 */
export function overridesFor(
  overrides: readonly Override[],
  provider: string | null,
  model: string,
): Override[] {
  const name = model.toLowerCase();
  return overrides
    .filter((entry) => (entry.provider === null || entry.provider === provider) && entry.pattern.test(name))
    .sort(
      (a, b) =>
        Number(b.provider !== null) - Number(a.provider !== null) ||
        Number(a.model.includes('*')) - Number(b.model.includes('*')) ||
        b.model.length - a.model.length,
    );
}
