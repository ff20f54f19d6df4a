import type { EventFilter } from '../store/read-events.ts';
import { matcherOf, placesFor, placesOf } from './event-matcher.ts';
import type { EventTail } from './event-tail.ts';
import type { LiveEvent } from './live-event.ts';
import { SharedFrames } from './shared-frames.ts';

/** Of the time that passes, handing out takes at most a part like this. */
const SHARE = 0.25;
const MAX_PAUSE_MS = 100;

/** Someone who is up to date: gets what passes the filter, as one list for all of the same filter. */
export type Taker = (frames: SharedFrames) => void;

interface Group {
  readonly project: string;
  readonly matches: (event: LiveEvent) => boolean;
  readonly takers: Set<Taker>;
  pending: LiveEvent[];
}

/**
 * Hands new events to those who want them. Who has the same filter is one group: matched once, serialised once. Events
 * that come close together go out as one write: the more there are to write to, the longer it gathers.
 */
export class EventFanout {
  readonly #groups = new Map<string, Group>();
  readonly #places = new Map<string, Set<Group>>();
  readonly #due = new Set<Group>();
  #agentGroups = 0;
  #isScheduled = false;
  #pauseUntil = 0;

  constructor(tail: EventTail) {
    tail.listen((events) => this.#match(events));
  }

  /** Has events of a project that pass the filter go to `taker`, until the function that it returns is called. */
  join(project: string, filter: EventFilter, taker: Taker): () => void {
    const key = `${project} ${JSON.stringify(filter)}`;
    const group = this.#groups.get(key) ?? this.#open(key, project, filter);
    group.takers.add(taker);
    return () => {
      if (!group.takers.delete(taker) || group.takers.size > 0 || this.#groups.get(key) !== group) return;
      this.#groups.delete(key);
      this.#due.delete(group);
      if (filter.agents) this.#agentGroups -= 1;
      for (const place of placesOf(filter)) {
        const there = this.#places.get(place);
        there?.delete(group);
        if (there?.size === 0) this.#places.delete(place);
      }
    };
  }

  #open(key: string, project: string, filter: EventFilter): Group {
    const group: Group = { project, matches: matcherOf(filter), takers: new Set(), pending: [] };
    this.#groups.set(key, group);
    if (filter.agents) this.#agentGroups += 1;
    for (const place of placesOf(filter)) {
      const there = this.#places.get(place);
      if (there) there.add(group);
      else this.#places.set(place, new Set([group]));
    }
    return group;
  }

  #match(events: readonly LiveEvent[]): void {
    if (this.#groups.size === 0) return;
    for (const event of events) {
      for (const place of placesFor(event, this.#agentGroups > 0)) {
        for (const group of this.#places.get(place) ?? []) {
          if (group.project !== event.row.project || !group.matches(event)) continue;
          group.pending.push(event);
          this.#due.add(group);
        }
      }
    }
    if (this.#isScheduled || this.#due.size === 0) return;
    this.#isScheduled = true;
    const pauseMs = this.#pauseUntil - performance.now();
    if (pauseMs > 0) setTimeout(() => this.#hand(), pauseMs);
    else setImmediate(() => this.#hand());
  }

  #hand(): void {
    this.#isScheduled = false;
    const startedMs = performance.now();
    for (const group of this.#due) {
      const frames = new SharedFrames(group.pending);
      group.pending = [];
      for (const taker of group.takers) taker(frames);
    }
    this.#due.clear();
    const endedMs = performance.now();
    this.#pauseUntil = endedMs + Math.min(MAX_PAUSE_MS, (endedMs - startedMs) * (1 / SHARE - 1));
  }
}
