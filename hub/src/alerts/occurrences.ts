import { MINUTE_US } from '../store/micros.ts';
import type { alerts } from '../store/schema.ts';
import type { AlertNotice, AlertStatus } from './alert-notice.ts';

export type AlertRow = typeof alerts.$inferSelect;

/** What a notice changes in the history: rows to write, those that no longer fire first, and what began or ended. */
export interface AlertChange {
  readonly rows: readonly AlertRow[];
  readonly turned: readonly { readonly status: AlertStatus; readonly row: AlertRow }[];
}

/**
 * Two servers that evaluate one rule see a fault at different times, and Alertmanager takes the earliest that it knows:
 * a start this much later than that of a row that fires is no second occurrence.
 */
const SAME_START_US = 5 * MINUTE_US;
/**
 * A firing notice that comes this soon after the resolution is a late one: an Alertmanager that Prometheus does not reach
 * goes on for as long, since Prometheus gives each alert an end four minutes ahead. One that comes later is news:
 * Alertmanager calls an alert resolved while Prometheus is silent, and gives it the same start when it is back.
 */
const LATE_US = 4 * MINUTE_US;

const nothing: AlertChange = { rows: [], turned: [] };

/** What a notice does to the occurrences that are known of its alert, of which at most one fires. Pure. */
export function applyNotice(known: readonly AlertRow[], notice: AlertNotice): AlertChange {
  if (notice.source === 'alertmanager' && known.some((row) => isOwn(row, notice))) return nothing;
  return notice.status === 'firing' ? fire(known, notice) : resolve(known, notice);
}

/**
 * Whether a notice of Alertmanager's is of an alert that the hub itself posted there: what it is, the hub knows first.
 * Alertmanager takes the earliest start that it was told.
 */
function isOwn({ source, starts_at, ends_at }: AlertRow, { startsUs, endsUs }: AlertNotice): boolean {
  if (source !== 'hub') return false;
  return (
    starts_at <= (endsUs ?? startsUs) + SAME_START_US && startsUs <= (ends_at ?? Number.POSITIVE_INFINITY)
  );
}

function fire(known: readonly AlertRow[], notice: AlertNotice): AlertChange {
  const firing = known.find((row) => row.status === 'firing');
  if (firing !== undefined && notice.startsUs <= firing.starts_at + SAME_START_US) {
    const isOlder = known.some((row) => row !== firing && covers(row, notice));
    return isOlder ? nothing : { rows: [heard(firing, notice)], turned: [] };
  }
  const past = rowOfSame(
    known.filter((row) => row.status === 'resolved'),
    notice,
  );
  if (past !== undefined) {
    const isNewest = known.every((row) => row.starts_at <= past.starts_at);
    if (!isNewest || notice.receivedUs - past.last_notified_at < LATE_US) return nothing;
  }
  const row: AlertRow =
    past === undefined ? rowOf(notice) : { ...heard(past, notice), status: 'firing', ends_at: null };
  const begun: AlertChange = { rows: [row], turned: [{ status: 'firing', row }] };
  if (firing === undefined) return begun;
  // Its resolution never came; that it is over shows by the start of the next one.
  const over: AlertRow = { ...firing, status: 'resolved', ends_at: row.starts_at };
  return { rows: [over, row], turned: [{ status: 'resolved', row: over }, ...begun.turned] };
}

function resolve(known: readonly AlertRow[], notice: AlertNotice): AlertChange {
  const endsUs = notice.endsUs ?? notice.receivedUs;
  const firing = known.find((row) => row.status === 'firing' && row.starts_at <= endsUs);
  if (firing !== undefined) {
    const row: AlertRow = { ...heard(firing, notice), status: 'resolved', ends_at: endsUs };
    return { rows: [row], turned: [{ status: 'resolved', row }] };
  }
  const past = rowOfSame(known, notice);
  if (past === undefined) {
    const row = rowOf({ ...notice, endsUs });
    return { rows: [row], turned: [{ status: 'resolved', row }] };
  }
  // Of two ends, Alertmanager too takes the later one.
  if (past.ends_at === null || past.ends_at >= endsUs) return nothing;
  return { rows: [{ ...past, ends_at: endsUs }], turned: [] };
}

/**
 * The row of the occurrence that a notice speaks of: one that covers its start, else one that began a little after it,
 * made by the notice of another server that saw the fault later.
 */
function rowOfSame(known: readonly AlertRow[], notice: AlertNotice): AlertRow | undefined {
  return (
    known.find((row) => covers(row, notice)) ??
    known.find(({ starts_at }) => notice.startsUs < starts_at && starts_at <= notice.startsUs + SAME_START_US)
  );
}

/** Whether what a notice speaks of began within a row that is resolved. */
function covers(row: AlertRow, { startsUs }: AlertNotice): boolean {
  return row.starts_at === startsUs || (row.starts_at < startsUs && startsUs < (row.ends_at ?? 0));
}

/** The row with what changes from notice to notice. */
function heard(row: AlertRow, { labels, annotations, generatorUrl, receivedUs }: AlertNotice): AlertRow {
  return { ...row, labels, annotations, generator_url: generatorUrl, last_notified_at: receivedUs };
}

function rowOf(notice: AlertNotice): AlertRow {
  return {
    project: notice.project,
    fingerprint: notice.fingerprint,
    starts_at: notice.startsUs,
    source: notice.source,
    name: notice.name,
    severity: notice.severity,
    status: notice.status,
    labels: notice.labels,
    annotations: notice.annotations,
    ends_at: notice.endsUs,
    received_at: notice.receivedUs,
    last_notified_at: notice.receivedUs,
    generator_url: notice.generatorUrl,
    condition: notice.condition ?? null,
    event_id: notice.eventId ?? null,
    rule: notice.rule ?? null,
    event: notice.event ?? null,
    acknowledged_at: null,
    acknowledged_by: null,
    silenced_until: null,
    silence_id: null,
  };
}
