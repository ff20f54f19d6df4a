import { ToldFailure } from '../../tracking/tool-error.ts';
import { textIn } from '../stainless/loose.ts';
import type { SdkSpan } from './sdk-trace.ts';

/**
 * The error that a span tells of. The SDK keeps its text: `RangeError: no such city` beside a message of its own, or
 * `429 slow down` of a provider.
 */
export function errorOf(error: SdkSpan['error']): Error | undefined {
  if (error === null || error === undefined) return undefined;
  const text = textIn(error.data?.error) ?? error.message;
  const [, type = 'Error', message = text] =
    /^(\w*(?:Error|Triggered|Exceeded|Exception)): (.*)$/s.exec(text) ?? [];
  if (/^(Request|This operation) was aborted/.test(message)) return new ToldFailure('AbortError', message);
  if (message === 'Request timed out.') return new ToldFailure('TimeoutError', message);
  const [status] = /^[45]\d\d(?= )/.exec(message) ?? [];
  const told = new ToldFailure(type, message);
  return status === undefined ? told : Object.assign(told, { status: Number(status) });
}
