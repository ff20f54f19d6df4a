import { levelNames } from './log-level.ts';
import type { LogMethodName } from './types.ts';

/** Lines of one level and message are counted for this long. */
export const REPEAT_WINDOW_MS = 10_000;
/** Messages that are told apart in one window; further ones are not limited, since they repeat nothing known. */
const MAX_MESSAGES = 1000;
/** Messages are told apart by this many characters. */
const LONGEST_KEY = 200;

/** Says how many lines like one were left out. */
export interface Teller {
  tellLeftOut(method: LogMethodName, message: string, count: number): void;
}

interface Repeats {
  readonly message: string;
  lines: number;
  leftOut: number;
  teller: Teller | undefined;
}

/** How often each line of a service was written in the current window. */
export class RepeatTable {
  readonly #seen = levelNames.map(() => new Map<string, Repeats>());
  #size = 0;
  #endsAt = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * Counts a line, by the place of its level; false where its message has been written `limit` times in
   * this window. `now` is a monotonic time in milliseconds. What was left out is told when the window ends.
   */
  admits(place: number, message: string, limit: number, now: number, teller: Teller): boolean {
    if (now >= this.#endsAt) this.#startWindow(now);
    const seen = this.#seen[place];
    const key = message.length > LONGEST_KEY ? message.slice(0, LONGEST_KEY) : message;
    const known = seen?.get(key);
    if (known === undefined) {
      if (this.#size < MAX_MESSAGES) {
        this.#size += 1;
        seen?.set(key, { message: key, lines: 1, leftOut: 0, teller: undefined });
      }
      return true;
    }
    known.lines += 1;
    if (known.lines <= limit) return true;
    known.leftOut += 1;
    known.teller ??= teller;
    // The window may end without another line; a timer that kept the process alive would be worse.
    this.#timer ??= setTimeout(() => this.end(), Math.max(1, this.#endsAt - now)).unref();
    return false;
  }

  /** Ends the window: tells what was left out and forgets what was seen. */
  end(): void {
    this.#startWindow(performance.now());
  }

  #startWindow(now: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#endsAt = now + REPEAT_WINDOW_MS;
    if (this.#size === 0) return;
    this.#size = 0;
    for (const [place, seen] of this.#seen.entries()) {
      const method = levelNames[place];
      const left = [...seen.values()].filter(({ leftOut }) => leftOut > 0);
      seen.clear();
      for (const { message, leftOut, teller } of left) {
        if (method) teller?.tellLeftOut(method, message, leftOut);
      }
    }
  }
}
