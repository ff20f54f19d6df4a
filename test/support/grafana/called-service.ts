import { newSpanId, newTraceId, sendSpans } from '../send.ts';

/** A slow request to one service, which calls another in vain: the fleet is one service alone. */
export async function sendCallOfAnotherService(collector: { readonly url: string }): Promise<void> {
  const traceId = newTraceId();
  const [request, call, answer] = [newSpanId(), newSpanId(), newSpanId()];
  const startMs = Date.now() - 2000;
  await sendSpans(
    collector,
    [
      { traceId, spanId: request, name: 'POST /orders', kind: 2, startMs, endMs: startMs + 1500 },
      { traceId, spanId: call, parentSpanId: request, name: 'GET', kind: 3, startMs, endMs: startMs + 1400 },
    ],
    'shop',
  );
  await sendSpans(
    collector,
    [
      {
        traceId,
        spanId: answer,
        parentSpanId: call,
        name: 'GET /stock',
        kind: 2,
        startMs,
        endMs: startMs + 1300,
        failure: { type: '500', message: 'no connection to the database' },
      },
    ],
    'stock',
  );
}
