import { Recent } from './recent.ts';

/** Names told apart at a time; beyond, those whose minute began first are forgotten. Some 10 MB. */
const MOST_NAMES = 50_000;
export const WINDOW_S = 60;

interface Window {
  count: number;
  readonly endsMs: number;
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

  /** Counts one of a name. */
  take(name: string, limit: number, nowMs = performance.now()): Count {
    const window = this.#windowOf(name, nowMs);
    window.count += 1;
    return countOf(window, limit, nowMs);
  }

  /** How a name stands, without counting. */
  look(name: string, limit: number, nowMs = performance.now()): Count {
    const window = this.#windows.get(name);
    return window === undefined || window.endsMs <= nowMs
      ? { isOver: false, remaining: limit, resetS: WINDOW_S }
      : countOf({ ...window, count: window.count + 1 }, limit, nowMs);
  }

  get size(): number {
    return this.#windows.size;
  }

  #windowOf(name: string, nowMs: number): Window {
    const known = this.#windows.get(name);
    if (known !== undefined && known.endsMs > nowMs) return known;
    const begun = { count: 0, endsMs: nowMs + WINDOW_S * 1000 };
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
