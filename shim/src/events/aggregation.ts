/** Events of one key within one window. */
export interface Aggregate<T> {
  readonly key: string;
  readonly count: number;
  readonly first: T;
  readonly last: T;
  /** When the window opened, ISO 8601. */
  readonly windowStart: string;
}

interface Group<T> {
  count: number;
  readonly first: T;
  last: T;
}

/**
 * Counts events by key in windows that do not overlap: one opens with the first event after the one before
 * has closed. The owner closes it when its time has come; an event that comes later than that does so itself.
 */
export class Aggregator<T> {
  readonly #windowMs: number;
  readonly #keyOf: (event: T) => string;
  #groups = new Map<string, Group<T>>();
  #endsAt = 0;
  #startedAt = 0;

  constructor(windowMs: number, keyOf: (event: T) => string) {
    this.#windowMs = windowMs;
    this.#keyOf = keyOf;
  }

  get isOpen(): boolean {
    return this.#groups.size > 0;
  }

  /** Events of the open window. */
  get events(): number {
    let events = 0;
    for (const { count } of this.#groups.values()) events += count;
    return events;
  }

  /** Whether the window is over at this moment. */
  isOver(now: number): boolean {
    return this.isOpen && now >= this.#endsAt;
  }

  /**
   * Adds an event; false where that would be one more key than the window may hold. `now` is in milliseconds of
   * a clock that does not jump, `time` in milliseconds since the epoch. A window that is over is to be closed first.
   */
  add(event: T, now: number, time: number, maxKeys: number): boolean {
    const key = this.#keyOf(event);
    const group = this.#groups.get(key);
    if (group !== undefined) {
      group.count += 1;
      group.last = event;
      return true;
    }
    if (this.#groups.size >= maxKeys) return false;
    if (!this.isOpen) {
      this.#startedAt = time;
      this.#endsAt = now + this.#windowMs;
    }
    this.#groups.set(key, { count: 1, first: event, last: event });
    return true;
  }

  /** Ends the window and gives what it held, keys in the order of their first events. */
  close(): Aggregate<T>[] {
    const groups = this.#groups;
    if (groups.size === 0) return [];
    this.#groups = new Map();
    const windowStart = new Date(this.#startedAt).toISOString();
    return Array.from(groups, ([key, group]) => ({ key, ...group, windowStart }));
  }
}
