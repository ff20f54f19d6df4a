import { HubError } from '../errors.ts';
import type { HubContext } from './context.ts';

/** Live streams open now, of each kind; `OBSERVATORY_MAX_STREAMS` bounds them together. */
export interface Streams {
  sse: number;
  webSockets: number;
}

export function openStreams({ sse, webSockets }: Streams): number {
  return sse + webSockets;
}

/** Counts one more stream and returns how to give it back. Throws OBS_TOO_MANY_SUBSCRIPTIONS above the largest number. */
export function reserveStream({ streams, maxStreams }: HubContext, kind: keyof Streams): () => void {
  if (openStreams(streams) >= maxStreams) {
    throw new HubError(
      'OBS_TOO_MANY_SUBSCRIPTIONS',
      `${maxStreams} streams are open, which is the most. Close one.`,
    );
  }
  streams[kind] += 1;
  return () => {
    streams[kind] -= 1;
  };
}
