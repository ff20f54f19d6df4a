import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { alertId } from '../alerts/alert-id.ts';
import type { AlertRow } from '../alerts/occurrences.ts';
import { isoOfMicros, nowMicros } from '../store/micros.ts';
import { type ChannelConfig, type ChannelKind, severityRank } from './channel.ts';
import { matchesAll } from './matchers.ts';
import { type NoticeStatus, noticeAlertOf } from './notice.ts';

/** A change of an alert that somebody may want to hear of; `silenced` and `acknowledged` end what is told of it. */
export interface NoticeChange {
  readonly transition: 'firing' | 'resolved' | 'acknowledged' | 'silenced';
  readonly row: AlertRow;
}

/** Queues what channels are to be told of changes, within the transaction that writes these. */
export type QueueNotices = (client: pg.PoolClient, changes: readonly NoticeChange[]) => Promise<void>;

export interface NoticePolicy {
  /** ENABLE_ALERTS. */
  readonly isOn: boolean;
  /**
   * Alertmanager tells people (design decision 11): the hub just tells browsers, which Alertmanager cannot, and of its own
   * alerts the address of WEBHOOK_URL, which the operator set for that (EN14).
   */
  readonly hasAlertmanager: boolean;
  /** Told of notices that a channel with too many waiting gets no more. */
  readonly onDropped?: (kind: ChannelKind, count: number) => void;
}

/** A channel with more waiting than that gets no more: it has not been reached for long. */
const MOST_WAITING = 10_000;
const ROWS_AT_ONCE = 1000;

interface ChannelRow {
  readonly project: string;
  readonly name: string;
  readonly kind: ChannelKind;
  readonly from_setting: boolean;
  readonly config: ChannelConfig;
}

/** Makes the queue: one row a channel and change, so that repeats and replicas tell nothing twice. */
export function noticeQueue({ isOn, hasAlertmanager, onDropped = () => {} }: NoticePolicy): QueueNotices {
  return async (client, changes) => {
    if (!isOn || changes.length === 0) return;
    const over = changes.filter(({ transition }) => transition !== 'firing');
    if (over.length > 0) await dropWaiting(client, over);
    const told = changes.filter(({ transition }) => transition !== 'silenced');
    if (told.length === 0) return;
    const { rows: channels } = await client.query<ChannelRow>(
      'SELECT project, name, kind, from_setting, config FROM notification_channels WHERE enabled AND project = ANY($1)',
      [[...new Set(told.map(({ row }) => row.project))]],
    );
    const rows = told.flatMap((change) =>
      channels
        .filter((channel) => wants(channel, change, hasAlertmanager))
        .map((channel) => deliveryOf(channel, change)),
    );
    // Begins first: that one is over is told where its begin was.
    const [begins, others] = [true, false].map((isBegin) =>
      rows.filter(({ transition }) => (transition === 'firing') === isBegin),
    );
    for (const some of [begins ?? [], others ?? []])
      for (let at = 0; at < some.length; at += ROWS_AT_ONCE)
        for (const { kind, count } of await insert(client, some.slice(at, at + ROWS_AT_ONCE)))
          onDropped(kind, count);
  };
}

function wants(channel: ChannelRow, { transition, row }: NoticeChange, hasAlertmanager: boolean): boolean {
  const { project, kind, from_setting: fromSetting, config } = channel;
  if (project !== row.project) return false;
  const isToldElsewhere = row.source === 'alertmanager' || (hasAlertmanager && !fromSetting);
  if (isToldElsewhere && kind !== 'web_push') return false;
  if (transition === 'acknowledged') return kind === 'pagerduty';
  if (transition === 'resolved') return config.send_resolved;
  if ((row.silenced_until ?? 0) > nowMicros() || row.acknowledged_at !== null) return false;
  return (
    severityRank(row.severity) >= severityRank(config.min_severity) &&
    matchesAll(config.matchers, { alertname: row.name, severity: row.severity, ...row.labels })
  );
}

function deliveryOf({ name, kind, config }: ChannelRow, { transition, row }: NoticeChange) {
  const nowUs = nowMicros();
  return {
    id: randomUUID(),
    project: row.project,
    channel: name,
    kind,
    fingerprint: row.fingerprint,
    starts_at: isoOfMicros(row.starts_at),
    transition,
    severity: row.severity,
    alert: noticeAlertOf(row, alertId(row.fingerprint, row.starts_at), transition as NoticeStatus),
    due_at: isoOfMicros(nowUs + config.group_window * 1e6),
    created_at: isoOfMicros(nowUs),
  };
}

/**
 * That an alert is over is told where its begin was. Where a silence kept the begin, a later one tells it after all. Resolves with
 * how many a channel of each kind had no room for.
 */
async function insert(
  client: pg.PoolClient,
  rows: readonly ReturnType<typeof deliveryOf>[],
): Promise<{ kind: ChannelKind; count: number }[]> {
  const { rows: dropped } = await client.query<{ kind: ChannelKind; count: number }>(
    `WITH given AS MATERIALIZED (
       SELECT DISTINCT ON (project, fingerprint, starts_at, transition, channel) *
       FROM json_to_recordset($1) AS d (id uuid, project text, channel text, kind text, fingerprint text,
         starts_at timestamptz, transition text, severity text, alert jsonb, due_at timestamptz, created_at timestamptz)
     ), open AS MATERIALIZED (
       SELECT c.project, c.channel FROM (SELECT DISTINCT project, channel FROM given) AS c
       WHERE (SELECT count(*) FROM notification_deliveries w
              WHERE w.project = c.project AND w.channel = c.channel AND w.state IN ('pending', 'retrying')) < ${MOST_WAITING}
     ), wanted AS MATERIALIZED (
       SELECT * FROM given d
       WHERE d.transition = 'firing' OR EXISTS (
         SELECT FROM notification_deliveries f
         WHERE f.project = d.project AND f.fingerprint = d.fingerprint AND f.starts_at = d.starts_at
           AND f.transition = 'firing' AND f.channel = d.channel AND f.state <> 'dropped')
     ), queued AS (
       INSERT INTO notification_deliveries AS known
         (id, project, channel, kind, fingerprint, starts_at, transition, severity, alert, state, due_at, created_at, updated_at)
       SELECT d.id, d.project, d.channel, d.kind, d.fingerprint, d.starts_at, d.transition, d.severity, d.alert,
              'pending', d.due_at, d.created_at, d.created_at
       FROM wanted d JOIN open USING (project, channel)
       ON CONFLICT (project, fingerprint, starts_at, transition, channel) DO UPDATE
         SET state = 'pending', reason = NULL, alert = excluded.alert, due_at = excluded.due_at,
             updated_at = excluded.updated_at
         WHERE known.state = 'dropped' AND known.reason = 'silenced'
     )
     SELECT kind, count(*)::integer AS count FROM wanted
     WHERE NOT EXISTS (SELECT FROM open WHERE open.project = wanted.project AND open.channel = wanted.channel)
     GROUP BY kind`,
    [JSON.stringify(rows)],
  );
  return dropped;
}

/** What has not been tried yet of alerts that are acknowledged, silenced or over; a begin that waits is told with the end. */
async function dropWaiting(client: pg.PoolClient, changes: readonly NoticeChange[]): Promise<void> {
  await client.query(
    `UPDATE notification_deliveries d SET state = 'dropped', reason = c.reason, updated_at = now()
     FROM json_to_recordset($1) AS c (project text, fingerprint text, starts_at timestamptz, reason text)
     WHERE d.project = c.project AND d.fingerprint = c.fingerprint AND d.starts_at = c.starts_at
       AND d.state = 'pending' AND d.message_id IS NULL
       AND (d.transition LIKE 'repeat%' OR (d.transition = 'firing' AND c.reason <> 'resolved'))`,
    [
      JSON.stringify(
        changes.map(({ transition, row }) => ({
          project: row.project,
          fingerprint: row.fingerprint,
          starts_at: isoOfMicros(row.starts_at),
          reason: transition,
        })),
      ),
    ],
  );
}
