import { setTimeout as sleep } from 'node:timers/promises';
import type { Reads } from '../store/database.ts';
import { countEvents, type EventFilter, readDropped, readSettledCursor } from '../store/read-events.ts';
import type { EventFanout } from './event-fanout.ts';
import { matcherOf } from './event-matcher.ts';
import type { EventSink } from './event-sink.ts';
import type { EventTail } from './event-tail.ts';
import { everyBeat } from './heartbeat.ts';
import type { Replay } from './replay.ts';
import { SharedFrames, slicesOf } from './shared-frames.ts';

/** Cursors that one who was up to date may fall behind; what is beyond it is told as missed. */
const MAX_LAG = 10_000;
const COUNT_BOUND = 1_000_000;
const RETRY_MS = 1000;
const BEAT_MS = 15_000;

export interface LiveStore {
  readonly database: Reads;
  readonly tail: EventTail;
  readonly fanout: EventFanout;
  readonly replay: Replay;
}

export interface SubscriptionOptions {
  readonly project: string;
  readonly filter: EventFilter;
  /** The cursor to go on after; null where the client comes for the first time. */
  readonly from: number | null;
  /** Told of failures of the store, which is asked again. */
  readonly onError: (error: unknown) => void;
  readonly maxLag?: number;
}

/**
 * Sends the events that pass a filter: first the stored ones after `from`, then those that come; each once, in the order
 * of their cursors, without a gap. Who falls behind is served from the store, so that it holds no more than a slice in
 * memory; who falls too far behind, or comes back after retention, is told what it missed. Resolves when it is gone.
 */
export async function subscribe(
  sink: EventSink,
  live: LiveStore,
  options: SubscriptionOptions,
): Promise<void> {
  const { project, filter, from, maxLag = MAX_LAG } = options;
  const { tail, fanout, replay, database } = live;
  const { closed } = sink;
  const matches = matcherOf(filter);
  const ask = <T>(question: () => Promise<T>) => persistently(closed, options.onError, question);
  const release = tail.watch();
  let stopBeat = () => {};
  try {
    let cursor = from ?? tail.head;
    // Another hub may have stored more. A cursor from beyond that is of a store that is no more: its client would wait for
    // ever.
    if (cursor > tail.head) cursor = Math.min(cursor, await ask(() => readSettledCursor(database)));
    sink.begin(cursor);
    let isResuming = from !== null;
    const dropped = isResuming ? await ask(() => readDropped(database, project, cursor)) : null;
    if (dropped)
      sink.missed({ ...dropped, count: dropped.to - dropped.from + 1, reason: 'retention' }, cursor);
    stopBeat = everyBeat(BEAT_MS, () => sink.beat(cursor));

    /** Hands on what comes, until the client is behind or gone. */
    const follow = () =>
      new Promise<void>((resolve) => {
        const leave = fanout.join(project, filter, (frames) => {
          if (sink.isBehind) return end();
          const { events } = frames;
          const isNew = (events[0]?.cursor ?? 0) > cursor;
          const fresh = isNew ? frames : new SharedFrames(events.filter((event) => event.cursor > cursor));
          if (fresh.events.length > 0) sink.send(fresh);
          cursor = Math.max(cursor, events.at(-1)?.cursor ?? 0);
        });
        const end = () => {
          leave();
          closed.removeEventListener('abort', end);
          resolve();
        };
        closed.addEventListener('abort', end);
      });

    for (;;) {
      await sink.caughtUp();
      if (closed.aborted) return;
      const { head } = tail;
      if (!isResuming && head - cursor > maxLag) {
        const range = { from: cursor, to: head };
        const count = await ask(() => countEvents(database, project, range, filter, COUNT_BOUND));
        if (count > 0) sink.missed({ count, from: cursor + 1, to: head, reason: 'slow' }, head);
        cursor = head;
        continue;
      }
      const recent = tail.since(cursor);
      if (recent !== null) {
        const [slice, ...more] = slicesOf(
          recent.filter(matches).filter(({ row }) => row.project === project),
        );
        if (slice) sink.send(slice);
        if (more.length > 0) {
          cursor = slice?.events.at(-1)?.cursor ?? cursor;
          continue;
        }
        cursor = Math.max(cursor, head);
        isResuming = false;
        if (!sink.isBehind) await follow();
        continue;
      }
      const page = await ask(() => replay.page(project, filter, cursor, head));
      for (const slice of page.slices) {
        await sink.caughtUp();
        if (closed.aborted) return;
        sink.send(slice);
        cursor = slice.events.at(-1)?.cursor ?? cursor;
      }
      cursor = page.to;
    }
  } catch (error) {
    if (!closed.aborted) throw error;
  } finally {
    stopBeat();
    release();
  }
}

/** Asks again and again while the database is away: an EventSource that is refused once never comes back. */
export async function persistently<T>(
  closed: AbortSignal,
  onError: (error: unknown) => void,
  question: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await question();
    } catch (error) {
      onError(error);
      await sleep(RETRY_MS, undefined, { signal: closed });
    }
  }
}
