import type { Operation } from '@observatory/shim/conventions';
import type { Usage } from '../normalise/facts.ts';

/** Where a cost comes from. `unpriced`: nothing says what the model costs; the cost is null then, never 0. */
export type CostSource = 'provider' | 'override' | 'table' | 'unpriced';

/** One inference to price. `at` is its start; it decides which of several dated prices counts. */
export interface PriceQuestion {
  /** As `gen_ai.provider.name` spells it. */
  readonly provider: string | null;
  readonly requestModel: string | null;
  readonly responseModel: string | null;
  readonly operation: Operation | 'step' | null;
  readonly usage: Usage;
  readonly at: Date;
  readonly reportedCostUsd: number | null;
}

export interface Price {
  /** Integer picodollars (1e-12 US dollars), a safe integer; null exactly where `source` is `unpriced`. */
  readonly costPico: number | null;
  readonly source: CostSource;
  /** Which table the price is from; null where the sender gave the cost. */
  readonly tableVersion: string | null;
}

export interface PriceTable {
  /** Never throws; pure but for its cache. */
  price(question: PriceQuestion): Price;
}

/** What `/status` says of the prices in use. */
export interface PriceDescription {
  readonly table: string;
  readonly version: string;
  readonly overrides: { readonly path: string; readonly entries: number } | null;
}

export interface DescribedPriceTable extends PriceTable {
  describePrices(): PriceDescription;
  /** When what it prices by was made: the bundled table, or the override file where that is newer. */
  readonly updatedAt: Date;
}
