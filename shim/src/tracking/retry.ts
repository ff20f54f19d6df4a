import { guarded } from '../setup/guard.ts';
import { stoppedBy } from './stopped-error.ts';
import type { RetryOptions } from './types.ts';
import { isAbortSignal, whenAborted } from './when-aborted.ts';

interface Policy {
  readonly attempts: number;
  readonly delayMs: number;
  readonly factor: number;
  readonly maxDelayMs: number;
  readonly mayRetry: (error: unknown) => boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs `tryOnce` until it succeeds, and at most as often as the options say. The error of the last try is thrown
 * on. What was called off is not tried again; an abort during a wait ends it at once.
 */
export async function retrying<T>(options: RetryOptions, tryOnce: (retry: number) => Promise<T>): Promise<T> {
  const policy = guarded('reading how to retry', () => policyOf(options));
  for (let retry = 0; ; retry++) {
    try {
      return await tryOnce(retry);
    } catch (error) {
      if (policy === undefined || retry + 1 >= policy.attempts || !policy.mayRetry(error)) throw error;
      if (!(await waited(delayOf(policy, retry), policy.signal))) throw error;
    }
  }
}

function delayOf({ delayMs, factor, maxDelayMs }: Policy, retry: number): number {
  // The power grows to infinity, and that times zero is no number.
  return delayMs === 0 ? 0 : Math.min(delayMs * factor ** retry, maxDelayMs);
}

function policyOf(options: RetryOptions): Policy {
  const { attempts, delayMs, factor, maxDelayMs, retryIf, signal } = options;
  return {
    attempts: atLeast(1, attempts, 1),
    delayMs: atLeast(0, delayMs, 100),
    factor: atLeast(1, factor, 2),
    maxDelayMs: Math.min(atLeast(0, maxDelayMs, 30_000), 2_147_483_647),
    mayRetry: (error) =>
      stoppedBy(error) !== 'cancel' &&
      (typeof retryIf !== 'function' || guarded('asking retryIf', () => retryIf(error)) === true),
    signal: isAbortSignal(signal) ? signal : undefined,
  };
}

function atLeast(least: number, value: number | undefined, fallback: number): number {
  return typeof value === 'number' && value >= least ? value : fallback;
}

/** Waits; false at once where the signal is aborted. The wait is the service's own, so it keeps the process. */
function waited(delayMs: number, signal: AbortSignal | undefined): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      unfollow?.();
      resolve(true);
    }, delayMs);
    const unfollow =
      signal &&
      whenAborted(signal, () => {
        clearTimeout(timer);
        resolve(false);
      });
  });
}
