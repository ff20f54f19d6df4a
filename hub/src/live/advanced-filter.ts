import type { GroupField, RateLimit } from '@observatory/shim/conventions';
import type { EventFilter } from '../store/read-events.ts';

export interface Aggregation {
  readonly windowMs: number;
  readonly groupBy: readonly GroupField[];
}

/** VX3's advanced filter: which events, how much of them, and whether one by one or counted. */
export interface AdvancedFilter {
  readonly filter: EventFilter;
  readonly rateLimit?: RateLimit;
  readonly aggregation?: Aggregation;
}
