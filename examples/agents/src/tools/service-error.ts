/** A service answered with an error, with something else than agreed, or not in time. */
export class ServiceError extends Error {
  /** `HttpStatusError`, `TimeoutError` or `UnexpectedAnswer`. */
  override readonly name: string;
  readonly retryable: boolean;

  constructor(name: ServiceErrorName, message: string, cause?: unknown, retryable = true) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = name;
    this.retryable = retryable;
  }
}

type ServiceErrorName = 'HttpStatusError' | 'TimeoutError' | 'UnexpectedAnswer';
