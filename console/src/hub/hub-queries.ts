import {
  type InvalidateOptions,
  type InvalidateQueryFilters,
  type Query,
  QueryClient,
  type QueryClientConfig,
  type QueryKey,
} from '@tanstack/react-query';

/**
 * Answers of a hub by their question, which takes none for new that was asked for before a change: what becomes invalid
 * while its first answer is on its way is asked for once more when that is there.
 */
export class HubQueries extends QueryClient {
  readonly #askedAt = new WeakMap<Query, number>();
  /** Those that will be asked for again after their first answer. */
  readonly #again = new Set<Query>();

  constructor(config?: QueryClientConfig) {
    super(config);
    this.getQueryCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'fetch')
        this.#askedAt.set(event.query, Date.now());
    });
  }

  /** When a question was asked last, in ms since the epoch; before all time where it was not. */
  askedAt(query: Query): number {
    return this.#askedAt.get(query) ?? Number.NEGATIVE_INFINITY;
  }

  override async invalidateQueries<K extends QueryKey = QueryKey>(
    filters?: InvalidateQueryFilters<K>,
    options?: InvalidateOptions,
  ): Promise<void> {
    const all: readonly Query[] = this.getQueryCache().findAll({ ...filters, fetchStatus: 'fetching' });
    const first = all.filter((query) => query.state.data === undefined && !this.#again.has(query));
    for (const query of first) this.#again.add(query);
    await super.invalidateQueries(filters, options);
    for (const query of first) this.#again.delete(query);
    const answered = new Set(first.filter((query) => query.state.data !== undefined));
    if (answered.size > 0)
      await super.invalidateQueries({ predicate: (query) => answered.has(query) }, options);
  }
}
