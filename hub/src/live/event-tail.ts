import type { SentEvent } from '../store/batch.ts';
import type { Reads } from '../store/database.ts';
import { readEventRange, readLastCursor, readSettledCursor } from '../store/read-events.ts';
import { LiveEvent } from './live-event.ts';

/** How often it looks for what other hubs on the database stored. */
const POLL_MS = 1000;
/** Cursors of one read. */
const WINDOW = 500;
/** The newest events stay in memory, so that who is a little behind needs no read. */
const RECENT_EVENTS = 1000;
const RECENT_BYTES = 8 * 1024 * 1024;
const MAX_ARRIVED = 1000;

export interface EventTailOptions {
  readonly database: Reads;
  readonly onError: (error: unknown) => void;
  /** Unless given, a second. */
  readonly pollMs?: number;
}

/**
 * All new events in the order of their cursors, each once and without a gap, whichever hub on the database stored them.
 * What this hub stores is passed on from memory; where cursors are missing in between, the store is read. While nobody
 * watches, it only knows where the end is.
 */
export class EventTail {
  readonly #options: EventTailOptions;
  readonly #listeners = new Set<(events: readonly LiveEvent[]) => void>();
  #watchers = 0;
  #isReading = false;
  #isPolling = false;
  #isFailing = false;
  /** Largest cursor that another hub told of. */
  #hinted = 0;
  #isHinting = false;
  #timer: NodeJS.Timeout | undefined;
  /** Every event up to here was passed on. */
  #head = 0;
  /** Up to here the store is to be read. */
  #target = 0;
  /** What this hub stored while the store is read. */
  #arrived: SentEvent[] = [];
  #recent: LiveEvent[] = [];
  #recentBytes = 0;
  /** All events above it, up to the head, are in `recent`. */
  #floor = 0;

  constructor(options: EventTailOptions) {
    this.#options = options;
  }

  /** The cursor up to which events were passed on. */
  get head(): number {
    return this.#head;
  }

  /** How many cursors that are known were not passed on yet. */
  get behind(): number {
    return this.#watchers === 0 ? 0 : Math.max(this.#target, this.#hinted) - this.#head;
  }

  /** Begins at the end of what is stored now. */
  async start(): Promise<void> {
    this.#head = await readSettledCursor(this.#options.database);
    this.#target = this.#head;
    this.#timer = setInterval(() => this.look(), this.#options.pollMs ?? POLL_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#watchers = 0;
  }

  /** Has new events passed on until the function that it returns is called. */
  watch(): () => void {
    if (this.#watchers === 0) this.#forget();
    this.#watchers += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#watchers -= 1;
      if (this.#watchers === 0) this.#forget();
    };
  }

  /** Calls `listener`, which must not throw, with new events; returns how to end that. */
  listen(listener: (events: readonly LiveEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes what this hub has committed. */
  add(rows: readonly SentEvent[]): void {
    const fresh = rows.filter(({ cursor }) => cursor > this.#head);
    const last = fresh.at(-1);
    if (last === undefined) return;
    if (this.#watchers === 0) this.#pass([], last.cursor);
    else if (this.#isReading) {
      this.#arrived.push(...fresh);
      if (this.#arrived.length > MAX_ARRIVED) this.#readTo(this.#arrived.splice(0).at(-1)?.cursor ?? 0);
    } else if (this.#follows(fresh))
      this.#pass(
        fresh.map((row) => new LiveEvent(row)),
        last.cursor,
      );
    else this.#readTo(last.cursor);
  }

  /** Takes word of another hub that it committed events up to a cursor. */
  hint(cursor: number): void {
    this.#hinted = Math.max(this.#hinted, cursor);
    if (this.#watchers > 0 && cursor > this.#head && !this.#isHinting) void this.#followHint();
  }

  /** Looks now for what other hubs stored. */
  look(): void {
    void this.#poll();
  }

  /** Forgets what is in memory: some of it may have been erased. */
  forgetRecent(): void {
    this.#recent = [];
    this.#recentBytes = 0;
    this.#floor = this.#head;
  }

  /** The events after a cursor, from memory; null where they are no more there. */
  since(cursor: number): readonly LiveEvent[] | null {
    if (cursor < this.#floor) return null;
    let at = this.#recent.length;
    while (at > 0 && (this.#recent[at - 1]?.cursor ?? 0) > cursor) at -= 1;
    return this.#recent.slice(at);
  }

  #forget(): void {
    this.#arrived = [];
    this.#recent = [];
    this.#recentBytes = 0;
    this.#floor = this.#head;
  }

  #readTo(cursor: number): void {
    this.#target = Math.max(this.#target, cursor);
    if (!this.#isReading) void this.#read();
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    try {
      while (this.#watchers > 0) {
        if (this.#head >= this.#target) {
          const arrived = this.#arrived.splice(0).filter(({ cursor }) => cursor > this.#head);
          const last = arrived.at(-1);
          if (last === undefined) return;
          if (this.#follows(arrived))
            this.#pass(
              arrived.map((row) => new LiveEvent(row)),
              last.cursor,
            );
          else this.#target = last.cursor;
          continue;
        }
        const from = this.#head;
        const to = Math.min(this.#target, from + WINDOW);
        const rows = await readEventRange(this.#options.database, from, to);
        // Unless all went meanwhile, and the end moved on without them.
        if (this.#watchers > 0 && this.#head === from)
          this.#pass(
            rows.map((row) => new LiveEvent(row)),
            to,
          );
      }
      this.#isFailing = false;
    } catch (error) {
      // Again with the next poll.
      this.#fail(error);
    } finally {
      this.#isReading = false;
    }
  }

  async #followHint(): Promise<void> {
    this.#isHinting = true;
    try {
      while (this.#watchers > 0 && this.#hinted > Math.max(this.#head, this.#target)) {
        const hinted = this.#hinted;
        // A hub tells what is committed, but nobody's word is taken for cursors that were never given.
        const last = await readLastCursor(this.#options.database);
        this.#readTo(Math.min(hinted, last));
        if (hinted > last) this.#hinted = Math.min(this.#hinted, last);
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isHinting = false;
    }
  }

  async #poll(): Promise<void> {
    if (this.#isPolling || this.#isReading) return;
    this.#isPolling = true;
    try {
      const { database } = this.#options;
      const last = await readLastCursor(database);
      this.#isFailing = false;
      // Some of these may not be committed yet.
      if (last <= this.#head) return;
      const settled = await readSettledCursor(database);
      if (this.#watchers > 0) this.#readTo(settled);
      else if (settled > this.#head) this.#pass([], settled);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isPolling = false;
    }
  }

  #fail(error: unknown): void {
    if (!this.#isFailing) this.#options.onError(error);
    this.#isFailing = true;
  }

  /** Whether rows begin right after the head, without a gap. */
  #follows(rows: readonly SentEvent[]): boolean {
    return rows.every(({ cursor }, at) => cursor === this.#head + 1 + at);
  }

  #pass(events: readonly LiveEvent[], head: number): void {
    this.#head = head;
    this.#target = Math.max(this.#target, head);
    if (this.#watchers === 0) this.#floor = head;
    if (events.length === 0) return;
    for (const event of events) {
      this.#recent.push(event);
      this.#recentBytes += event.json.length;
    }
    while (this.#recent.length > RECENT_EVENTS || this.#recentBytes > RECENT_BYTES) {
      const oldest = this.#recent.shift();
      if (oldest === undefined) break;
      this.#recentBytes -= oldest.json.length;
      this.#floor = oldest.cursor;
    }
    for (const listener of this.#listeners) listener(events);
  }
}
