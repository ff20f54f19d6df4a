import { Turns } from '../store/turns.ts';

/** An answer is good for this many times what it took to find, so that asking never takes more than a share of the database. */
const COST_FACTOR = 20;
const MIN_MS = 500;
const MAX_MS = 300_000;
const MAX_ENTRIES = 200;

/** An answer and when it was found. */
export interface DatedAnswer<T> {
  readonly answer: T;
  readonly computedAtMs: number;
}

interface Entry {
  readonly answer: Promise<DatedAnswer<unknown>>;
  /** Infinite while it is being found: all who ask then share it. */
  untilMs: number;
}

/** Keeps answers that many ask for: the longer one took, the longer it is kept. */
export class AnswerCache {
  /** Analyses that requests ask for are found in turns: each may take several connections. */
  readonly turns = new Turns({ most: 3, mostWaiting: 64, maxWaitMs: 10_000 });
  readonly #entries = new Map<string, Entry>();

  /** The answer under a key, found anew where the last one is too old. One that fails is not kept. */
  async get<T>(key: string, find: () => Promise<T>): Promise<T> {
    return (await this.getDated(key, find)).answer;
  }

  /** The same with the time when it was found. */
  getDated<T>(key: string, find: () => Promise<T>): Promise<DatedAnswer<T>> {
    const known = this.#entries.get(key);
    const startedMs = performance.now();
    if (known && startedMs < known.untilMs) return known.answer as Promise<DatedAnswer<T>>;
    const answer = find().then((found) => ({ answer: found, computedAtMs: Date.now() }));
    const entry: Entry = { answer, untilMs: Number.POSITIVE_INFINITY };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= MAX_ENTRIES) break;
      this.#entries.delete(oldest);
    }
    answer.then(
      () => {
        const now = performance.now();
        entry.untilMs = now + Math.min(MAX_MS, Math.max(MIN_MS, COST_FACTOR * (now - startedMs)));
      },
      () => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      },
    );
    return answer;
  }

  /** Forgets all; returns how many answers there were. */
  clear(): number {
    const { size } = this.#entries;
    this.#entries.clear();
    return size;
  }
}
