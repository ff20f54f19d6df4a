import type { Resource } from '@opentelemetry/resources';
import type {
  InstrumentType,
  MeterProvider,
  MetricReader,
  ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import type { ShimConfig } from '../config/shim-config.ts';
import { noteFailure } from './delivery.ts';
import type { Sdk } from './load-sdk.ts';
import { createMetricReader } from './metric-reader.ts';
import { createOtlpExport } from './otlp-export.ts';
import { createSender } from './senders.ts';

export interface MetricSetup {
  readonly provider: MeterProvider;
  /** What a scrape collects from; null where there is nothing to scrape. */
  readonly scrapeReader: MetricReader | null;
}

/**
 * A meter provider whose metrics are pushed, unless they are only scraped. A scrape reads what is pushed
 * where it can: a second reader would double the cost of each measurement.
 */
export function createMeterProvider(config: ShimConfig, sdk: Sdk, resource: Resource): MetricSetup {
  const readers: MetricReader[] = [];
  const pushed =
    config.exporters.metrics.otlp && config.metrics.way === 'otlp' ? otlpReader(config, sdk) : null;
  if (pushed) readers.push(pushed);
  if (config.exporters.metrics.console) {
    readers.push(
      new sdk.metrics.PeriodicExportingMetricReader({
        exporter: new sdk.metrics.ConsoleMetricExporter(),
        exportIntervalMillis: config.metrics.collectIntervalMs,
      }),
    );
  }
  const wanted = config.scrape.port !== null || config.metrics.way === 'scrape';
  const scraped = pushed && isShareable(config) ? pushed : wanted ? newScrapeReader(sdk) : null;
  if (scraped && scraped !== pushed) readers.push(scraped);
  return { provider: new sdk.metrics.MeterProvider({ resource, readers }), scrapeReader: scraped };
}

/**
 * Increments would be lost to whoever reads second, and the text of a scrape holds no exponential histograms,
 * so only running totals with buckets are shared.
 */
function isShareable({ metrics }: ShimConfig): boolean {
  return metrics.temporality === 'cumulative' && metrics.histogram === 'explicit_bucket_histogram';
}

function newScrapeReader(sdk: Sdk): MetricReader {
  return createMetricReader(sdk, { isIncrement: () => false });
}

function otlpReader(config: ShimConfig, sdk: Sdk): MetricReader {
  const { targets, metrics } = config;
  const { COUNTER, HISTOGRAM, OBSERVABLE_COUNTER } = sdk.metrics.InstrumentType;
  const increments: Record<typeof metrics.temporality, readonly InstrumentType[]> = {
    cumulative: [],
    delta: [COUNTER, OBSERVABLE_COUNTER, HISTOGRAM],
    lowmemory: [COUNTER, HISTOGRAM],
  };
  const sender = createSender('metrics', config);
  const send = createOtlpExport<ResourceMetrics>(
    {
      signal: 'metrics',
      sender,
      serializer:
        targets.metrics.protocol === 'http/json'
          ? sdk.transformer.JsonMetricsSerializer
          : sdk.transformer.ProtobufMetricsSerializer,
      sizeOf: () => 1,
    },
    sdk,
  );
  return createMetricReader(sdk, {
    isIncrement: (type) => increments[metrics.temporality].includes(type),
    exponential: metrics.histogram === 'base2_exponential_bucket_histogram',
    push: {
      intervalMs: metrics.collectIntervalMs,
      close: () => sender.close(),
      // The next export holds the totals, so that none need be kept.
      send: async (collected) => {
        if ((await send(collected)) !== undefined) noteFailure('metrics', 1);
      },
    },
  });
}
