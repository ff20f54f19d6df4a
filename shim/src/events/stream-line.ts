import { currentConfig } from '../config/current-config.ts';
import { Attr } from '../conventions/index.ts';
import { newEventUid } from './event-uid.ts';
import { fromCallback } from './from-callback.ts';
import { hasSubscribers, publish } from './stream.ts';
import type { EventSource } from './streamed-event.ts';

/** Whether a log line of severity error or fatal is an event for subscribers in this process. */
export function areLinesStreamed(): boolean {
  return hasSubscribers() && currentConfig().streaming.enabled && fromCallback.getStore() !== true;
}

/** Gives a log line to subscribers, as an event of type `log` whose id its log record gets too. */
export function streamLine(
  line: Omit<EventSource, 'id' | 'type' | 'time'> & { attributes: Record<string, unknown> },
): void {
  const id = newEventUid();
  line.attributes[Attr.logRecordUid] = id;
  publish({ ...line, id, type: 'log', time: Date.now() });
}
