import { context, createNoopMeter, metrics, propagation, trace } from '@opentelemetry/api';
import type { ShimConfig } from '../config/shim-config.ts';
import { forgetContextManager } from '../context/active-context.ts';
import { contextPropagator } from '../context/context-propagator.ts';
import { scrapeRefusal } from '../metrics/scrape-switch.ts';
import type { Sdk } from './load-sdk.ts';
import { createLoggerProvider } from './log-provider.ts';
import { logsListened, registerLoggerProvider, unregisterLoggerProvider } from './logs-api.ts';
import { createMeterProvider } from './metric-provider.ts';
import type { Queued } from './queued-provider.ts';
import { createResource } from './resource.ts';
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
export function foreignProviders(): string[] {
  const found: string[] = [];
  if (hasTracerProvider()) found.push('tracer');
  if (metrics.getMeterProvider().getMeter('probe') !== createNoopMeter()) found.push('meter');
  if (logsListened()) found.push('logger');
  return found;
}

/** Makes and registers a provider for each signal that is on. */
export function registerProviders(config: ShimConfig, sdk: Sdk): Providers {
  const { core, hooks } = sdk;
  const resource = createResource(config, sdk);
  context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(
    new core.CompositePropagator({
      propagators: [
        ...(config.propagators.includes('tracecontext') ? [new core.W3CTraceContextPropagator()] : []),
        ...(config.propagators.includes('baggage') ? [contextPropagator] : []),
      ],
    }),
  );
  const made: { shutdown(): Promise<void> }[] = [];
  const flushes: (() => Promise<void>)[] = [];
  const queues: Queued[] = [];
  let scrape: Providers['scrape'] = null;
  if (config.signals.traces) {
    const { provider, flush, takeWaiting } = createTracerProvider(config, sdk, resource);
    trace.setGlobalTracerProvider(provider);
    queues.push({ takeWaiting });
    made.push(provider);
    flushes.push(flush);
  }
  if (config.signals.logs) {
    const { provider, flush, takeWaiting } = createLoggerProvider(config, sdk, resource);
    registerLoggerProvider(provider);
    queues.push({ takeWaiting });
    made.push(provider);
    flushes.push(flush);
  }
  if (config.signals.metrics) {
    const { provider, scrapeReader } = createMeterProvider(config, sdk, resource);
    metrics.setGlobalMeterProvider(provider);
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
      unregister();
      await Promise.allSettled(made.map((provider) => provider.shutdown()));
    },
  };
}

function unregister(): void {
  trace.disable();
  metrics.disable();
  unregisterLoggerProvider();
  propagation.disable();
  context.disable();
  forgetTracer();
  forgetContextManager();
}
