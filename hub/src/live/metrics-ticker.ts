import { setTimeout as sleep } from 'node:timers/promises';

/** IA3's interval. */
const TICK_MS = 5000;

export interface TickerSource {
  readonly find: () => Promise<object>;
  readonly onError: (error: unknown) => void;
}

/** Gets what was found as JSON, with its number. */
export type TickTaker = (id: string, json: string) => void;

class Ticker {
  readonly takers = new Set<TickTaker>();
  readonly #source: TickerSource;
  readonly #end = new AbortController();
  #latest: { id: string; json: string } | undefined;
  readonly ended: Promise<void>;

  constructor(source: TickerSource) {
    this.#source = source;
    this.ended = this.#run();
  }

  add(taker: TickTaker): void {
    this.takers.add(taker);
    if (this.#latest) taker(this.#latest.id, this.#latest.json);
  }

  end(): void {
    this.#end.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      const startedMs = performance.now();
      try {
        const json = JSON.stringify(await this.#source.find());
        this.#latest = { id: String(Date.now()), json };
        for (const taker of this.takers) taker(this.#latest.id, json);
      } catch (error) {
        this.#source.onError(error);
      }
      const waitMs = Math.max(0, startedMs + TICK_MS - performance.now());
      await sleep(waitMs, undefined, { signal }).catch(() => {});
    }
  }
}

/** Answers that are found every five seconds, once for all who watch the same, while somebody does. */
export class MetricsTickers {
  readonly #tickers = new Map<string, Ticker>();
  readonly #running = new Set<Promise<void>>();

  /** Gives `taker` the newest answer, if there is one, and each further one; returns how to end that. */
  watch(name: string, taker: TickTaker, source: TickerSource): () => void {
    const ticker = this.#tickers.get(name) ?? this.#open(name, source);
    ticker.add(taker);
    return () => {
      ticker.takers.delete(taker);
      if (ticker.takers.size > 0 || this.#tickers.get(name) !== ticker) return;
      this.#tickers.delete(name);
      ticker.end();
    };
  }

  /** Resolves when no ticker, whose takers are gone, asks for anything more. */
  async ended(): Promise<void> {
    await Promise.all(this.#running);
  }

  #open(name: string, source: TickerSource): Ticker {
    const ticker = new Ticker(source);
    this.#tickers.set(name, ticker);
    this.#running.add(ticker.ended);
    void ticker.ended.then(() => this.#running.delete(ticker.ended));
    return ticker;
  }
}
