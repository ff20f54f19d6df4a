import type { AlertNotice } from '../alerts/alert-notice.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import { type DimensionKey, dimensionSql, eventsSql } from './measure-rows.ts';
import { type AnyCondition, dimensionsOf, type Rule, type RuleDimension } from './rule.ts';

/** Which events a condition is about; of others all are. */
const eventsOf: Readonly<Partial<Record<AnyCondition, string>>> = {
  error_rate: "t.severity IN ('error', 'fatal')",
  response_time: "t.type = 'execution_end'",
  abandoned: "t.type = 'execution_error'",
  cost: "t.type = 'llm_call'",
};

/** The newest event that a rule counted for a group: what EN3's payload names. Nothing where there is none. */
export async function newestEvent(
  { pool }: Pick<Database, 'pool'>,
  rule: Rule,
  key: string,
  nowUs: number,
): Promise<Pick<AlertNotice, 'event' | 'eventId'>> {
  if (dimensionsOf[rule.condition].length === 0 || rule.condition === 'anomaly') return {};
  const values: unknown[] = [rule.project, isoOfMicros(nowUs - rule.windowS * 1e6), isoOfMicros(nowUs)];
  const add = (value: unknown) => `$${values.push(value)}`;
  const { tag = {}, ...dimensions } = rule.filter;
  const wanted: [DimensionKey, readonly string[]][] = [
    ...Object.entries(dimensions).map(([name, of]): [DimensionKey, readonly string[]] => [
      name as RuleDimension,
      of,
    ]),
    ...Object.entries(tag).map(([name, of]): [DimensionKey, readonly string[]] => [`tag.${name}`, of]),
    ...(rule.groupBy !== null && key !== '' ? [[rule.groupBy, [key]] as [DimensionKey, string[]]] : []),
  ];
  const conditions = wanted.map(
    ([name, of]) => `${dimensionSql(eventsSql, name, add)} = ANY(${add(of)}::text[])`,
  );
  const { rows } = await pool.query<{ cursor: number; time: string; type: string; app: string | null }>(
    `SELECT t.cursor, t.time, t.type,
            coalesce(${eventsSql.dimensions.agent}, ${eventsSql.dimensions.workflow}, s.service) AS app
     FROM ${eventsSql.from} ${eventsSql.joins.service}
     WHERE t.project = $1 AND t.time > $2::timestamptz AND t.time <= $3::timestamptz AND ${eventsSql.where}
       ${[eventsOf[rule.condition] ?? 'true', ...conditions].map((one) => `AND ${one}`).join(' ')}
     ORDER BY t.time DESC LIMIT 1`,
    values,
  );
  const [row] = rows;
  if (row === undefined) return {};
  return {
    eventId: row.cursor,
    event: {
      app: row.app ?? '',
      event_type: row.type,
      timestamp: isoOfMicros(microsOfTimestamp(row.time)),
    },
  };
}
