import { EventEmitter } from 'node:events';
import { context, type Span, SpanKind, trace } from '@opentelemetry/api';
import { currentConfig } from '../config/current-config.ts';
import { Attr, platformMetrics } from '../conventions/index.ts';
import { countMetric } from '../metrics/record.ts';
import { guarded } from '../setup/guard.ts';
import { fail, isThenable, startSpan } from './in-span.ts';

type Listener = (this: unknown, ...args: unknown[]) => unknown;

/** Counts a message that is sent. */
export function countSent(socket: unknown): void {
  countMetric(platformMetrics.webSocketMessages, 1, { side: sideOf(socket), direction: 'sent' });
}

/**
 * Gives a message to its listeners in a span: on a server of a trace of its own, as connections live long; on a
 * client below what is active, most often the run that waits for the answer. As `emit` does it, but that the
 * promise of an asynchronous listener ends the span.
 */
export function receive(socket: EventEmitter, args: unknown[], emit: () => boolean): boolean {
  const side = sideOf(socket);
  countMetric(platformMetrics.webSocketMessages, 1, { side, direction: 'received' });
  const listeners = socket.rawListeners('message') as Listener[];
  if (!currentConfig().webSocketSpans || listeners.length === 0 || EventEmitter.captureRejections)
    return emit();
  const active = trace.getActiveSpan()?.spanContext();
  const span = startSpan({
    name: 'websocket receive',
    kind: SpanKind.CONSUMER,
    attributes: {
      [Attr.networkProtocolName]: 'websocket',
      [Attr.webSocketSide]: side,
      [Attr.webSocketMessageSize]: guarded('size of a message', () => sizeOf(args[0])) ?? 0,
    },
    ...(side === 'server' && { links: active ? [{ context: active }] : [] }),
  });
  if (span === undefined) return emit();
  return context.with(trace.setSpan(context.active(), span), () => call(listeners, socket, args, span));
}

function call(listeners: readonly Listener[], socket: unknown, args: unknown[], span: Span): boolean {
  let running = 1;
  const ended = () => {
    running -= 1;
    if (running === 0) span.end();
  };
  try {
    for (const listener of listeners) {
      const result = listener.apply(socket, args);
      // Of another function the promise may be someone's who sees to its errors; then it must not be touched.
      if (!isThenable(result) || listener.constructor.name !== 'AsyncFunction') continue;
      running += 1;
      result.then(ended, (error: unknown) => {
        fail(span, error);
        // Nobody else handles it: an unhandled rejection, as it would have been.
        throw error;
      });
    }
  } catch (error) {
    fail(span, error);
    throw error;
  }
  ended();
  return true;
}

/** `ws` has kept this in a field since version 1. */
const sideOf = (socket: unknown) =>
  (socket as { readonly _isServer?: boolean })._isServer ? 'server' : 'client';

function sizeOf(data: unknown): number {
  if (typeof data === 'string') return Buffer.byteLength(data);
  if (Array.isArray(data)) return data.reduce((sum: number, part) => sum + sizeOf(part), 0);
  const { byteLength } = data as { readonly byteLength?: unknown };
  return typeof byteLength === 'number' ? byteLength : 0;
}
