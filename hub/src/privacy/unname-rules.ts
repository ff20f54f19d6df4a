import type pg from 'pg';
import { inTransaction } from '../store/database.ts';
import { userKeys, userLabels } from './user-keys.ts';

/**
 * Takes a user out of what people set up: silences whose conditions have the user's id go, and rules whose filter lets
 * through this user alone; filters with others beside are without the id after. Words that people wrote are not searched.
 */
export function unnameRules(pool: pg.Pool, project: string, userId: string): Promise<void> {
  return inTransaction(pool, async (client) => {
    await client.query(
      `DELETE FROM silences WHERE project = $1 AND EXISTS (
         SELECT FROM jsonb_array_elements(matchers) AS m WHERE m->>'name' = ANY($3) AND m->>'value' = $2)`,
      [project, userId, userLabels],
    );
    const paths = [['user'], ...userKeys.map((key) => ['tag', key])];
    for (const path of paths) {
      const gone = await client.query<{ name: string }>(
        'DELETE FROM alert_rules WHERE project = $1 AND filter #> $3 = jsonb_build_array($2::text) RETURNING name',
        [project, userId, path],
      );
      await client.query('DELETE FROM alert_rule_states WHERE project = $1 AND rule = ANY($2)', [
        project,
        gone.rows.map(({ name }) => name),
      ]);
      await client.query(
        `UPDATE alert_rules SET filter = jsonb_set(filter, $3, (filter #> $3) - $2::text)
         WHERE project = $1 AND filter #> $3 @> jsonb_build_array($2::text)`,
        [project, userId, path],
      );
    }
  });
}
