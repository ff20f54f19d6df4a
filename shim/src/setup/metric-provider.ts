import type { Resource } from '@opentelemetry/resources';
import type { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import type { ShimConfig } from '../config/shim-config.ts';
import type { Sdk } from './load-sdk.ts';
import { quietAgent } from './quiet-agent.ts';
import { watchExports } from './watch-exports.ts';

export interface MetricSetup {
  readonly provider: MeterProvider;
  /** What a scrape collects from; null where there is no scrape port. */
  readonly scrapeReader: MetricReader | null;
}

/**
 * A meter provider whose metrics are pushed, unless they are only scraped. A scrape reads what is pushed
 * where it can: a second reader would double the cost of each measurement.
 */
export function createMeterProvider(config: ShimConfig, sdk: Sdk, resource: Resource): MetricSetup {
  const readers: MetricReader[] = [];
  const pushed = config.exporters.otlp && config.metrics.way === 'otlp' ? otlpReader(config, sdk) : null;
  if (pushed) readers.push(pushed);
  if (config.exporters.console) {
    readers.push(
      new sdk.metrics.PeriodicExportingMetricReader({
        exporter: new sdk.metrics.ConsoleMetricExporter(),
        ...periods(config),
      }),
    );
  }
  const scraped = config.scrape.port === null ? null : scrapeReader(pushed, sdk);
  if (scraped && scraped !== pushed) readers.push(scraped);
  return { provider: new sdk.metrics.MeterProvider({ resource, readers }), scrapeReader: scraped };
}

/** Deltas would be lost to whoever reads second, so only running totals are shared. */
function scrapeReader(pushed: MetricReader | null, { metrics }: Sdk): MetricReader {
  const { AggregationTemporality, InstrumentType } = metrics;
  const shared =
    pushed?.selectAggregationTemporality(InstrumentType.COUNTER) === AggregationTemporality.CUMULATIVE;
  return pushed && shared ? pushed : pullReader(metrics);
}

/** A reader that only collects when it is asked. */
function pullReader({ MetricReader: Reader }: Sdk['metrics']): MetricReader {
  class PullReader extends Reader {
    protected override async onForceFlush(): Promise<void> {}
    protected override async onShutdown(): Promise<void> {}
  }
  return new PullReader();
}

function otlpReader(config: ShimConfig, sdk: Sdk): MetricReader {
  const { metrics: url } = config.endpoints;
  const exporter = new sdk.metricExporter.OTLPMetricExporter({ url, httpAgentOptions: quietAgent });
  return new sdk.metrics.PeriodicExportingMetricReader({
    exporter: watchExports(exporter, 'metrics', url, () => 1),
    ...periods(config),
  });
}

function periods({ metrics: { collectIntervalMs } }: ShimConfig) {
  return {
    exportIntervalMillis: collectIntervalMs,
    exportTimeoutMillis: Math.min(collectIntervalMs, 30_000),
  };
}
