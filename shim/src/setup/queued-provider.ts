import type { PlainRequest } from './otlp-sender.ts';

/** What holds telemetry until it is sent. */
export interface Queued {
  /** Takes what waits, for a process that can wait for nothing any more; made as it is asked for. */
  readonly takeWaiting: () => Iterable<PlainRequest>;
}

/** A provider whose records wait to be sent. */
export interface QueuedProvider<P> extends Queued {
  readonly provider: P;
  /** Sends what waits. */
  readonly flush: () => Promise<void>;
}
