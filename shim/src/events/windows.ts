import { currentConfig } from '../config/current-config.ts';
import { type Aggregate, Aggregator } from './aggregation.ts';

export interface WindowsOptions<T> {
  readonly windowMs: number;
  readonly keyOf: (event: T) => string;
  /** Takes what a window held when it closes. */
  readonly pass: (aggregate: Aggregate<T>) => void;
  /** Takes an event whose key is one too many. */
  readonly drop: () => void;
}

/** An aggregator that closes its windows by itself. */
export class Windows<T> {
  readonly #options: WindowsOptions<T>;
  readonly #aggregator: Aggregator<T>;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: WindowsOptions<T>) {
    this.#options = options;
    this.#aggregator = new Aggregator(options.windowMs, options.keyOf);
  }

  /** Events of the open window. */
  get waiting(): number {
    return this.#aggregator.events;
  }

  add(event: T): void {
    const now = performance.now();
    // A busy process runs its timers late.
    if (this.#aggregator.isOver(now)) this.flush();
    const isAdded = this.#aggregator.add(event, now, Date.now(), currentConfig().streaming.bufferSize);
    if (!isAdded) this.#options.drop();
    this.#timer ??= setTimeout(() => this.flush(), this.#options.windowMs).unref();
  }

  /** Closes the window now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const aggregate of this.#aggregator.close()) this.#options.pass(aggregate);
  }
}
