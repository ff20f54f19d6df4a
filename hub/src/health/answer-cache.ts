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

/** The same with how long it is good from now on. */
export interface KeptAnswer extends DatedAnswer<unknown> {
  readonly keepMs: number;
}

/** Where hubs on one database have their answers in common. */
interface AnswersOfAll {
  get(key: string, find: () => Promise<KeptAnswer>): Promise<KeptAnswer>;
}

interface Entry {
  readonly answer: Promise<KeptAnswer>;
  /** Infinite while it is being found: all who ask then share it. */
  untilMs: number;
}

/** Keeps answers that many ask for: the longer one took, the longer it is kept. */
export class AnswerCache {
  /** Analyses that requests ask for are found in turns: each may take several connections. */
  readonly turns = new Turns({ most: 3, mostWaiting: 64, maxWaitMs: 10_000 });
  readonly #entries = new Map<string, Entry>();
  readonly #ofAll: AnswersOfAll | null;

  constructor(ofAll: AnswersOfAll | null = null) {
    this.#ofAll = ofAll;
  }

  /** The answer under a key, found anew where the last one is too old. One that fails is not kept. */
  async get<T>(key: string, find: () => Promise<T>): Promise<T> {
    return (await this.getDated(key, find)).answer;
  }

  /** The same of an answer without content, which may stand where all hubs have theirs. */
  async getOfAll<T>(key: string, find: () => Promise<T>): Promise<T> {
    return (await this.getDated(key, find, { hasContent: false })).answer;
  }

  /** The same with the time when it was found. One without content may stand where all hubs have theirs. */
  getDated<T>(
    key: string,
    find: () => Promise<T>,
    { hasContent = true }: { readonly hasContent?: boolean } = {},
  ): Promise<DatedAnswer<T>> {
    const known = this.#entries.get(key);
    if (known && performance.now() < known.untilMs)
      return known.answer as Promise<KeptAnswer & DatedAnswer<T>>;
    const answer =
      this.#ofAll === null || hasContent ? keptOf(find) : this.#ofAll.get(key, () => keptOf(find));
    const entry: Entry = { answer, untilMs: Number.POSITIVE_INFINITY };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= MAX_ENTRIES) break;
      this.#entries.delete(oldest);
    }
    answer.then(
      ({ keepMs }) => {
        entry.untilMs = performance.now() + keepMs;
      },
      () => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      },
    );
    return answer as Promise<KeptAnswer & DatedAnswer<T>>;
  }

  /** Forgets all; returns how many answers there were. */
  clear(): number {
    const { size } = this.#entries;
    this.#entries.clear();
    return size;
  }
}

async function keptOf(find: () => Promise<unknown>): Promise<KeptAnswer> {
  const startedMs = performance.now();
  const answer = await find();
  const tookMs = performance.now() - startedMs;
  return {
    answer,
    computedAtMs: Date.now(),
    keepMs: Math.min(MAX_MS, Math.max(MIN_MS, COST_FACTOR * tookMs)),
  };
}
