import { context, createNoopMeter, metrics, propagation, trace } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ShimConfig, Signal } from '../config/shim-config.ts';
import { forgetContextManager, hasContextManager } from '../context/active-context.ts';
import { contextPropagator } from '../context/context-propagator.ts';
import { scrapeRefusal } from '../metrics/scrape-switch.ts';
import type { Sdk } from './load-sdk.ts';
import { createLoggerProvider } from './log-provider.ts';
import { logsListened, registerLoggerProvider, unregisterLoggerProvider } from './logs-api.ts';
import { createMeterProvider } from './metric-provider.ts';
import type { Queued } from './queued-provider.ts';
import { scrapeText } from './scrape-text.ts';
import { createTracerProvider } from './trace-provider.ts';
import { forgetTracer, hasTracerProvider } from './tracing-api.ts';

/** The providers that the shim has registered. */
export interface Providers extends Queued {
  /** Sends what waits. The SDK's own `forceFlush` keeps the process alive for 30 s where nobody answers. */
  readonly flush: () => Promise<void>;
  /** Ends them. What waits is not sent. */
  readonly shutdown: () => Promise<void>;
  /** The text of a scrape; null where nothing is scraped. */
  readonly scrape: (() => Promise<string>) | null;
}

/** Signals for which the application has registered a provider of its own. */
export function foreignSignals(): Signal[] {
  const found: Signal[] = [];
  if (hasTracerProvider()) found.push('traces');
  if (metrics.getMeterProvider().getMeter('probe') !== createNoopMeter()) found.push('metrics');
  if (logsListened()) found.push('logs');
  return found;
}

/** Where the application has a provider for all signals that are on. */
export const noProviders: Providers = {
  flush: async () => {},
  shutdown: async () => {},
  scrape: null,
  takeWaiting: () => [],
};

/** Makes and registers a provider for each of these signals. */
export function registerProviders(
  config: ShimConfig,
  sdk: Sdk,
  signals: readonly Signal[],
  resource: Resource,
): Providers {
  const undos: (() => void)[] = [];
  const made: { shutdown(): Promise<void> }[] = [];
  const flushes: (() => Promise<void>)[] = [];
  const queues: Queued[] = [];
  let scrape: Providers['scrape'] = null;
  if (!hasTracerProvider()) undos.push(...registerContext(config, sdk));
  if (signals.includes('traces')) {
    const { provider, flush, takeWaiting } = createTracerProvider(config, sdk, resource);
    trace.setGlobalTracerProvider(provider);
    undos.push(() => trace.disable());
    queues.push({ takeWaiting });
    made.push(provider);
    flushes.push(flush);
  }
  if (signals.includes('logs')) {
    const { provider, flush, takeWaiting } = createLoggerProvider(config, sdk, resource);
    registerLoggerProvider(provider);
    undos.push(unregisterLoggerProvider);
    queues.push({ takeWaiting });
    made.push(provider);
    flushes.push(flush);
  }
  if (signals.includes('metrics')) {
    const { provider, scrapeReader } = createMeterProvider(config, sdk, resource);
    metrics.setGlobalMeterProvider(provider);
    undos.push(() => metrics.disable());
    made.push(provider);
    flushes.push(() => provider.forceFlush());
    if (scrapeReader) {
      scrape = async () => scrapeRefusal() ?? scrapeText((await scrapeReader.collect()).resourceMetrics, sdk);
    }
  }
  forgetTracer();
  forgetContextManager();
  return {
    scrape,
    takeWaiting: function* () {
      for (const { takeWaiting } of queues) yield* takeWaiting();
    },
    flush: async () => {
      await Promise.allSettled(flushes.map((flush) => flush()));
    },
    shutdown: async () => {
      for (const undo of undos) undo();
      forgetTracer();
      forgetContextManager();
      await Promise.allSettled(made.map((provider) => provider.shutdown()));
    },
  };
}

/** Registers the context manager and the propagator, where nobody has. */
function registerContext(config: ShimConfig, { core, hooks }: Sdk): (() => void)[] {
  const undos: (() => void)[] = [];
  if (!hasContextManager()) {
    context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager().enable());
    undos.push(() => context.disable());
  }
  if (propagation.fields().length === 0) {
    propagation.setGlobalPropagator(
      new core.CompositePropagator({
        propagators: [
          ...(config.propagators.includes('tracecontext') ? [new core.W3CTraceContextPropagator()] : []),
          ...(config.propagators.includes('baggage') ? [contextPropagator] : []),
        ],
      }),
    );
    undos.push(() => propagation.disable());
  }
  return undos;
}
