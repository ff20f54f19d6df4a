import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { Batcher } from './batcher.ts';
import type { OtlpSender, PlainRequest } from './otlp-sender.ts';

/** After this much of one signal, the older rest is left. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Takes what waits of one signal, as requests, the newest first. */
export function* waitingRequests<T>(
  batcher: Batcher<T>,
  sender: OtlpSender,
  serializer: ISerializer<T[], unknown>,
): Generator<PlainRequest> {
  let bytes = 0;
  for (const batch of batcher.takeWaiting()) {
    const body = serializer.serializeRequest(batch);
    if (body === undefined) continue;
    yield sender.plainRequest(body);
    bytes += body.byteLength;
    if (bytes >= MAX_BYTES) return;
  }
}
