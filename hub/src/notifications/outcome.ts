import { OutboundError } from '../outbound/outbound-error.ts';

/** What became of one attempt. `retry`: the receiver may take it later. */
export interface Outcome {
  readonly result: 'sent' | 'retry' | 'dead';
  /** Of HTTP or SMTP; null where there was no answer. */
  readonly status: number | null;
  /** Short, without anything of the message, the answer or the address. */
  readonly reason: string;
  /** How long the receiver asks to be left alone. */
  readonly retryAfterMs: number | null;
}

const MOST_RETRY_AFTER_MS = 3_600_000;

/** Of an answer's status: what the receiver refuses for good is not sent again by itself. */
export function outcomeOfStatus(status: number, headers: Headers, nowMs = Date.now()): Outcome {
  const reason = `HTTP ${status}`;
  if (status >= 200 && status < 300) return { result: 'sent', status, reason, retryAfterMs: null };
  const passes = status >= 500 || [408, 425, 429].includes(status);
  const retryAfterMs = passes ? retryAfter(headers.get('retry-after'), nowMs) : null;
  return { result: passes ? 'retry' : 'dead', status, reason, retryAfterMs };
}

/** Of what went wrong before there was an answer. */
export function outcomeOfError(error: unknown): Outcome {
  const isRefused =
    error instanceof OutboundError && ['refused_target', 'bad_redirect'].includes(error.fault);
  return {
    result: isRefused ? 'dead' : 'retry',
    status: null,
    reason: error instanceof OutboundError ? error.message : 'The message could not be sent.',
    retryAfterMs: null,
  };
}

/** RFC 9110, "Retry-After": seconds, or a date. */
function retryAfter(text: string | null, nowMs: number): number | null {
  if (text === null) return null;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return ms > 0 ? Math.min(ms, MOST_RETRY_AFTER_MS) : null;
}
