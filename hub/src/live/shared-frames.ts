import type { LiveEvent } from './live-event.ts';
import { textFrame } from './text-frame.ts';

/** Clients choose the names of their subscriptions; frames for all of them would be memory without a bound. */
const MAX_IDS = 8;

/** Events as the bytes that go to clients, made once for all who get the same. */
export class SharedFrames {
  readonly events: readonly LiveEvent[];
  #sse: Buffer | undefined;
  readonly #webSocket = new Map<string, Buffer>();

  constructor(events: readonly LiveEvent[]) {
    this.events = events;
  }

  /** Server-sent events. */
  get sse(): Buffer {
    this.#sse ??= Buffer.from(
      this.events.map(({ cursor, json }) => `id: ${cursor}\ndata: ${json}\n\n`).join(''),
    );
    return this.#sse;
  }

  /** WebSocket frames for a subscription that its client calls so. */
  webSocket(id: string): Buffer {
    const known = this.#webSocket.get(id);
    if (known !== undefined) return known;
    const name = JSON.stringify(id);
    const frames = Buffer.concat(
      this.events.map(({ cursor, json }) =>
        textFrame(`{"type":"event","id":${name},"cursor":"${cursor}","event":${json}}`),
      ),
    );
    if (this.#webSocket.size < MAX_IDS) this.#webSocket.set(id, frames);
    return frames;
  }
}

const SLICE_BYTES = 64 * 1024;

/** Events in parts of about 64 KiB, so that a client need not hold a page at once. */
export function slicesOf(events: readonly LiveEvent[]): SharedFrames[] {
  const slices: SharedFrames[] = [];
  let slice: LiveEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    slice.push(event);
    bytes += event.json.length;
    if (bytes < SLICE_BYTES) continue;
    slices.push(new SharedFrames(slice));
    slice = [];
    bytes = 0;
  }
  if (slice.length > 0) slices.push(new SharedFrames(slice));
  return slices;
}
