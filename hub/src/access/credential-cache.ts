/** What was found of a key or session; null: there is none of this id. */
interface Entry<T> {
  readonly value: T | null;
  /** When the question for it was sent. */
  readonly atMs: number;
}

export interface CredentialCacheOptions<T> {
  /** Finds those of some ids that there are. */
  readonly find: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>;
  /** How long an answer is good; from half of it on it is asked for anew while it is still given. */
  readonly maxAgeMs?: number;
  /** Most that are kept of those that there are, and of those that there are not. */
  readonly most?: number;
  readonly now?: () => number;
}

interface Waiting<T> {
  readonly promise: Promise<T | null>;
  readonly resolve: (value: T | null) => void;
  readonly reject: (error: unknown) => void;
}

/** So that a change on another hub is known within five seconds, with a second for streams to be looked at. */
const MAX_AGE_MS = 4000;
const MOST = 10_000;
const MOST_PER_QUESTION = 500;

/**
 * Rows of keys and sessions by id, for a few seconds. Those that are used often never wait for the database; those that
 * are asked for at once share one question, and one question is under way at a time, so that a flood of unknown ids costs
 * the database one short query after another and nothing more.
 */
export class CredentialCache<T> {
  readonly #options: Required<CredentialCacheOptions<T>>;
  readonly #known = new Map<string, Entry<T>>();
  readonly #unknown = new Map<string, Entry<T>>();
  readonly #waiting = new Map<string, Waiting<T>>();
  #isAsking = false;
  /** Counts what was forgotten: an answer that was asked for before is not kept. */
  #forgotten = 0;

  constructor(options: CredentialCacheOptions<T>) {
    this.#options = { maxAgeMs: MAX_AGE_MS, most: MOST, now: Date.now, ...options };
  }

  /** The row of an id, or null; at once where it is known. */
  get(id: string): T | null | Promise<T | null> {
    const known = this.#known.get(id);
    const entry = known ?? this.#unknown.get(id);
    if (entry === undefined) return this.#ask(id);
    const ageMs = this.#options.now() - entry.atMs;
    if (ageMs >= this.#options.maxAgeMs || ageMs < 0) return this.#ask(id);
    if (known !== undefined) {
      this.#known.delete(id);
      this.#known.set(id, known);
      // What fails now is asked for again, and told, when the answer is too old.
      if (ageMs >= this.#options.maxAgeMs / 2) void this.#ask(id).catch(() => {});
    }
    return entry.value;
  }

  /** Forgets all, since something was changed here. */
  clear(): void {
    this.#forgotten += 1;
    this.#known.clear();
    this.#unknown.clear();
  }

  #ask(id: string): Promise<T | null> {
    const asked = this.#waiting.get(id);
    if (asked) return asked.promise;
    const waiting = Promise.withResolvers<T | null>();
    this.#waiting.set(id, waiting);
    if (!this.#isAsking) void this.#run();
    return waiting.promise;
  }

  async #run(): Promise<void> {
    this.#isAsking = true;
    // Those that come in one turn go in one question.
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting].slice(0, MOST_PER_QUESTION);
      for (const [id] of batch) this.#waiting.delete(id);
      const atMs = this.#options.now();
      const forgotten = this.#forgotten;
      try {
        const found = await this.#options.find(batch.map(([id]) => id));
        for (const [id, { resolve }] of batch) {
          const value = found.get(id) ?? null;
          if (forgotten === this.#forgotten) this.#keep(id, { value, atMs });
          resolve(value);
        }
      } catch (error) {
        for (const [, { reject }] of batch) reject(error);
      }
    }
    this.#isAsking = false;
  }

  #keep(id: string, entry: Entry<T>): void {
    this.#known.delete(id);
    this.#unknown.delete(id);
    const kept = entry.value === null ? this.#unknown : this.#known;
    kept.set(id, entry);
    for (const oldest of kept.keys()) {
      if (kept.size <= this.#options.most) break;
      kept.delete(oldest);
    }
  }
}
