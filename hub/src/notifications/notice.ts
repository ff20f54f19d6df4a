import type { AlertEventRef, AlertRule, AlertSource } from '../alerts/alert-notice.ts';
import type { AlertRow } from '../alerts/occurrences.ts';
import { isoOfMicros } from '../store/micros.ts';

export type NoticeStatus = 'firing' | 'acknowledged' | 'resolved';

/** An alert as a message tells of it, kept with the delivery: what it was when it changed. */
export interface NoticeAlert {
  readonly id: string;
  readonly project: string;
  readonly source: AlertSource;
  readonly name: string;
  readonly severity: string;
  readonly status: NoticeStatus;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly starts_at: string;
  readonly ends_at: string | null;
  readonly condition: string | null;
  readonly rule: AlertRule | null;
  readonly event: AlertEventRef | null;
}

/** The alert of a row, in a form that can be kept. */
export function noticeAlertOf(row: AlertRow, id: string, status: NoticeStatus): NoticeAlert {
  return {
    id,
    project: row.project,
    source: row.source,
    name: row.name,
    severity: row.severity,
    status,
    labels: row.labels,
    annotations: row.annotations,
    starts_at: isoOfMicros(row.starts_at),
    ends_at: row.ends_at === null ? null : isoOfMicros(row.ends_at),
    condition: row.condition,
    rule: row.rule,
    event: row.event,
  };
}
