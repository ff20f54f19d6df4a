import { and, desc, eq, gte, ilike, inArray, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { isoOfMicros } from '../store/micros.ts';
import { alerts } from '../store/schema.ts';
import type { AlertStatus } from './alert-notice.ts';
import type { AlertRow } from './occurrences.ts';

export interface AlertFilter {
  readonly statuses?: readonly AlertStatus[];
  readonly severities?: readonly string[];
  readonly name?: string;
  /** Value of the label `agent`, exact. */
  readonly agent?: string;
  /** Fired at some time from then on, and before then. */
  readonly fromUs?: number;
  readonly toUs?: number;
  /** Text within the name, a label's value, the summary or the description. */
  readonly text?: string;
}

/** Place in a list: the occurrence after which the next page begins. */
export interface AlertPlace {
  readonly startsUs: number;
  readonly fingerprint: string;
}

/** Occurrences of alerts, those that began last first. */
export function listAlerts(
  { db }: Database,
  project: string,
  filter: AlertFilter,
  after: AlertPlace | null,
  limit: number,
): Promise<AlertRow[]> {
  const conditions: SQL[] = [eq(alerts.project, project), ...conditionsOf(filter)];
  if (after)
    conditions.push(
      sql`(${alerts.starts_at}, ${alerts.fingerprint}) < (${isoOfMicros(after.startsUs)}::timestamptz, ${after.fingerprint})`,
    );
  return db
    .select()
    .from(alerts)
    .where(and(...conditions))
    .orderBy(desc(alerts.starts_at), desc(alerts.fingerprint))
    .limit(limit);
}

export async function readAlert(
  { db }: Database,
  project: string,
  { fingerprint, startsUs }: AlertPlace,
): Promise<AlertRow | undefined> {
  const rows = await db
    .select()
    .from(alerts)
    .where(
      and(eq(alerts.project, project), eq(alerts.fingerprint, fingerprint), eq(alerts.starts_at, startsUs)),
    );
  return rows[0];
}

function conditionsOf(filter: AlertFilter): SQL[] {
  const { statuses, severities, name, agent, fromUs, toUs, text } = filter;
  const conditions: (SQL | undefined)[] = [];
  if (statuses) conditions.push(inArray(alerts.status, [...statuses]));
  if (severities) conditions.push(inArray(alerts.severity, [...severities]));
  if (name) conditions.push(eq(alerts.name, name));
  if (agent) conditions.push(sql`${alerts.labels} ->> 'agent' = ${agent}`);
  if (fromUs !== undefined) conditions.push(or(isNull(alerts.ends_at), gte(alerts.ends_at, fromUs)));
  if (toUs !== undefined) conditions.push(lt(alerts.starts_at, toUs));
  if (text) {
    const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push(
      or(
        ilike(alerts.name, pattern),
        sql`${alerts.annotations} ->> 'summary' ILIKE ${pattern}`,
        sql`${alerts.annotations} ->> 'description' ILIKE ${pattern}`,
        sql`EXISTS (SELECT FROM jsonb_each_text(${alerts.labels}) AS label WHERE label.value ILIKE ${pattern})`,
      ),
    );
  }
  return conditions.filter((condition) => condition !== undefined);
}
