import type { Settings } from '../settings/schema.ts';
import { cpuCores, durationSeconds, sizeBytes } from '../settings/units.ts';
import { measured } from './measured.ts';

/** What a stack carries all day long, and what sets each limit. */
export interface Capacity {
  /** Spans a second that Jaeger and the hub keep for the whole retention. */
  readonly spansPerS: number;
  readonly spansLimit: string;
  /** Events of these runs a second: the hub keeps them beside the spans. */
  readonly eventsPerS: number;
  /** Log lines a second that Loki keeps for the whole retention. */
  readonly linesPerS: number;
  /** Series that Prometheus keeps at the scrape interval for the whole retention. */
  readonly series: number;
  readonly seriesLimit: string;
  /** Spans a second for a while, before senders are asked to wait. */
  readonly peakSpansPerS: number;
  /** Spans a second that the hubs' cores, and their database's, make into executions for a while. */
  readonly hubPeakSpansPerS: number;
}

// Above this share of a volume a server is fed no more (design decision 8).
const USABLE = 0.9;

const bytes = (size: string) => sizeBytes(size) ?? 0;

/** Derives what the settings' volumes, caps and memory carry from what one record was measured to take. */
export function capacityOf(settings: Settings): Capacity {
  const { storage, caps, stores, retention, scrapeInterval, resources, replicas } = settings;
  const retentionS = durationSeconds(retention) ?? 1;
  const perSecond = (disk: number, itemBytes: number) => disk / itemBytes / retentionS;

  // ClickHouse keeps a span in less than badger does; badger's figure is the safe one.
  const tracesDisk =
    bytes(stores.traces === 'badger' ? storage.sizes.jaeger : storage.sizes.clickhouse) * USABLE;
  const spans = least({
    "Jaeger's volume": stores.tracesUrl === null ? perSecond(tracesDisk, measured.spanBytesJaeger) : Infinity,
    "the hub's database cap": perSecond(
      bytes(caps.executions) * USABLE,
      measured.spanBytesHub + measured.eventsPerSpan * measured.eventBytesHub,
    ),
  });
  const series = least({
    "Prometheus' cap":
      perSecond(bytes(caps.metrics), measured.sampleBytesPrometheus) *
      (durationSeconds(scrapeInterval) ?? 15),
    "Prometheus' memory": (bytes(resources.prometheus.memory.limit) * 0.6) / measured.seriesMemoryPrometheus,
  });
  return {
    spansPerS: spans.value,
    spansLimit: spans.limit,
    eventsPerS: spans.value * measured.eventsPerSpan,
    linesPerS:
      stores.logs === 'volume'
        ? perSecond(bytes(storage.sizes.loki) * USABLE, measured.lineBytesLoki)
        : Infinity,
    series: series.value,
    seriesLimit: series.limit,
    peakSpansPerS:
      (cpuCores(resources.collector.cpu.limit) ?? 1) * replicas.collector * measured.spansPerCoreCollector,
    hubPeakSpansPerS: hubPeak(settings),
  };
}

/** A hub works on one core, its PostgreSQL on as many as it may; embedded, both share the hub's. */
function hubPeak({ stores, resources, replicas }: Settings): number {
  const { hubCpuSeconds, postgresCpuSeconds } = measured;
  const hubCores = cpuCores(resources.hub.cpu.limit) ?? 1;
  const ofHubs = (100_000 * replicas.hub * Math.min(1, hubCores)) / hubCpuSeconds;
  if (stores.database === 'embedded')
    return Math.min(ofHubs, (100_000 * hubCores) / (hubCpuSeconds + postgresCpuSeconds));
  return Math.min(ofHubs, (100_000 * (cpuCores(resources.postgres.cpu.limit) ?? 1)) / postgresCpuSeconds);
}

function least(limits: Readonly<Record<string, number>>): { value: number; limit: string } {
  const [limit, value] = Object.entries(limits).reduce((a, b) => (b[1] < a[1] ? b : a));
  return { limit, value };
}
