export interface HubErrorOptions {
  readonly status?: number;
  readonly where?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/**
 * What went wrong between a client and the hub. `code` is the hub's own (docs/errors.md), or the client's:
 * `OBS_UNREACHABLE`, `OBS_TIMEOUT`, `OBS_BAD_ANSWER` (no answer of a hub), `OBS_NO_WEBSOCKET`.
 */
export class HubError extends Error {
  readonly code: string;
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** Where in the request the fault is, if that is known (`query.limit`). */
  readonly where: string | undefined;
  /** How long the hub asks to wait before the next try. */
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, options: HubErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'HubError';
    this.code = code;
    this.status = options.status ?? 0;
    this.where = options.where;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Whether the same request may well be answered later. */
  get isTemporary(): boolean {
    return temporaryStatuses.has(this.status) || temporaryCodes.has(this.code);
  }
}

const temporaryStatuses = new Set([429, 502, 503, 504]);
const temporaryCodes = new Set(['OBS_UNREACHABLE', 'OBS_TIMEOUT']);

/** The error that an answer other than 2xx is. */
export function errorOfAnswer(response: Response, text: string): HubError {
  const { code, message, where } = faultIn(text);
  const { status } = response;
  return new HubError(
    code ?? (temporaryStatuses.has(status) ? 'OBS_UNREACHABLE' : 'OBS_BAD_ANSWER'),
    message ?? `${pathOf(response.url)} answered ${status} without saying why; is a hub there?`,
    { status, where, retryAfterMs: retryAfterOf(response.headers.get('retry-after')) },
  );
}

/** The hub's `{error: {code, message, where}}`. */
function faultIn(text: string): Record<'code' | 'message' | 'where', string | undefined> {
  let fault: Record<string, unknown> = {};
  try {
    const { error } = JSON.parse(text) as { error?: Record<string, unknown> };
    if (typeof error === 'object' && error !== null) fault = error;
  } catch {
    // Another server, or a proxy before the hub.
  }
  const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return { code: textOf(fault.code), message: textOf(fault.message), where: textOf(fault.where) };
}

/** Milliseconds of a `Retry-After`, which is in seconds or a date (RFC 9110, 10.2.3). */
function retryAfterOf(value: string | null): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : 'the hub';
}
