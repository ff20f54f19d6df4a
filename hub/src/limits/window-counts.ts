import { Recent } from './recent.ts';

/** Names told apart at a time; beyond, those whose minute began first are forgotten. Some 10 MB. */
const MOST_NAMES = 50_000;
export const WINDOW_S = 60;

/** Of these, what other hubs are still to be told of. */
const MOST_FRESH = 10_000;

interface Window {
  count: number;
  endsMs: number;
  /** Of the count, what other hubs were not told. */
  fresh: number;
}

/** What a name has more since it was asked for last. */
export interface FreshCount {
  readonly name: string;
  readonly count: number;
  /** Whole milliseconds until its window ends. */
  readonly leftMs: number;
}

export interface Count {
  readonly isOver: boolean;
  readonly remaining: number;
  /** Whole seconds until the count begins anew. */
  readonly resetS: number;
}

/**
 * Counts by name in windows of a minute, each of which begins with the first of its name. Fixed windows: at the border of
 * two a name may have twice as many, which protects as well, and can be told in headers.
 */
export class WindowCounts {
  readonly #windows = new Recent<Window>(MOST_NAMES);
  /** Null: nobody else counts the same. */
  readonly #fresh: Set<string> | null;

  constructor({ isShared = false }: { readonly isShared?: boolean } = {}) {
    this.#fresh = isShared ? new Set() : null;
  }

  /** Counts one of a name. */
  take(name: string, limit: number, nowMs = performance.now()): Count {
    const window = this.#windowOf(name, nowMs);
    window.count += 1;
    if (this.#fresh !== null) {
      window.fresh += 1;
      if (this.#fresh.size < MOST_FRESH) this.#fresh.add(name);
    }
    return countOf(window, limit, nowMs);
  }

  /** How a name stands, without counting. */
  look(name: string, limit: number, nowMs = performance.now()): Count {
    const window = this.#windows.get(name);
    return window === undefined || window.endsMs <= nowMs
      ? { isOver: false, remaining: limit, resetS: WINDOW_S }
      : countOf({ ...window, count: window.count + 1 }, limit, nowMs);
  }

  /** What was counted here since the last call, of at most so many names. */
  takeFresh(most: number, nowMs = performance.now()): FreshCount[] {
    const taken: FreshCount[] = [];
    for (const name of this.#fresh ?? []) {
      if (taken.length >= most) break;
      this.#fresh?.delete(name);
      const window = this.#windows.get(name);
      if (window === undefined || window.endsMs <= nowMs) continue;
      taken.push({ name, count: window.fresh, leftMs: Math.ceil(window.endsMs - nowMs) });
      window.fresh = 0;
    }
    return taken;
  }

  /** Takes over what all together counted of a name, and when its window ends. */
  settle(name: string, total: number, leftMs: number, nowMs = performance.now()): void {
    const window = this.#windows.get(name);
    if (window === undefined || !Number.isFinite(total) || !(leftMs > 0)) return;
    window.count = total + window.fresh;
    window.endsMs = nowMs + Math.min(leftMs, WINDOW_S * 1000);
  }

  get size(): number {
    return this.#windows.size;
  }

  #windowOf(name: string, nowMs: number): Window {
    const known = this.#windows.get(name);
    if (known !== undefined && known.endsMs > nowMs) return known;
    const begun = { count: 0, endsMs: nowMs + WINDOW_S * 1000, fresh: 0 };
    this.#windows.set(name, begun);
    return begun;
  }
}

function countOf(window: Window, limit: number, nowMs: number): Count {
  return {
    isOver: window.count > limit,
    remaining: Math.max(0, limit - window.count),
    resetS: Math.min(WINDOW_S, Math.max(1, Math.ceil((window.endsMs - nowMs) / 1000))),
  };
}
