import type { Database } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import type { GroupState, RuleState } from './group-state.ts';

/** What the last evaluation of a rule found, as it is stored. */
export interface StoredRuleState {
  readonly project: string;
  readonly rule: string;
  readonly state: RuleState | 'unknown';
  /** The largest of its groups. */
  readonly value: number | null;
  readonly evaluatedUs: number;
  /** Why it is unknown, else what there is to say of its value. */
  readonly reason: string | null;
  readonly groups: readonly GroupState[];
  readonly leftOut: number;
}

type Row = Omit<StoredRuleState, 'evaluatedUs' | 'leftOut'> & {
  evaluated_at: string;
  groups_left_out: number;
};

/** States of the rules of one project, or of all. */
export async function readRuleStates(
  { pool }: Pick<Database, 'pool'>,
  project: string | null,
): Promise<StoredRuleState[]> {
  const { rows } = await pool.query<Row>(
    'SELECT * FROM alert_rule_states WHERE $1::text IS NULL OR project = $1',
    [project],
  );
  return rows.map(({ evaluated_at, groups_left_out, ...row }) => ({
    ...row,
    evaluatedUs: microsOfTimestamp(evaluated_at),
    leftOut: groups_left_out,
  }));
}

/** Stores states, and forgets those of rules that are no more. */
export async function writeRuleStates(
  { workPool }: Pick<Database, 'workPool'>,
  states: readonly StoredRuleState[],
  gone: readonly Pick<StoredRuleState, 'project' | 'rule'>[],
): Promise<void> {
  if (gone.length > 0)
    await workPool.query(
      `DELETE FROM alert_rule_states s USING unnest($1::text[], $2::text[]) AS gone (project, rule)
       WHERE s.project = gone.project AND s.rule = gone.rule`,
      [gone.map(({ project }) => project), gone.map(({ rule }) => rule)],
    );
  if (states.length === 0) return;
  const rows = states.map(({ evaluatedUs, leftOut, ...state }) => ({
    ...state,
    evaluated_at: isoOfMicros(evaluatedUs),
    groups_left_out: leftOut,
  }));
  await workPool.query(
    `INSERT INTO alert_rule_states SELECT * FROM json_populate_recordset(null::alert_rule_states, $1)
     ON CONFLICT (project, rule) DO UPDATE SET state = excluded.state, value = excluded.value,
       evaluated_at = excluded.evaluated_at, reason = excluded.reason, groups = excluded.groups,
       groups_left_out = excluded.groups_left_out`,
    [JSON.stringify(rows)],
  );
}
