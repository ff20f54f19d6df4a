import type { Database } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import { type DefaultRuleSettings, defaultRuleNames, defaultRules } from './default-rules.ts';
import type {
  AnyCondition,
  ListedRule,
  Rule,
  RuleDimension,
  RuleFilter,
  RuleSeverity,
  RuleStatistic,
} from './rule.ts';

interface Stored {
  project: string;
  name: string;
  condition: AnyCondition;
  threshold: number;
  window_s: number;
  enabled: boolean;
  severity: RuleSeverity;
  for_s: number;
  keep_firing_for_s: number;
  statistic: RuleStatistic | null;
  metric: string | null;
  filter: RuleFilter;
  group_by: RuleDimension | null;
  min_events: number;
  description: string;
  runbook_url: string | null;
  created_at: string;
  updated_at: string;
  updated_by: string;
}

const ofStored = (row: Stored): ListedRule => ({
  project: row.project,
  name: row.name,
  condition: row.condition,
  threshold: row.threshold,
  windowS: row.window_s,
  enabled: row.enabled,
  severity: row.severity,
  forS: row.for_s,
  keepFiringForS: row.keep_firing_for_s,
  statistic: row.statistic,
  metric: row.metric,
  filter: row.filter,
  groupBy: row.group_by,
  minEvents: row.min_events,
  description: row.description,
  runbookUrl: row.runbook_url,
  origin: 'user',
  isChanged: false,
  createdUs: microsOfTimestamp(row.created_at),
  updatedUs: microsOfTimestamp(row.updated_at),
  updatedBy: row.updated_by,
});

/** The rules of one project, or of all; those that every project has first, as somebody changed them. */
export async function readRules(
  { pool }: Pick<Database, 'pool'>,
  settings: DefaultRuleSettings,
  project: string | null,
): Promise<ListedRule[]> {
  const [stored, projects] = await Promise.all([
    pool.query<Stored>(
      'SELECT * FROM alert_rules WHERE $1::text IS NULL OR project = $1 ORDER BY project, name',
      [project],
    ),
    project === null
      ? pool.query<{ id: string }>('SELECT id FROM projects ORDER BY id')
      : { rows: [{ id: project }] },
  ]);
  const own = Map.groupBy(stored.rows.map(ofStored), (rule) => rule.project);
  return projects.rows.flatMap(({ id }) => {
    const rules = own.get(id) ?? [];
    const changed = new Map(rules.map((rule) => [rule.name, rule]));
    const common = defaultRules(id, settings).map((rule) => {
      const by = changed.get(rule.name);
      return by === undefined ? rule : { ...by, origin: rule.origin, isChanged: true };
    });
    return [...common, ...rules.filter(({ name }) => !defaultRuleNames.has(name))];
  });
}

export async function readRule(
  database: Pick<Database, 'pool'>,
  settings: DefaultRuleSettings,
  project: string,
  name: string,
): Promise<ListedRule | undefined> {
  return (await readRules(database, settings, project)).find((rule) => rule.name === name);
}

/** Makes a rule, or changes it. */
export type RuleWrite = 'written' | 'exists' | 'too many';

/** Stores a rule; `isNew`: unless there is one of its name. */
export async function writeRule(
  { pool }: Pick<Database, 'pool'>,
  rule: Rule,
  { by, nowUs, isNew, most }: { by: string; nowUs: number; isNew: boolean; most: number },
): Promise<RuleWrite> {
  const row: Stored = {
    project: rule.project,
    name: rule.name,
    condition: rule.condition,
    threshold: rule.threshold,
    window_s: rule.windowS,
    enabled: rule.enabled,
    severity: rule.severity,
    for_s: rule.forS,
    keep_firing_for_s: rule.keepFiringForS,
    statistic: rule.statistic,
    metric: rule.metric,
    filter: rule.filter,
    group_by: rule.groupBy,
    min_events: rule.minEvents,
    description: rule.description,
    runbook_url: rule.runbookUrl,
    created_at: isoOfMicros(nowUs),
    updated_at: isoOfMicros(nowUs),
    updated_by: by,
  };
  const columns = Object.keys(row);
  const changing = columns.filter((column) => !['project', 'name', 'created_at'].includes(column));
  const onConflict = isNew
    ? 'DO NOTHING'
    : `(project, name) DO UPDATE SET ${changing.map((column) => `${column} = excluded.${column}`).join(', ')}`;
  const { rows } = await pool.query<{ known: boolean; full: boolean; written: number }>(
    `WITH known AS (
       SELECT count(*) FILTER (WHERE name = $3) > 0 AS known, count(*) FILTER (WHERE name <> $3) >= $4 AS full
       FROM alert_rules WHERE project = $2
     ), written AS (
       INSERT INTO alert_rules (${columns.join(', ')})
       SELECT ${columns.map((column) => `r.${column}`).join(', ')} FROM json_populate_record(null::alert_rules, $1) r, known
       WHERE NOT known.full OR known.known ON CONFLICT ${onConflict} RETURNING 1
     )
     SELECT known, "full", (SELECT count(*) FROM written) AS written FROM known`,
    [JSON.stringify(row), rule.project, rule.name, most],
  );
  const [result] = rows;
  if (result && result.written > 0) return 'written';
  return result?.full && !result.known ? 'too many' : 'exists';
}

/** Whether there was one. */
export async function deleteRule(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  name: string,
): Promise<boolean> {
  const { rowCount } = await pool.query('DELETE FROM alert_rules WHERE project = $1 AND name = $2', [
    project,
    name,
  ]);
  return rowCount === 1;
}
