import { alertId } from '../alerts/alert-id.ts';
import type { AlertRow } from '../alerts/occurrences.ts';
import type { Runbooks } from '../runbooks/runbooks.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { Alert } from './schemas/core.ts';

/** An occurrence of an alert in the form of the API. */
export function alertOf(row: AlertRow, runbooks: Runbooks): Alert {
  const { starts_at, ends_at, annotations } = row;
  return {
    id: alertId(row.fingerprint, starts_at),
    fingerprint: row.fingerprint,
    source: row.source,
    name: row.name,
    severity: row.severity,
    status: row.status,
    summary: annotations.summary ?? null,
    description: annotations.description ?? null,
    labels: row.labels,
    annotations,
    starts_at: isoOfMicros(starts_at),
    ends_at: ends_at === null ? null : isoOfMicros(ends_at),
    duration_ms: ends_at === null ? null : (ends_at - starts_at) / 1000,
    received_at: isoOfMicros(row.received_at),
    last_notified_at: isoOfMicros(row.last_notified_at),
    generator_url: row.generator_url,
    runbook: runbooks.find(row.name) === undefined ? null : `/runbooks/${row.name}`,
  };
}
