import type { Reach } from '../hub/reachability.ts';
import type { StreamState } from './live-stream.ts';

/**
 * What the reader is told of the connection. `streaming`: changes come as server-sent events, since no WebSocket gets
 * through; `polling`: neither does, but the hub answers requests.
 */
export type ConnectionLabel =
  | { readonly kind: 'connecting' | 'live' | 'streaming' | 'paused' | 'polling' }
  | { readonly kind: 'reconnecting' | 'lost'; readonly retryAt: number; readonly downSince: number };

/** From this many failed tries in a row the connection counts as lost. */
const LOST_AFTER = 3;

/** What the state of the stream and of the other requests, taken together, mean for the reader. */
export function connectionLabel(stream: StreamState, reach: Reach, paused: boolean): ConnectionLabel {
  if (stream.kind === 'waiting') {
    const answers = reach.answeredAt > stream.downSince && reach.answeredAt >= reach.failedAt;
    if (answers && stream.failures > 1) return { kind: 'polling' };
    const kind = stream.failures >= LOST_AFTER ? 'lost' : 'reconnecting';
    return { kind, retryAt: stream.retryAt, downSince: stream.downSince };
  }
  if (paused) return { kind: 'paused' };
  if (stream.kind !== 'live') return { kind: 'connecting' };
  return { kind: stream.by === 'socket' ? 'live' : 'streaming' };
}
