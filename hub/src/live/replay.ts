import { setTimeout as sleep } from 'node:timers/promises';
import type { Reads } from '../store/database.ts';
import { type EventFilter, readEventsAfter } from '../store/read-events.ts';
import { LiveEvent } from './live-event.ts';
import { type SharedFrames, slicesOf } from './shared-frames.ts';

const PAGE = 200;
/** Cursors that one read goes through, whatever passes the filter: a filter that lets little pass must not read all days. */
const WINDOW = 5000;
/** Pages that are kept: after a restart of the hub all its clients ask for the same ones. */
const MAX_PAGES = 16;

/** Stored events on their way to those who come back, or fell behind. */
export interface Page {
  readonly slices: readonly SharedFrames[];
  /** All up to here were looked at. */
  readonly to: number;
}

/**
 * Reads stored events for all who catch up: one page after the other, with as much time between them as each took, so that
 * those who are up to date hardly notice; the same page once for all who want it.
 */
export class Replay {
  readonly #database: Reads;
  readonly #pages = new Map<string, Promise<Page>>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(database: Reads) {
    this.#database = database;
  }

  /** The next events that pass a filter, of those with cursors above `from` and up to `head`, which lies beyond. */
  page(project: string, filter: EventFilter, from: number, head: number): Promise<Page> {
    const to = Math.min(from + WINDOW, head);
    // Whatever the end was when it was read: a hundred who come back would else each read the same pages anew.
    const key = `${from} ${project} ${JSON.stringify(filter)}`;
    const known = this.#pages.get(key);
    if (known) return known;
    let startedMs = 0;
    const page = this.#turn.then(() => {
      startedMs = performance.now();
      return this.#read(project, filter, from, to);
    });
    this.#pages.set(key, page);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= MAX_PAGES) break;
      this.#pages.delete(oldest);
    }
    this.#turn = page.then(
      () => sleep(Math.min(200, performance.now() - startedMs)),
      () => this.#pages.delete(key),
    );
    return page;
  }

  async #read(project: string, filter: EventFilter, from: number, to: number): Promise<Page> {
    const rows = await readEventsAfter(this.#database, project, { from, to }, filter, PAGE);
    const slices = slicesOf(rows.map((row) => new LiveEvent(row)));
    return { slices, to: rows.length < PAGE ? to : (rows.at(-1)?.cursor ?? to) };
  }
}
