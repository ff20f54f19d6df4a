import type pg from 'pg';
import { isReadable, type Matcher, matchesAll } from '../notifications/matchers.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import { RETENTION_NOW } from '../store/retention-clock.ts';
import type { AlertRow } from './occurrences.ts';

/** A condition on a label, in the words of Alertmanager's API. */
export interface SilenceMatcher {
  readonly name: string;
  readonly value: string;
  readonly is_regex: boolean;
  readonly is_equal: boolean;
}

export interface Silence {
  readonly project: string;
  readonly id: string;
  /** All of them must hold. */
  readonly matchers: readonly SilenceMatcher[];
  readonly startsUs: number;
  readonly endsUs: number;
  readonly comment: string;
  readonly createdBy: string;
  readonly createdUs: number;
  readonly deletedUs: number | null;
  readonly deletedBy: string | null;
  /** Once Alertmanager has it. */
  readonly alertmanagerId: string | null;
  /** Whether Alertmanager knows that it was ended by hand. */
  readonly alertmanagerTold: boolean;
}

type Queries = Pick<pg.Pool | pg.PoolClient, 'query'>;

interface Row {
  project: string;
  id: string;
  matchers: SilenceMatcher[];
  starts_at: string;
  ends_at: string;
  comment: string;
  created_by: string;
  created_at: string;
  deleted_at: string | null;
  deleted_by: string | null;
  alertmanager_id: string | null;
  alertmanager_told: boolean;
}

const silenceOf = (row: Row): Silence => ({
  project: row.project,
  id: row.id,
  matchers: row.matchers,
  startsUs: microsOfTimestamp(row.starts_at),
  endsUs: microsOfTimestamp(row.ends_at),
  comment: row.comment,
  createdBy: row.created_by,
  createdUs: microsOfTimestamp(row.created_at),
  deletedUs: row.deleted_at === null ? null : microsOfTimestamp(row.deleted_at),
  deletedBy: row.deleted_by,
  alertmanagerId: row.alertmanager_id,
  alertmanagerTold: row.alertmanager_told,
});

const matcherOf = ({ name, value, is_regex, is_equal }: SilenceMatcher): Matcher => ({
  label: name,
  op: is_regex ? (is_equal ? '=~' : '!~') : is_equal ? '=' : '!=',
  value,
});

/** Whether the pattern of a matcher can be read. */
export const isReadableMatcher = (matcher: SilenceMatcher) => isReadable(matcherOf(matcher));

/** Whether a matcher that can be read holds of labels. */
export const holdsOf = (matcher: SilenceMatcher, labels: Readonly<Record<string, string>>) =>
  isReadableMatcher(matcher) && matchesAll([matcherOf(matcher)], labels);

/** Whether all matchers hold of labels that are not there: such a silence is of everything, and Alertmanager refuses it. */
export const isOfEverything = (matchers: readonly SilenceMatcher[]) =>
  matchesAll(matchers.map(matcherOf), {});

export const isActive = ({ startsUs, endsUs, deletedUs }: Silence, nowUs: number) =>
  deletedUs === null && startsUs <= nowUs && nowUs < endsUs;

/** The silence that holds of an alert for the longest. */
export function silenceFor(
  { project, name, severity, labels }: Pick<AlertRow, 'project' | 'name' | 'severity' | 'labels'>,
  silences: readonly Silence[],
  nowUs: number,
): Silence | undefined {
  const given = { alertname: name, severity, ...labels };
  return silences
    .filter(
      (one) =>
        one.project === project && isActive(one, nowUs) && matchesAll(one.matchers.map(matcherOf), given),
    )
    .reduce<Silence | undefined>(
      (longest, one) => (longest === undefined || one.endsUs > longest.endsUs ? one : longest),
      undefined,
    );
}

/** Silences that are not over, of some projects or of all. */
export async function readOpenSilences(
  queries: Queries,
  projects: readonly string[] | null,
  nowUs: number,
): Promise<Silence[]> {
  const { rows } = await queries.query<Row>(
    `SELECT * FROM silences WHERE ($1::text[] IS NULL OR project = ANY($1)) AND deleted_at IS NULL AND ends_at > $2`,
    [projects, isoOfMicros(nowUs)],
  );
  return rows.map(silenceOf);
}

/** All that are kept of a project, those that end last first. */
export async function listSilences(queries: Queries, project: string, most: number): Promise<Silence[]> {
  const { rows } = await queries.query<Row>(
    'SELECT * FROM silences WHERE project = $1 ORDER BY ends_at DESC, id LIMIT $2',
    [project, most],
  );
  return rows.map(silenceOf);
}

/** Stores one; false where there are `most` open ones already. */
export async function insertSilence(queries: Queries, silence: Silence, most: number): Promise<boolean> {
  const { rowCount } = await queries.query(
    `INSERT INTO silences (project, id, matchers, starts_at, ends_at, comment, created_by, created_at)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8
     WHERE (SELECT count(*) FROM silences WHERE project = $1 AND deleted_at IS NULL AND ends_at > $8) < $9`,
    [
      silence.project,
      silence.id,
      JSON.stringify(silence.matchers),
      isoOfMicros(silence.startsUs),
      isoOfMicros(silence.endsUs),
      silence.comment,
      silence.createdBy,
      isoOfMicros(silence.createdUs),
      most,
    ],
  );
  return rowCount === 1;
}

/** Ends one by hand; undefined where there is none, or it is over. */
export async function endSilence(
  queries: Queries,
  project: string,
  id: string,
  by: string,
  nowUs: number,
): Promise<Silence | undefined> {
  const { rows } = await queries.query<Row>(
    `UPDATE silences SET deleted_at = $3, deleted_by = $4
     WHERE project = $1 AND id = $2 AND deleted_at IS NULL AND ends_at > $3 RETURNING *`,
    [project, id, isoOfMicros(nowUs), by],
  );
  return rows[0] === undefined ? undefined : silenceOf(rows[0]);
}

/** Silences that Alertmanager is still to be told of. */
export async function readUntoldSilences(queries: Queries, nowUs: number): Promise<Silence[]> {
  const { rows } = await queries.query<Row>(
    `SELECT * FROM silences WHERE ends_at > $1 AND
       ((deleted_at IS NULL AND alertmanager_id IS NULL)
        OR (deleted_at IS NOT NULL AND alertmanager_id IS NOT NULL AND NOT alertmanager_told))`,
    [isoOfMicros(nowUs)],
  );
  return rows.map(silenceOf);
}

export async function noteTold(
  queries: Queries,
  { project, id }: Silence,
  told: { readonly alertmanagerId: string } | 'ended',
): Promise<void> {
  await (told === 'ended'
    ? queries.query('UPDATE silences SET alertmanager_told = true WHERE project = $1 AND id = $2', [
        project,
        id,
      ])
    : queries.query('UPDATE silences SET alertmanager_id = $3 WHERE project = $1 AND id = $2', [
        project,
        id,
        told.alertmanagerId,
      ]));
}

/** Forgets those that ended so many days ago. */
export async function forgetSilences(queries: Queries, days: number): Promise<void> {
  await queries.query(
    `DELETE FROM silences WHERE least(ends_at, deleted_at) < ${RETENTION_NOW} - make_interval(days => $1::int)`,
    [days],
  );
}
