import { hubMetrics } from '@observatory/shim/conventions';
import type { Registry } from 'prom-client';
import { HubError } from '../errors.ts';
import type { Ingest } from '../otlp/records.ts';
import { toldIngest } from '../self/watch.ts';
import { counter, gauge, histogram } from './instruments.ts';
import { RecentRate } from './recent-rate.ts';
import type { UnderWay } from './under-way.ts';

/** Stores a request; resolves with how many entries of heartbeats it left out. */
export type Store = (...given: Parameters<Ingest>) => Promise<number>;

/** An ingest that counts what it stores, what it refuses and why, and how long storing takes. */
export function meteredIngest(registry: Registry, underWay: UnderWay, store: Store): Ingest {
  const stored = counter(hubMetrics.ingested, registry);
  const rejected = counter(hubMetrics.rejected, registry);
  const duration = histogram(hubMetrics.ingestDuration, registry);
  const rate = new RecentRate();
  gauge(hubMetrics.ingestedPerSecond, registry, (instrument) =>
    instrument.set(rate.perSecond(performance.now())),
  );
  return toldIngest(async (project, decoded) => {
    const { signal, records, rejection } = decoded;
    if (rejection) rejected.inc({ signal, reason: 'invalid_record' }, rejection.count);
    const stop = duration.startTimer({ signal });
    const end = underWay.begin();
    try {
      const leftOut = await store(project, decoded);
      if (leftOut > 0) rejected.inc({ signal, reason: 'invalid_heartbeat' }, leftOut);
      stored.inc({ signal }, records.length);
      rate.add(records.length, performance.now());
    } catch (error) {
      rejected.inc(
        { signal, reason: error instanceof HubError ? error.code : 'OBS_INTERNAL' },
        records.length,
      );
      throw error;
    } finally {
      stop();
      end();
    }
  });
}
