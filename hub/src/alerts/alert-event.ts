import { Attr, type Severity } from '@observatory/shim/conventions';
import type { Source } from '../otlp/records.ts';
import type { PendingEvent } from '../store/batch.ts';
import { sourceHash } from '../store/source-ids.ts';
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
  const { summary = '' } = row.annotations;
  const { agent = '', workflow = '' } = row.labels;
  const id = alertId(row.fingerprint, row.starts_at);
  const told = status === 'firing' ? `${row.name} fires` : `${row.name} is resolved`;
  return {
    project: row.project,
    // When the hub heard of it: an alert may have begun before the oldest day that is kept.
    time: row.last_notified_at,
    id: `alert ${id} ${status} ${row.last_notified_at}`,
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
      'alert.labels': row.labels,
      'alert.annotations': row.annotations,
      ...(agent !== '' && { [Attr.executionKind]: 'agent', [Attr.agentName]: agent }),
      ...(agent === '' &&
        workflow !== '' && { [Attr.executionKind]: 'workflow', [Attr.workflowName]: workflow }),
    },
  };
}
