import type { Signal } from '../config/shim-config.ts';
import { noteFailedTry, wasReached } from './delivery.ts';
import { isEnding } from './last-requests.ts';

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5000;

/**
 * A try that failed. `waitMs` is how long the receiver wants to be left alone, undefined where it does not
 * say, and null where another try would fail too.
 */
export class FailedTry extends Error {
  readonly waitMs: number | null | undefined;
  constructor(message: string, waitMs: number | null | undefined) {
    super(message);
    this.waitMs = waitMs;
  }
}

export interface Attempts {
  readonly signal: Signal;
  readonly url: string;
  /** Longest time for all tries together. */
  readonly timeoutMs: number;
}

/**
 * Tries again with growing, spread pauses while that may help and the time is not up; rejects as the last try
 * did. Waiting does not keep the process alive.
 */
export async function withRetries<T>(
  { signal, url, timeoutMs }: Attempts,
  attempt: (timeoutMs: number) => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await attempt(Math.max(1, deadline - performance.now()));
    } catch (error) {
      const failed = error instanceof FailedTry ? error : new FailedTry(messageOf(error), undefined);
      noteFailedTry(signal, url, failed);
      const pause = failed.waitMs ?? spread(waitMs);
      const late = performance.now() + pause > deadline;
      if (failed.waitMs === null || late || (isEnding() && !wasReached(url))) throw failed;
      await new Promise((resolve) => {
        setTimeout(resolve, pause).unref();
      });
    }
  }
}

/** A pause that differs by up to a fifth, so that many services do not return at once. */
export function spread(waitMs: number): number {
  return waitMs * (0.8 + Math.random() * 0.4);
}

/** A name with several addresses fails with one error for each; HTTP/2 hides why a connection failed. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return 'no answer before the process ended';
  const [inner = error] = error instanceof AggregateError ? error.errors : [error.cause];
  return inner instanceof Error && inner.message ? inner.message : error.name;
}
