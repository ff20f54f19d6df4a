import { Attr, type Severity } from '@observatory/shim/conventions';
import type { Source } from '../otlp/records.ts';
import type { PendingEvent } from '../store/batch.ts';
import { sourceHash } from '../store/source-ids.ts';
import type { AlertAction, AlertActionName } from './alert-actions.ts';
import { alertId } from './alert-id.ts';
import type { AlertSource, AlertStatus } from './alert-notice.ts';
import type { AlertRow } from './occurrences.ts';

const severityOfAlert: Readonly<Record<string, Severity>> = { critical: 'error', warning: 'warn' };

/** Who an alert's event comes from. */
export function alertSourceOf(source: AlertSource): Source {
  return { service: source, resource: { [Attr.serviceName]: source }, scopeName: '', scopeVersion: '' };
}

/** The event of an alert that began to fire or was resolved, for the live streams. */
export function alertEvent(row: AlertRow, status: AlertStatus): PendingEvent {
  // When the hub heard of it: an alert may have begun before the oldest day that is kept.
  return eventOf(row, {
    status,
    atUs: row.last_notified_at,
    told: status === 'firing' ? `${row.name} fires` : `${row.name} is resolved`,
  });
}

const doneTo: Readonly<Record<AlertActionName, readonly [status: string, told: string]>> = {
  acknowledge: ['acknowledged', 'is acknowledged'],
  unacknowledge: ['active', 'is acknowledged no longer'],
  resolve: ['resolved', 'is resolved by hand'],
  silence: ['silenced', 'is silenced'],
  unsilence: ['active', 'is silenced no longer'],
};

/** The event of what somebody did to an alert. */
export function actionEvent(row: AlertRow, { action, by, atUs }: AlertAction): PendingEvent {
  const [status, told] = doneTo[action];
  return eventOf(row, { status, atUs, told: `${row.name} ${told}`, by });
}

function eventOf(
  row: AlertRow,
  { status, atUs, told, by }: { status: string; atUs: number; told: string; by?: string },
): PendingEvent {
  const { summary = '' } = row.annotations;
  const { agent = '', workflow = '' } = row.labels;
  const id = alertId(row.fingerprint, row.starts_at);
  return {
    project: row.project,
    time: atUs,
    id: `alert ${id} ${status} ${atUs}`,
    type: 'alert',
    severity: status === 'firing' ? (severityOfAlert[row.severity] ?? 'info') : 'info',
    message: summary === '' ? told : `${told}: ${summary}`,
    execution_id: null,
    trace_id: null,
    span_id: null,
    step: null,
    source_id: sourceHash(alertSourceOf(row.source)),
    service: row.source,
    attributes: {
      'alert.id': id,
      'alert.name': row.name,
      'alert.severity': row.severity,
      'alert.status': status,
      ...(by !== undefined && { 'alert.by': by }),
      'alert.labels': row.labels,
      'alert.annotations': row.annotations,
      ...(agent !== '' && { [Attr.executionKind]: 'agent', [Attr.agentName]: agent }),
      ...(agent === '' &&
        workflow !== '' && { [Attr.executionKind]: 'workflow', [Attr.workflowName]: workflow }),
    },
  };
}
