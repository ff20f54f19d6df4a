import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { Encoding } from './marks.ts';

export type Signal = 'traces' | 'logs' | 'metrics';

/** What became of one attempt to deliver a request. */
export type Outcome =
  | { readonly kind: 'acknowledged' }
  /** To be sent again, after so many milliseconds where the receiver says it. */
  | { readonly kind: 'again'; readonly reason: string; readonly afterMs?: number }
  /** Will never be taken. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Delivers the body of one export request to one address. Never rejects. */
export interface Delivery {
  deliver(signal: Signal, body: Buffer): Promise<Outcome>;
  close(): void;
}

/**
 * What a successful answer says: OTLP's partial success names how many records were rejected for good. The field has the
 * same number in the answers of all signals.
 */
export function outcomeOfSuccess(encoding: Encoding, body: Buffer): Outcome {
  const serializer = encoding === 'json' ? JsonTraceSerializer : ProtobufTraceSerializer;
  const { partialSuccess } = serializer.deserializeResponse(body) as {
    partialSuccess?: Record<string, unknown>;
  };
  const rejected = Object.entries(partialSuccess ?? {}).find(
    ([name, value]) => name.startsWith('rejected') && Number(value) > 0,
  );
  if (rejected === undefined) return { kind: 'acknowledged' };
  return { kind: 'refused', reason: `${rejected[1]} rejected: ${partialSuccess?.errorMessage}` };
}
