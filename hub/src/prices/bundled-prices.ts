import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type ConditionalPrice, calcPrice, findProvider, type ModelPrice } from '@pydantic/genai-prices';
import { decimalOf } from './decimal.ts';
import { isOwnServer, tableProviderId } from './provider-ids.ts';
import type { Rate, Rates } from './rates.ts';

/** Prices of one model over time. */
export interface ModelPrices {
  /** Rates at an instant; null where the table names the model without a price for tokens. */
  ratesAt(at: Date): Rates | null;
}

export const BUNDLED_TABLE = '@pydantic/genai-prices';

/** When the bundled table was published, which its package does not say: to be renewed with each upgrade. */
export const bundledRelease = { version: '0.1.8', at: new Date('2026-09-23T10:11:04Z') } as const;

/** Version of the bundled table, as its package says. */
export function bundledVersion(): string {
  // The package does not export its manifest, so that it is found from the main file.
  const main = createRequire(import.meta.url).resolve(BUNDLED_TABLE);
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(main), '..', 'package.json'), 'utf8'));
  const version = typeof manifest === 'object' && manifest && 'version' in manifest ? manifest.version : '';
  return String(version);
}

/**
 * Looks models up in the bundled table, the first that it knows: each at the provider, then each by its name alone,
 * then each that is a name such as `anthropic/claude-sonnet-4-5` at the provider that it names. Slow (it matches
 * patterns): callers keep the result.
 */
export function findBundled(provider: string | null, models: readonly string[]): ModelPrices | null {
  if (provider !== null && isOwnServer(provider)) return null;
  const attempts: readonly ((model: string) => ModelPrices | null)[] = [
    (model) => (provider === null ? null : lookUp(model, tableProviderId(provider))),
    (model) => lookUp(model, undefined),
    (model) => {
      const slash = model.indexOf('/');
      return slash > 0 ? lookUp(model.slice(slash + 1), tableProviderId(model.slice(0, slash))) : null;
    },
  ];
  for (const attempt of attempts) {
    for (const model of models) {
      const found = attempt(model);
      if (found !== null) return found;
    }
  }
  return null;
}

function lookUp(model: string, providerId: string | undefined): ModelPrices | null {
  // The library takes an unknown provider for "no price"; a missing one it guesses from the model.
  if (providerId !== undefined && findProvider({ providerId }) === undefined) return null;
  const options = providerId === undefined ? {} : { providerId };
  const found = priceAt(model, options, new Date());
  if (found === null) return null;
  const { prices, id } = found.model;
  if (!Array.isArray(prices)) {
    const rates = ratesOf(prices, id);
    return { ratesAt: () => rates };
  }
  return new DatedPrices(prices, (at) => {
    const dated = priceAt(model, options, at);
    return dated === null ? null : ratesOf(dated.model_price, id);
  });
}

function priceAt(model: string, options: { readonly providerId?: string }, timestamp: Date) {
  try {
    return calcPrice({}, model, { ...options, timestamp });
  } catch {
    return null;
  }
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MAX_KEPT = 1_000;

/** Prices with start dates, or with times of day; what was found is kept by day, or by minute. */
class DatedPrices implements ModelPrices {
  readonly #slotMs: number;
  readonly #find: (at: Date) => Rates | null;
  readonly #kept = new Map<number, Rates | null>();

  constructor(prices: readonly ConditionalPrice[], find: (at: Date) => Rates | null) {
    this.#slotMs = prices.some((price) => price.constraint?.type === 'time_of_date') ? MINUTE_MS : DAY_MS;
    this.#find = find;
  }

  ratesAt(at: Date): Rates | null {
    const slot = Math.floor(at.getTime() / this.#slotMs);
    const known = this.#kept.get(slot);
    if (known !== undefined) return known;
    const rates = this.#find(at);
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(slot, rates);
    return rates;
  }
}

/**
 * The table lists models that cost nothing with no prices at all, but also models whose price it does not know so.
 * Only an id that says `:free` is taken for free.
 */
function ratesOf(prices: ModelPrice, modelId: string): Rates | null {
  const free = Object.keys(prices).length === 0 && modelId.endsWith(':free');
  const zero: Rate | null = free ? { base: 0n, tiers: [] } : null;
  const input = rateOf(prices.input_mtok) ?? zero;
  const output = rateOf(prices.output_mtok) ?? zero;
  if (input === null && output === null) return null;
  const perThousandRequests = prices.requests_kcount;
  return {
    input,
    output,
    cacheRead: rateOf(prices.cache_read_mtok),
    cacheWrite: rateOf(prices.cache_write_mtok),
    reasoning: rateOf(prices.output_reasoning_mtok),
    perRequest: typeof perThousandRequests === 'number' ? decimalOf(perThousandRequests) / 1000n : 0n,
  };
}

function rateOf(price: ModelPrice[string]): Rate | null {
  if (price === undefined) return null;
  if (typeof price === 'number') return { base: decimalOf(price), tiers: [] };
  const tiers = price.tiers.map(({ start, price: amount }) => ({ above: start, price: decimalOf(amount) }));
  return { base: decimalOf(price.base), tiers: tiers.sort((a, b) => a.above - b.above) };
}
