/** Why an answer of the hub could not be had. `code` is the hub's, or `unreachable` where none came. */
export class Problem extends Error {
  /** The hub's error code (docs/errors.md), `unreachable`, or `unexpected` for an answer of another form. */
  readonly code: string;
  /** HTTP status; 0 where no answer came. */
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = 'Problem';
    this.code = code;
    this.status = status;
  }
}

/** The problem in the body of an answer that is not 2xx. */
export function problemOf(status: number, body: unknown): Problem {
  if (typeof body === 'object' && body !== null && 'error' in body) {
    const { error } = body;
    if (typeof error === 'object' && error !== null && 'code' in error && 'message' in error) {
      return new Problem(String(error.code), status, String(error.message));
    }
  }
  // A proxy in front of a hub that is away answers with its own 502 or 504 page.
  const code = status === 502 || status === 504 ? 'unreachable' : 'unexpected';
  return new Problem(code, status, `HTTP ${status}`);
}
