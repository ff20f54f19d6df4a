import { setTimeout as sleep } from 'node:timers/promises';
import type { HubContext, LiveEvent } from '../api/context.ts';
import { observabilityEventOf } from '../api/present.ts';
import { type EventFilter, passesFilter, readEventsAfter, readLastCursor } from '../store/read-events.ts';
import type { SseClient } from './sse.ts';

const REPLAY_PAGE = 200;
/** Live events that may wait while stored ones are read; with more, the rest is read from the store too. */
const MAX_WAITING = 50;
const RETRY_MS = 1000;

export interface EventFeed {
  readonly project: string;
  readonly filter: EventFilter;
  /** The cursor to go on after; null where the client comes for the first time. */
  readonly from: number | null;
  readonly onError: (error: unknown) => void;
}

/**
 * Sends a client the events that pass its filter: first the stored ones after `from`, then those that come. Each
 * once, in the order of their cursors, without a gap. A client that falls behind is served from the store until it has
 * caught up, so that it never holds more than a page in memory; so is one that came while the database was away.
 * Resolves when the client is gone.
 */
export async function feedEvents(client: SseClient, context: HubContext, feed: EventFeed): Promise<void> {
  const { project, filter, from } = feed;
  let cursor = context.lastCursor();
  /** Live events that wait until the stored ones are sent; null while there are none to wait for. */
  let waiting: LiveEvent[] | null = null;
  let fellBehind = () => {};
  const send = ({ row, event }: LiveEvent) => {
    if (row.cursor <= cursor) return;
    cursor = row.cursor;
    client.send(String(row.cursor), event);
  };
  const stop = context.liveEvents.listen((live) => {
    if (live.row.project !== project || !passesFilter(live.row, filter)) return;
    if (waiting === null && client.isBehind) {
      waiting = [];
      fellBehind();
    } else if (waiting === null) send(live);
    else if (waiting.length <= MAX_WAITING) waiting.push(live);
  });
  client.closed.addEventListener('abort', () => {
    stop();
    fellBehind();
  });

  if (from === null) client.mark(String(cursor));
  else {
    waiting = [];
    // A cursor from beyond the end is of a store that is no more: its client would wait for ever.
    cursor = Math.min(from, await read(client, feed, () => readLastCursor(context.database)));
  }
  while (!client.closed.aborted) {
    if (waiting === null) {
      await new Promise<void>((resolve) => {
        fellBehind = resolve;
      });
      continue;
    }
    const page = await read(client, feed, () =>
      readEventsAfter(context.database, project, cursor, filter, REPLAY_PAGE),
    );
    for (const row of page) {
      send({ row, event: observabilityEventOf(row, row.service) });
      await client.caughtUp();
      if (client.closed.aborted) return;
    }
    await client.caughtUp();
    const arrived: LiveEvent[] = waiting;
    const isAtEnd = page.length < REPLAY_PAGE && arrived.length <= MAX_WAITING;
    waiting = isAtEnd ? null : [];
    if (isAtEnd) for (const live of arrived) send(live);
  }
}

/** Reads, again and again while the database is away: an EventSource that is refused once never comes back. */
async function read<T>(client: SseClient, { onError }: EventFeed, query: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await query();
    } catch (error) {
      onError(error);
      await sleep(RETRY_MS, undefined, { signal: client.closed });
    }
  }
}
