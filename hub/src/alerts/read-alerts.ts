import { and, desc, eq, gte, ilike, inArray, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import { alerts } from '../store/schema.ts';
import type { AlertActionName } from './alert-actions.ts';
import type { AlertState } from './alert-notice.ts';
import type { AlertRow } from './occurrences.ts';

export interface AlertFilter {
  readonly states?: readonly AlertState[];
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

/** Those of some occurrences that there are. */
export function readAlerts(
  { db }: Pick<Database, 'db'>,
  project: string,
  places: readonly AlertPlace[],
): Promise<AlertRow[]> {
  const fingerprints = sql.param(places.map(({ fingerprint }) => fingerprint));
  const starts = sql.param(places.map(({ startsUs }) => isoOfMicros(startsUs)));
  return db
    .select()
    .from(alerts)
    .where(
      and(
        eq(alerts.project, project),
        sql`(${alerts.fingerprint}, ${alerts.starts_at}) IN (SELECT * FROM unnest(${fingerprints}::text[], ${starts}::timestamptz[]))`,
      ),
    );
}

/** Alerts of rules that the hub evaluates, of all projects, as far as they fire. */
export function readFiringOfHub({ db }: Pick<Database, 'db'>): Promise<AlertRow[]> {
  return db
    .select()
    .from(alerts)
    .where(and(eq(alerts.source, 'hub'), eq(alerts.status, 'firing'), isNotNull(alerts.condition)));
}

/** What fires, of one project or of all; unless `any`, just what is silenced. */
export function readFiring(
  { db }: Pick<Database, 'db'>,
  project: string | null,
  any: boolean,
): Promise<AlertRow[]> {
  return db
    .select()
    .from(alerts)
    .where(
      and(
        eq(alerts.status, 'firing'),
        project === null ? undefined : eq(alerts.project, project),
        any ? undefined : isNotNull(alerts.silence_id),
      ),
    );
}

/** The hub's own alerts that fire, or ended after a time. */
export function readToPost({ db }: Pick<Database, 'db'>, endedAfterUs: number): Promise<AlertRow[]> {
  return db
    .select()
    .from(alerts)
    .where(and(eq(alerts.source, 'hub'), or(eq(alerts.status, 'firing'), gte(alerts.ends_at, endedAfterUs))));
}

export interface AlertActionRow {
  readonly at: string;
  readonly action: AlertActionName;
  readonly by: string;
  readonly comment: string;
}

/** Who did what to an occurrence, oldest first. */
export async function readActions(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  { fingerprint, startsUs }: AlertPlace,
): Promise<AlertActionRow[]> {
  const { rows } = await pool.query<AlertActionRow>(
    `SELECT at, action, by, comment FROM alert_actions
     WHERE project = $1 AND fingerprint = $2 AND starts_at = $3 ORDER BY id LIMIT ${MAX_ACTIONS}`,
    [project, fingerprint, isoOfMicros(startsUs)],
  );
  return rows.map((row) => ({ ...row, at: isoOfMicros(microsOfTimestamp(row.at)) }));
}
const MAX_ACTIONS = 500;

function conditionsOf(filter: AlertFilter): SQL[] {
  const { states, severities, name, agent, fromUs, toUs, text } = filter;
  const conditions: (SQL | undefined)[] = [];
  if (states)
    conditions.push(
      // What the indexes know first.
      states.includes('resolved') ? undefined : eq(alerts.status, 'firing'),
      sql`observatory_alert_state(${alerts.status}, ${alerts.acknowledged_at}, ${alerts.silenced_until}, now()) IN ${[...states]}`,
    );
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
