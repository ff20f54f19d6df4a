interface RetryOptions {
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
 * Runs `attempt` (1, 2, …) until it succeeds. An error that is not `retryable`, and that of the last
 * attempt, are thrown on unchanged.
 */
export async function retry<T>(options: RetryOptions, attempt: (number: number) => Promise<T>): Promise<T> {
  const { attempts = 3, pauseMs = 400, wait, onRetry } = options;
  for (let number = 1; ; number++) {
    try {
      return await attempt(number);
    } catch (error) {
      if (number >= attempts || !isRetryable(error)) throw error;
      onRetry?.(error, number);
      await wait(pauseMs * 2 ** (number - 1));
    }
  }
}
