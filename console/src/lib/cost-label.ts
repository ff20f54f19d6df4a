import { formatDollars } from './format-number.ts';

/** What is known of a cost, as words and amount. */
interface CostLabel {
  /** The amount, or a word where there is none. */
  readonly text: string;
  /** `none`: nothing was inferred, so there is nothing to price. */
  readonly state: 'priced' | 'partly' | 'unpriced' | 'none';
}

/**
 * How a cost is said. A model without a price is "unpriced", never $0 (design decision 2).
 * @param costUsd US dollars; null while nothing of it is priced
 * @param unpricedCalls inferences whose model has no price
 */
export function costLabel(costUsd: number | null, unpricedCalls: number): CostLabel {
  if (costUsd === null) {
    return unpricedCalls > 0 ? { text: 'unpriced', state: 'unpriced' } : { text: '—', state: 'none' };
  }
  const amount = formatDollars(costUsd);
  return unpricedCalls > 0
    ? { text: `${amount} + unpriced`, state: 'partly' }
    : { text: amount, state: 'priced' };
}
