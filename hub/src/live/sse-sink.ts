import { type EventSink, type ItemSink, missedMessage } from './event-sink.ts';
import type { SseClient } from './sse.ts';

/** Events, or items, as server-sent events; the id of each is the cursor to resume after. */
export function sseSink(client: SseClient): EventSink & ItemSink {
  let told = 0;
  return {
    closed: client.closed,
    get isBehind() {
      return client.isBehind;
    },
    caughtUp: () => client.caughtUp(),
    begin(cursor) {
      told = cursor;
      client.mark(String(cursor));
    },
    send(frames) {
      told = frames.events.at(-1)?.cursor ?? told;
      client.write(frames.sse);
    },
    items(items, cursor) {
      told = cursor;
      client.send(String(cursor), { type: 'events', items });
    },
    missed(missed, cursor) {
      told = cursor;
      client.send(String(cursor), missedMessage(missed));
    },
    beat(cursor) {
      if (cursor <= told || client.isBehind) return;
      told = cursor;
      client.mark(String(cursor));
    },
  };
}
