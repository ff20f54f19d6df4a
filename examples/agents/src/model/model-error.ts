import type { Provider } from './providers.ts';
import type { Refusal } from './recordings.ts';

/** A provider refused a request. `message` is the provider's own. */
export class ModelError extends Error {
  readonly status: number;
  readonly retryable: boolean;

  constructor(provider: Provider, { status, body }: Refusal) {
    super(`${provider} answered ${status}: ${messageIn(body)}`);
    this.name = status === 429 ? 'RateLimitError' : 'OverloadedError';
    this.status = status;
    this.retryable = status === 429 || status >= 500;
  }
}

/** All of them keep it at `error.message`. */
function messageIn(body: Readonly<Record<string, unknown>>): string {
  const { error } = body;
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : 'no reason';
}
