/** Gave up after the last of several tries; `cause` is what the last one failed of. */
export class RetriesExhausted extends Error {
  override readonly name = 'RetriesExhausted';
  readonly attempts: number;

  constructor(what: string, attempts: number, cause: unknown) {
    super(`${what} failed ${attempts} times`, { cause });
    this.attempts = attempts;
  }
}

export interface RetryOptions {
  /** What is tried, as the error names it. */
  readonly what: string;
  readonly attempts?: number;
  /** Before the second try; doubles with each further one. */
  readonly pauseMs?: number;
  readonly wait: (ms: number) => Promise<void>;
  readonly onRetry?: (error: unknown, attempt: number) => void;
}

/** An error says itself whether the same call may succeed later. */
function isRetryable(error: unknown): boolean {
  return error instanceof Error && 'retryable' in error && error.retryable === true;
}

/**
 * Runs `attempt` (1, 2, …) until it succeeds. An error that is not `retryable` is thrown on at once; after
 * the last attempt RetriesExhausted is thrown.
 */
export async function retry<T>(options: RetryOptions, attempt: (number: number) => Promise<T>): Promise<T> {
  const { what, attempts = 3, pauseMs = 400, wait, onRetry } = options;
  for (let number = 1; ; number++) {
    try {
      return await attempt(number);
    } catch (error) {
      if (!isRetryable(error)) throw error;
      if (number >= attempts) throw new RetriesExhausted(what, number, error);
      onRetry?.(error, number);
      await wait(pauseMs * 2 ** (number - 1));
    }
  }
}
