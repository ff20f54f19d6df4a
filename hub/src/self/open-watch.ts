import { flush, init } from '@observatory/shim';
import { Attr, hubSpanName, TokenBucket } from '@observatory/shim/conventions';
import { SpanKind, trace } from '@opentelemetry/api';
import type { Decoded } from '../otlp/records.ts';
import { HUB_SERVICE } from '../resources/hub-sampler.ts';
import type { SelfSettings } from '../settings/self.ts';
import { sentLines } from './log-lines.ts';
import { noteQueries } from './queries.ts';
import { tellRequestsOf } from './requests.ts';
import type { SelfWatch } from './watch.ts';
import { runIn, Work, type WorkStart } from './work.ts';

/** Pieces of work that are told: whatever comes in, telling of it stays cheap. */
const MOST = { maxEventsPerSecond: 50, burstSize: 100 };
/** Few, and each of them matters. */
const ALWAYS: ReadonlySet<string> = new Set(['partitions', 'erasures']);
/** What holds of the process's own variables; where it sends and how much is told are settings of the hub. */
const PASSED = [
  'ENVIRONMENT',
  'OTEL_RESOURCE_ATTRIBUTES',
  'OTEL_EXPORTER_OTLP_CERTIFICATE',
  'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
  'OTEL_EXPORTER_OTLP_CLIENT_KEY',
] as const;

/** Starts telemetry of this process through the shim. Never rejects: without a receiver, what is told is dropped. */
export async function openWatch(
  { key, ratio, ...settings }: SelfSettings & { readonly endpoint: string },
  serviceVersion: string,
): Promise<SelfWatch> {
  await init({
    serviceName: HUB_SERVICE,
    serviceVersion,
    endpoint: settings.endpoint,
    scrapePort: false,
    // Patched libraries would tell of what must not be told: each request with this telemetry, each look at a queue.
    instrument: false,
    handleProcessEnd: false,
    env: {
      ...Object.fromEntries(PASSED.map((name) => [name, process.env[name]])),
      ...(key === null
        ? {}
        : { OTEL_EXPORTER_OTLP_HEADERS: `authorization=${encodeURIComponent(`Bearer ${key}`)}` }),
      OTEL_TRACES_SAMPLER: 'always_on',
      OBSERVATORY_FLUSH_TIMEOUT: '1000',
    },
  });
  const tracer = trace.getTracer(HUB_SERVICE, serviceVersion);
  const bucket = new TokenBucket(MOST, performance.now());
  const mayTell = () => bucket.take(performance.now());
  const begin = (start: Omit<WorkStart, 'isChosen'>, share: number) =>
    new Work(tracer, { ...start, isChosen: (share === 1 || Math.random() < share) && mayTell() }, mayTell);
  return {
    logging: sentLines(),
    job: (job, work, isWorthTelling) =>
      runIn(
        begin(
          { name: hubSpanName.job(job), kind: SpanKind.INTERNAL, attributes: { [Attr.hubJob]: job } },
          ALWAYS.has(job) ? 1 : ratio,
        ),
        work,
        isWorthTelling,
      ),
    ingest: (next) => async (project, decoded) => {
      if (isOfHubs(decoded)) return next(project, decoded);
      const attributes = { [Attr.hubSignal]: decoded.signal, [Attr.hubRecords]: decoded.records.length };
      const piece = begin(
        { name: hubSpanName.ingest(decoded.signal), kind: SpanKind.INTERNAL, attributes },
        ratio,
      );
      return runIn(piece, () => next(project, decoded));
    },
    requests: (app) => tellRequestsOf(app, (start) => begin(start, 1)),
    queries: noteQueries,
    flush,
  };
}

/** Whether a request carries what a hub, this one or another, tells of itself. */
const isOfHubs = ({ records }: Decoded): boolean =>
  records.some(({ source }) => source.service === HUB_SERVICE);
