import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Usage } from '../normalise/facts.ts';
import { decimalOf } from './decimal.ts';
import { loadPriceTable } from './load-price-table.ts';
import { questionOf } from './price-fixture.ts';
import { costOf, type Rate, type Rates } from './rates.ts';

const tokens = fc.integer({ min: 0, max: 100_000 });
const usage: fc.Arbitrary<Usage> = fc
  .tuple(tokens, tokens, tokens, tokens, tokens)
  .map(([plain, cacheRead, cacheWrite, answer, reasoning]) => ({
    input: plain + cacheRead + cacheWrite,
    output: answer + reasoning,
    cacheRead,
    cacheWrite,
    reasoning,
  }));
/** A flat price with at most 6 decimals. */
const rate: fc.Arbitrary<Rate> = fc
  .integer({ min: 0, max: 100_000_000 })
  .map((millionths) => ({ base: decimalOf(millionths / 1_000_000), tiers: [] }));
const rates: fc.Arbitrary<Rates> = fc.record({
  input: rate,
  output: rate,
  cacheRead: fc.option(rate),
  cacheWrite: fc.option(rate),
  reasoning: fc.option(rate),
  perRequest: fc.constant(0n),
});

function plus(a: Usage, b: Usage): Usage {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    reasoning: a.reasoning + b.reasoning,
  };
}

describe('flat prices', () => {
  it('are additive: two calls cost what one with all their tokens costs', () => {
    fc.assert(
      fc.property(rates, usage, usage, (price, a, b) => {
        expect((costOf(price, a) ?? 0) + (costOf(price, b) ?? 0)).toBe(costOf(price, plus(a, b)));
      }),
    );
  });

  it('are monotonic: more tokens never cost less', () => {
    fc.assert(
      fc.property(rates, usage, usage, (price, a, b) => {
        expect(costOf(price, plus(a, b))).toBeGreaterThanOrEqual(costOf(price, a) ?? 0);
      }),
    );
  });

  it('cost the input price where no token is cached, written or spent on reasoning', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), tokens, (millionths, input) => {
        const price = { base: decimalOf(millionths / 1_000_000), tiers: [] };
        const flat = { input: price, output: null, cacheRead: null, cacheWrite: null, reasoning: null };
        const cost = costOf(
          { ...flat, perRequest: 0n },
          { input, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
        );
        // A millionth of a dollar for a million tokens is a picodollar for one.
        expect(cost).toBe(millionths * input);
      }),
    );
  });
});

describe('any question', () => {
  it('is answered by a cost or by "unpriced", never by an unpriced 0', () => {
    const table = loadPriceTable();
    const name = fc.oneof(
      fc.constantFrom(
        'gpt-4o',
        'claude-sonnet-4-5',
        'o3',
        'openai/gpt-4o',
        'my-model',
        '',
        '/',
        ':free',
        '*',
      ),
      fc.string(),
    );
    const provider = fc.oneof(fc.constantFrom('openai', 'anthropic', 'ollama', 'constructor'), fc.string());
    fc.assert(
      fc.property(
        fc.option(provider),
        fc.option(name),
        fc.option(name),
        usage,
        (provider, requestModel, responseModel, tokens) => {
          const price = table.price(questionOf({ provider, requestModel, responseModel, usage: tokens }));
          expect(price.costPico === null).toBe(price.source === 'unpriced');
          if (price.costPico !== null) expect(Number.isSafeInteger(price.costPico)).toBe(true);
        },
      ),
    );
  });
});
