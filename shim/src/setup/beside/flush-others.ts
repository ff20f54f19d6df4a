import { metrics, trace } from '@opentelemetry/api';
import type { Signal } from '../../config/shim-config.ts';
import { loggerProvider } from '../logs-api.ts';

/** What providers of SDKs can do, themselves or behind the API's stand-in. */
interface Flushable {
  readonly getDelegate?: () => Flushable;
  readonly _getDelegate?: () => Flushable;
  readonly forceFlush?: () => Promise<void>;
}

/** Has the application's own providers of these signals send what waits. Never rejects. */
export async function flushOthers(signals: readonly Signal[]): Promise<void> {
  const providers: Record<Signal, () => object> = {
    traces: () => trace.getTracerProvider(),
    metrics: () => metrics.getMeterProvider(),
    logs: loggerProvider,
  };
  await Promise.allSettled(
    signals.map(async (signal) => {
      const found: Flushable = providers[signal]();
      await (found.getDelegate?.() ?? found._getDelegate?.() ?? found).forceFlush?.();
    }),
  );
}
