import { and, eq, inArray, or, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { isoOfMicros } from '../store/micros.ts';
import { alerts } from '../store/schema.ts';
import { ALERT_LOCK } from './alert-lock.ts';
import type { AlertNotice } from './alert-notice.ts';
import { type AlertChange, type AlertRow, applyNotice } from './occurrences.ts';
import { readOpenSilences, silenceFor } from './silences.ts';

/** Occurrences of one alert that a late notice may be about; an alert that flaps has thousands. */
const NEWEST = 20;

/** Takes notices into the history, in their order; resolves with what began and what ended by them. */
export async function writeAlerts(
  client: pg.PoolClient,
  notices: readonly AlertNotice[],
): Promise<AlertChange['turned']> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [ALERT_LOCK]);
  const known = await readKnown(client, notices);
  const turned: AlertChange['turned'][number][] = [];
  const changed = new Map<string, AlertRow>();
  for (const notice of notices) {
    const rows = known.get(alertKey(notice)) ?? [];
    const change = applyNotice(rows, notice);
    turned.push(...change.turned);
    for (const row of change.rows) changed.set(occurrenceKey(row), row);
    const after = new Map([...rows, ...change.rows].map((row) => [row.starts_at, row]));
    known.set(alertKey(notice), [...after.values()]);
  }
  const silenced = await withSilences(client, turned);
  for (const { row } of silenced) if (changed.has(occurrenceKey(row))) changed.set(occurrenceKey(row), row);
  await writeRows(client, [...changed.values()]);
  return silenced;
}

/** What begins to fire under a silence is silenced from the start. */
async function withSilences(
  client: pg.PoolClient,
  turned: readonly AlertChange['turned'][number][],
): Promise<AlertChange['turned'][number][]> {
  const begun = turned.filter(({ status }) => status === 'firing');
  if (begun.length === 0) return [...turned];
  const nowUs = Math.max(...begun.map(({ row }) => row.last_notified_at));
  const projects = [...new Set(begun.map(({ row }) => row.project))];
  const silences = await readOpenSilences(client, projects, nowUs);
  if (silences.length === 0) return [...turned];
  return turned.map(({ status, row }) => {
    const silence = status === 'firing' ? silenceFor(row, silences, nowUs) : undefined;
    if (silence === undefined) return { status, row };
    return { status, row: { ...row, silenced_until: silence.endsUs, silence_id: silence.id } };
  });
}

const alertKey = ({ project, fingerprint }: Pick<AlertRow, 'project' | 'fingerprint'>) =>
  `${project} ${fingerprint}`;
const occurrenceKey = (row: AlertRow) => `${alertKey(row)} ${row.starts_at}`;

/** What a notice can be about: rows that fire, the newest, and those that began when it says. */
async function readKnown(
  client: pg.PoolClient,
  notices: readonly AlertNotice[],
): Promise<Map<string, AlertRow[]>> {
  const alertsOf = [...new Map(notices.map((notice) => [alertKey(notice), notice])).values()];
  const projects = alertsOf.map(({ project }) => project);
  const fingerprints = alertsOf.map(({ fingerprint }) => fingerprint);
  const isNewest = sql`(${alerts.project}, ${alerts.fingerprint}, ${alerts.starts_at}) IN (
    SELECT newest.* FROM unnest(${sql.param(projects)}::text[], ${sql.param(fingerprints)}::text[]) AS one (project, fingerprint)
    CROSS JOIN LATERAL (
      SELECT a.project, a.fingerprint, a.starts_at FROM alerts a
      WHERE a.project = one.project AND a.fingerprint = one.fingerprint
      ORDER BY a.starts_at DESC LIMIT ${NEWEST}
    ) AS newest)`;
  const rows = await drizzle({ client })
    .select()
    .from(alerts)
    .where(
      and(
        inArray(alerts.project, projects),
        inArray(alerts.fingerprint, fingerprints),
        or(
          eq(alerts.status, 'firing'),
          inArray(alerts.starts_at, [...new Set(notices.map(({ startsUs }) => startsUs))]),
          isNewest,
        ),
      ),
    );
  return Map.groupBy(rows, alertKey);
}

async function writeRows(client: pg.PoolClient, rows: readonly AlertRow[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.keys(rows[0] ?? {});
  const changing = columns.filter((column) => !['project', 'fingerprint', 'starts_at'].includes(column));
  // What no longer fires first: a fingerprint may have one row that does.
  const inOrder = rows.toSorted((a, b) => Number(a.status === 'firing') - Number(b.status === 'firing'));
  const values = inOrder.map((row) => ({
    ...row,
    starts_at: isoOfMicros(row.starts_at),
    ends_at: row.ends_at === null ? null : isoOfMicros(row.ends_at),
    received_at: isoOfMicros(row.received_at),
    last_notified_at: isoOfMicros(row.last_notified_at),
    acknowledged_at: row.acknowledged_at === null ? null : isoOfMicros(row.acknowledged_at),
    silenced_until: row.silenced_until === null ? null : isoOfMicros(row.silenced_until),
  }));
  await client.query(
    `INSERT INTO alerts (${columns.join(', ')})
     SELECT ${columns.join(', ')} FROM json_populate_recordset(null::alerts, $1)
     ON CONFLICT (project, fingerprint, starts_at)
     DO UPDATE SET ${changing.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    [JSON.stringify(values)],
  );
}
