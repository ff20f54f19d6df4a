import { createParser } from 'eventsource-parser';
import type { Hub } from '../hub/hub.ts';
import { parseJson } from '../lib/json.ts';
import type { StreamEnd } from './connection.ts';

interface StreamHandlers {
  /** The hub has accepted the stream, and its first bytes have come through. */
  readonly onOpen: () => void;
  /** One message, its `data` parsed from JSON. */
  readonly onMessage: (message: unknown, id: string | undefined) => void;
  /** Called once; never after the stream was closed by its owner. */
  readonly onEnd: (end: StreamEnd) => void;
}

/** The hub sends a heartbeat every 15 s; three missed ones mean that nobody is at the other end. */
const SILENCE_MS = 45_000;
/** The hub writes at once; a proxy that gathers what streams say holds it back for longer. */
const OPEN_MS = 10_000;

/**
 * Opens a stream of server-sent events. Unlike EventSource it tells why it ended, notices a silent connection, and
 * leaves trying again to its owner.
 * @param lastEventId where to resume, if the stream can
 * @returns closes the stream
 */
export function openStream(
  fetch: Hub['fetch'],
  path: string,
  handlers: StreamHandlers,
  lastEventId: string | null,
): () => void {
  const abort = new AbortController();
  let over = false;
  let silence: ReturnType<typeof setTimeout> | undefined;

  const end = (reason: StreamEnd) => {
    if (over) return;
    over = true;
    clearTimeout(silence);
    abort.abort();
    handlers.onEnd(reason);
  };
  const heard = (nextWithinMs = SILENCE_MS) => {
    clearTimeout(silence);
    if (!over) silence = setTimeout(() => end({ kind: 'silent' }), nextWithinMs);
  };
  const parser = createParser({
    onEvent: (event) => {
      const message = parseJson(event.data);
      if (message !== undefined && !over) handlers.onMessage(message, event.id);
    },
  });

  const run = async () => {
    heard(OPEN_MS);
    const response = await fetch(path, {
      headers: { accept: 'text/event-stream', ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
      cache: 'no-store',
      signal: abort.signal,
    });
    if (!response.ok || response.body === null) return end({ kind: 'refused', status: response.status });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let isFirst = true; ; isFirst = false) {
      const { done, value } = await reader.read();
      if (done) return end({ kind: 'ended' });
      if (over) return;
      heard();
      if (isFirst) handlers.onOpen();
      parser.feed(value);
    }
  };
  run().catch(() => end({ kind: 'unreachable' }));

  return () => {
    over = true;
    clearTimeout(silence);
    abort.abort();
  };
}
