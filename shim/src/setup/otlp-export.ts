import { AsyncResource } from 'node:async_hooks';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { Signal } from '../config/shim-config.ts';
import { exportOverhead } from '../metrics/overhead.ts';
import { noteFailure, noteSuccess } from './delivery.ts';
import type { Sdk } from './load-sdk.ts';
import type { OtlpSender } from './otlp-sender.ts';
import { FailedTry } from './retry.ts';

/** Items that were not delivered for a reason that may pass, and how long the receiver wants to be left alone. */
export interface Unsent {
  readonly waitMs: number | undefined;
}

export interface OtlpExportOptions<T> {
  readonly signal: Signal;
  readonly sender: OtlpSender;
  readonly serializer: ISerializer<T, { readonly partialSuccess?: object }>;
  /** How many records the items are. */
  readonly sizeOf: (items: T) => number;
}

/** Outside of whatever work of the service happens to have a batch sent. */
const outside = new AsyncResource('observatory.export');

/**
 * A function that sends items as OTLP and keeps account of what became of them, but for those that it gives back
 * as `Unsent`: whoever calls keeps or counts them. It never rejects.
 */
export function createOtlpExport<T>(
  options: OtlpExportOptions<T>,
  { core }: Pick<Sdk, 'core'>,
): (items: T) => Promise<Unsent | undefined> {
  const { signal, sender, serializer, sizeOf } = options;
  // An instrumented HTTP client must not make spans of the requests that carry spans.
  const untraced = core.suppressTracing(ROOT_CONTEXT);
  return async (items) => {
    const size = sizeOf(items);
    try {
      const start = performance.now();
      const request = serializer.serializeRequest(items);
      if (request === undefined) throw new Error('a batch could not be put into protobuf');
      // Those that follow requests by themselves (Sentry) must not find these among the service's.
      const sending = outside.runInAsyncScope(() => context.with(untraced, () => sender.send(request)));
      exportOverhead.note(performance.now() - start);
      const answer = await sending;
      const { rejected, why } = refusedIn(serializer, answer);
      noteSuccess(signal, sender.url, size, rejected, why);
    } catch (error) {
      // The sender has said why.
      if (error instanceof FailedTry && error.waitMs !== null) return { waitMs: error.waitMs };
      noteFailure(signal, size);
    }
    return undefined;
  };
}

/** How many records the receiver did not want. An answer that cannot be read refuses nothing. */
function refusedIn<T>(
  serializer: OtlpExportOptions<T>['serializer'],
  answer: Uint8Array,
): { readonly rejected: number; readonly why: string } {
  try {
    const { errorMessage, ...counts }: Record<string, unknown> = {
      ...serializer.deserializeResponse(answer).partialSuccess,
    };
    const rejected = Object.values(counts).reduce<number>((sum, count) => sum + (Number(count) || 0), 0);
    return { rejected, why: typeof errorMessage === 'string' ? errorMessage : '' };
  } catch {
    return { rejected: 0, why: '' };
  }
}
