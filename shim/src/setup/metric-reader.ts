import type { InstrumentType, MetricReader, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { currentConfig } from '../config/current-config.ts';
import { exportOverhead } from '../metrics/overhead.ts';
import type { Sdk } from './load-sdk.ts';
import { sayOnce } from './say.ts';

/** Longest wait for a callback of the service that observes metrics; the others' go out without its own. */
const OBSERVING_MS = 2000;

export interface MetricReaderOptions {
  /** Whether instruments of this type are read as increments since the last time. */
  readonly isIncrement: (type: InstrumentType) => boolean;
  /** Whether histograms are exponential, rather than of buckets. */
  readonly exponential?: boolean;
  /** Left out: the reader only collects when it is asked. */
  readonly push?: {
    readonly intervalMs: number;
    readonly send: (metrics: ResourceMetrics) => Promise<void>;
    readonly close: () => void;
  };
}

/**
 * A reader of metrics that pushes them from time to time. Unlike the SDK's own, it does not keep the
 * process alive while a receiver does not answer.
 */
export function createMetricReader(
  { metrics }: Sdk,
  { isIncrement, exponential, push }: MetricReaderOptions,
): MetricReader {
  const { AggregationTemporality, AggregationType, InstrumentType, MetricReader: Base } = metrics;

  class PushingReader extends Base {
    #timer: NodeJS.Timeout | undefined;
    #pushing: Promise<void> | undefined;

    protected override onInitialized(): void {
      if (push) this.#timer = setInterval(() => void this.#push(), push.intervalMs).unref();
    }

    override async collect() {
      const start = performance.now();
      const collected = await super.collect({ timeoutMillis: OBSERVING_MS });
      exportOverhead.note(performance.now() - start);
      for (const error of collected.errors) sayFailure(error);
      return collected;
    }

    protected override async onForceFlush(): Promise<void> {
      await this.#pushing;
      await this.#push();
    }

    protected override async onShutdown(): Promise<void> {
      clearInterval(this.#timer);
      push?.close();
    }

    #push(): Promise<void> {
      this.#pushing ??= this.#collectAndSend().finally(() => {
        this.#pushing = undefined;
      });
      return this.#pushing;
    }

    async #collectAndSend(): Promise<void> {
      if (!currentConfig().signals.metrics) return;
      const { resourceMetrics } = await this.collect();
      if (resourceMetrics.scopeMetrics.length > 0) await push?.send(resourceMetrics);
    }
  }

  return new PushingReader({
    aggregationTemporalitySelector: (type) =>
      isIncrement(type) ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
    aggregationSelector: (type) =>
      exponential && type === InstrumentType.HISTOGRAM
        ? { type: AggregationType.EXPONENTIAL_HISTOGRAM }
        : { type: AggregationType.DEFAULT },
  });
}

function sayFailure(error: unknown): void {
  const reason = error instanceof Error ? error.message : typeof error;
  sayOnce(
    'observing metrics',
    `a callback that observes metrics failed, and what it observes is left out: ${reason}`,
  );
}
