import type { SharedFrames } from './shared-frames.ts';

/** What a subscriber did not get. */
export interface Missed {
  /** Events; those that retention took are counted without regard to the filter, at most so many. */
  readonly count: number;
  /** Cursors of the first and the last. */
  readonly from: number;
  readonly to: number;
  /** `slow`: it did not keep up. `rate_limit`: its own limit. `retention`: they are no more kept. */
  readonly reason: 'slow' | 'rate_limit' | 'retention';
}

/** The way to one subscriber. */
export interface EventSink {
  readonly closed: AbortSignal;
  /** Whether so much is on its way that more should wait for `caughtUp`. */
  readonly isBehind: boolean;
  /** Resolves when the client has read what it was sent, or is gone; one that reads nothing for long is let go. */
  caughtUp(): Promise<void>;
  /** Says where the subscription begins, and resumes where nothing else comes before it ends. */
  begin(cursor: number): void;
  send(frames: SharedFrames): void;
  /** `cursor` is where to resume after it. */
  missed(missed: Missed, cursor: number): void;
  /** Called now and then while nothing else is sent: all up to the cursor was looked at. */
  beat(cursor: number): void;
}

/** Where items go that are no single events: counted, or as many as a limit lets through. */
export interface ItemSink extends Omit<EventSink, 'send'> {
  items(items: readonly unknown[], cursor: number): void;
}

/** The message that tells of it, without the fields that each transport adds. */
export function missedMessage({ count, from, to, reason }: Missed): object {
  return { type: 'missed', count, from: String(from), to: String(to), reason };
}
