import type pg from 'pg';
import { inTransaction } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp, nowMicros } from '../store/micros.ts';
import type { RedactionKind, RedactionRule } from './redaction-rule.ts';

/** A rule with when it was made and changed, in microseconds. */
export interface StoredRule extends RedactionRule {
  readonly createdUs: number;
  readonly updatedUs: number;
}

/** Rules of a project. */
export const MOST_RULES = 50;

interface Row {
  readonly project: string;
  readonly name: string;
  readonly pattern: string;
  readonly replacement: string;
  readonly kinds: RedactionKind[] | null;
  readonly keys: string[] | null;
  readonly enabled: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

const COLUMNS = 'project, name, pattern, replacement, kinds, keys, enabled, created_at, updated_at';

/** The rules of all projects, by project, in the order of their names: the order in which they apply. */
export async function readAllRules(pool: pg.Pool): Promise<Map<string, StoredRule[]>> {
  const { rows } = await pool.query<Row>(`SELECT ${COLUMNS} FROM redaction_rules ORDER BY project, name`);
  const byProject = new Map<string, StoredRule[]>();
  for (const row of rows) {
    const rules = byProject.get(row.project);
    if (rules) rules.push(ruleOf(row));
    else byProject.set(row.project, [ruleOf(row)]);
  }
  return byProject;
}

export async function readRules(pool: pg.Pool, project: string): Promise<StoredRule[]> {
  const { rows } = await pool.query<Row>(
    `SELECT ${COLUMNS} FROM redaction_rules WHERE project = $1 ORDER BY name`,
    [project],
  );
  return rows.map(ruleOf);
}

/** Makes a rule or changes it; null where the project has as many as it may. */
export function writeRule(pool: pg.Pool, project: string, rule: RedactionRule): Promise<StoredRule | null> {
  return inTransaction(pool, async (client) => {
    await bumpPrivacyVersion(client);
    const { rows } = await client.query<Row>(
      `INSERT INTO redaction_rules (${COLUMNS})
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, $8
       WHERE EXISTS (SELECT FROM redaction_rules WHERE project = $1 AND name = $2)
          OR (SELECT count(*) FROM redaction_rules WHERE project = $1) < $9
       ON CONFLICT (project, name) DO UPDATE SET pattern = excluded.pattern, replacement = excluded.replacement,
         kinds = excluded.kinds, keys = excluded.keys, enabled = excluded.enabled, updated_at = excluded.updated_at
       RETURNING ${COLUMNS}`,
      [
        project,
        rule.name,
        rule.pattern,
        rule.replacement,
        rule.kinds,
        rule.keys,
        rule.enabled,
        isoOfMicros(nowMicros()),
        MOST_RULES,
      ],
    );
    return rows[0] === undefined ? null : ruleOf(rows[0]);
  });
}

/** Whether there was one. */
export function deleteRule(pool: pg.Pool, project: string, name: string): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    await bumpPrivacyVersion(client);
    const { rowCount } = await client.query('DELETE FROM redaction_rules WHERE project = $1 AND name = $2', [
      project,
      name,
    ]);
    return (rowCount ?? 0) > 0;
  });
}

/** Tells all hubs on the database, with the commit, that rules or erasures changed. Of two at once, one waits. */
export async function bumpPrivacyVersion(client: pg.ClientBase): Promise<void> {
  await client.query('UPDATE privacy_state SET version = version + 1');
}

function ruleOf(row: Row): StoredRule {
  return {
    name: row.name,
    pattern: row.pattern,
    replacement: row.replacement,
    kinds: row.kinds,
    keys: row.keys,
    enabled: row.enabled,
    createdUs: microsOfTimestamp(row.created_at),
    updatedUs: microsOfTimestamp(row.updated_at),
  };
}
