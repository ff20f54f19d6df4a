import { hubMetrics } from '@observatory/shim/conventions';
import type { Registry } from 'prom-client';
import { HubError } from '../errors.ts';
import type { Ingest } from '../otlp/records.ts';
import { counter, histogram } from './instruments.ts';

/** An ingest that counts what it stores, what it refuses and why, and how long storing takes. */
export function meteredIngest(registry: Registry, ingest: Ingest): Ingest {
  const stored = counter(hubMetrics.ingested, registry);
  const rejected = counter(hubMetrics.rejected, registry);
  const duration = histogram(hubMetrics.ingestDuration, registry);
  return async (project, decoded) => {
    const { signal, records, rejection } = decoded;
    if (rejection) rejected.inc({ signal, reason: 'invalid_record' }, rejection.count);
    const stop = duration.startTimer({ signal });
    try {
      await ingest(project, decoded);
      stored.inc({ signal }, records.length);
    } catch (error) {
      rejected.inc(
        { signal, reason: error instanceof HubError ? error.code : 'OBS_INTERNAL' },
        records.length,
      );
      throw error;
    } finally {
      stop();
    }
  };
}
