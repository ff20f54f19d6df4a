import { alertId } from '../alerts/alert-id.ts';
import type { AlertState } from '../alerts/alert-notice.ts';
import type { AlertRow } from '../alerts/occurrences.ts';
import type { Runbooks } from '../runbooks/runbooks.ts';
import { isoOfMicros, nowMicros } from '../store/micros.ts';
import type { Alert } from './schemas/alerts.ts';

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
    state: stateOf(row, nowMicros()),
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
    condition: row.condition,
    rule: row.rule,
    event: row.event,
    acknowledged_at: row.acknowledged_at === null ? null : isoOfMicros(row.acknowledged_at),
    acknowledged_by: row.acknowledged_by,
    silenced_until: row.silenced_until === null ? null : isoOfMicros(row.silenced_until),
    silence_id: row.silence_id,
    runbook: runbooks.find(row.name) === undefined ? null : `/runbooks/${row.name}`,
  };
}

/** EN2: what an occurrence is together with what people said of it; in SQL observatory_alert_state. */
function stateOf({ status, acknowledged_at, silenced_until }: AlertRow, nowUs: number): AlertState {
  if (status === 'resolved') return 'resolved';
  if (silenced_until !== null && silenced_until > nowUs) return 'silenced';
  return acknowledged_at === null ? 'active' : 'acknowledged';
}
