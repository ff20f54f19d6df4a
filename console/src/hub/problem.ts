/** Why an answer of the hub could not be had. `code` is the hub's, or `unreachable` where none came. */
export class Problem extends Error {
  /** The hub's error code (docs/errors.md), `unreachable`, or `unexpected` for an answer of another form. */
  readonly code: string;
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  /** The part of the request that is wrong, such as `query.query@12`; null where the hub names none. */
  readonly where: string | null;

  constructor(code: string, status: number, message: string, where: string | null = null) {
    super(message);
    this.name = 'Problem';
    this.code = code;
    this.status = status;
    this.where = where;
  }
}

/** The problem in the body of an answer that is not 2xx. */
export function problemOf(status: number, body: unknown): Problem {
  if (typeof body === 'object' && body !== null && 'error' in body) {
    const { error } = body;
    if (typeof error === 'object' && error !== null && 'code' in error && 'message' in error) {
      const where = 'where' in error && typeof error.where === 'string' ? error.where : null;
      return new Problem(String(error.code), status, String(error.message), where);
    }
  }
  // A proxy in front of a hub that is away answers with its own 502 or 504 page.
  const code = status === 502 || status === 504 ? 'unreachable' : 'unexpected';
  return new Problem(code, status, `HTTP ${status}`);
}
