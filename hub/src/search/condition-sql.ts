import { Attr, recordNames } from '@observatory/shim/conventions';
import { and, ilike, or, type SQL, sql } from 'drizzle-orm';
import { isoOfMicros } from '../store/micros.ts';
import { agentExecutions as e } from '../store/schema.ts';
import type { Bound, Condition, Interval, TextPattern } from './conditions.ts';
import type { FieldName } from './search-fields.ts';

type TextCondition = Extract<Condition, { kind: 'text' }>;
type WithinCondition = Extract<Condition, { kind: 'within' }>;

/** Of what an execution did, with room for clocks that differ: partitions of other days are not looked at. */
const during = (time: SQL) =>
  sql`${time} > ${e.started_at} - interval '1 hour' AND ${time} < coalesce(${e.ended_at}, now()) + interval '1 hour'`;

/** What is sealed is not searched: it would match by chance. */
const plainMessage = sql`CASE WHEN ${e.sealed_by} IS NULL THEN ${e.error_message} END`;

const textColumns = {
  status: e.status,
  kind: e.kind,
  name: e.name,
  operation: e.operation,
  service: e.service,
  environment: e.environment,
  version: e.version,
  user: e.user_id,
  session: e.session_id,
  conversation: e.conversation_id,
  task: e.task_id,
  workflow_id: e.workflow_id,
  error: e.error_type,
  message: plainMessage,
} as const satisfies Partial<Record<FieldName, unknown>>;

/** What `duration` compares and sorts by: seconds; null while it runs. */
export const durationSql = sql`extract(epoch FROM ${e.ended_at} - ${e.started_at})`;
export const tokensSql = sql`${e.input_tokens} + ${e.output_tokens}`;

const numberColumns: Partial<Record<FieldName, SQL>> = {
  duration: durationSql,
  tokens: tokensSql,
  input_tokens: sql`${e.input_tokens}`,
  output_tokens: sql`${e.output_tokens}`,
  cost: sql`${e.cost_pico}`,
  steps: sql`${e.step_count}`,
  calls: sql`${e.llm_calls} + ${e.tool_calls}`,
  llm_calls: sql`${e.llm_calls}`,
  tool_calls: sql`${e.tool_calls}`,
  unpriced: sql`${e.unpriced_calls}`,
};

const anywhereColumns = [
  e.name,
  e.operation,
  e.error_type,
  plainMessage,
  e.service,
  e.user_id,
  e.session_id,
  e.task_id,
] as const;

/** A condition about a row of agent_executions; null, as false, where the row does not have what is asked for. */
export function conditionSql(condition: Condition): SQL {
  switch (condition.kind) {
    case 'all':
      return and(...condition.parts.map(conditionSql)) ?? sql`true`;
    case 'any':
      return or(...condition.parts.map(conditionSql)) ?? sql`false`;
    case 'not':
      // What has no user is not of this user, too.
      return sql`(${conditionSql(condition.part)}) IS NOT TRUE`;
    case 'root':
      return condition.is ? sql`${e.parent_id} IS NULL` : sql`${e.parent_id} IS NOT NULL`;
    case 'id':
      return idSql(condition.prefix);
    case 'anywhere':
      return anywhereSql(condition.like, condition.idPrefix);
    case 'text':
      return textSql(condition);
    case 'within':
      return withinSql(condition);
  }
}

/** By the index of traces: an id begins with that of its trace. */
function idSql(prefix: string): SQL {
  const [first, last] = ['0', 'f'].map((digit) => prefix.padEnd(48, digit)) as [string, string];
  const bytes = (hex: string) => sql`${Buffer.from(hex, 'hex')}::bytea`;
  return sql`(${e.trace_id} BETWEEN ${bytes(first.slice(0, 32))} AND ${bytes(last.slice(0, 32))}
    AND ${e.id} BETWEEN ${bytes(first)} AND ${bytes(last)})`;
}

function anywhereSql(like: string, idPrefix: string | null): SQL {
  const texts = anywhereColumns.map((column) => ilike(column, like));
  return or(...texts, ...(idPrefix === null ? [] : [idSql(idPrefix)])) ?? sql`false`;
}

function matches(value: SQL, pattern: TextPattern): SQL {
  return 'equals' in pattern ? sql`${value} = ${pattern.equals}` : sql`${value} LIKE ${pattern.like}`;
}

function textSql({ field, key, pattern }: TextCondition): SQL {
  switch (field) {
    case 'agent':
    case 'workflow':
      return sql`(${e.kind} = ${field} AND ${matches(sql`${e.name}`, pattern)})`;
    case 'model':
    case 'provider': {
      const models = sql`observatory_models(${e.total}, ${e.total_sums})`;
      const found = sql`EXISTS (SELECT FROM ${models} AS m WHERE ${matches(sql.raw(`m.${field}`), pattern)})`;
      // Of most rows the text alone says that it is not in them.
      return 'equals' in pattern
        ? sql`((${e.total} IS NOT NULL OR strpos(${e.total_sums}::text, ${JSON.stringify(pattern.equals)}) > 0) AND ${found})`
        : found;
    }
    case 'tool':
      return sql`EXISTS (SELECT FROM whole_calls c WHERE c.project = ${e.project} AND c.trace_id = ${e.trace_id}
        AND c.execution_id = ${e.id} AND c.kind = 'tool' AND ${during(sql`c.started_at`)} AND ${matches(sql`c.name`, pattern)})`;
    case 'attr':
      return spanSql(key, matches(sql`a.value #>> '{}'`, pattern));
    default:
      return matches(sql`${columnOf(field)}`, pattern);
  }
}

function columnOf(field: FieldName) {
  if (field in textColumns) return textColumns[field as keyof typeof textColumns];
  throw new TypeError(`The field ${field} is not a text.`);
}

function withinSql({ field, key, interval }: WithinCondition): SQL {
  if (field === 'started' || field === 'ended') {
    const column = field === 'started' ? e.started_at : e.ended_at;
    return inInterval(sql`${column}`, interval, (us) => sql`${isoOfMicros(us)}::timestamptz`);
  }
  const number = (value: SQL) => inInterval(value, interval, (bound) => sql`${String(bound)}::numeric`);
  if (field === 'attr') return spanSql(key, number(jsonNumber(sql`a.value`)));
  if (field === 'score')
    return scoreSql(key, number(jsonNumber(sql`l.attributes -> ${Attr.evaluationScore}::text`)));
  const column = numberColumns[field];
  if (column === undefined) throw new TypeError(`The field ${field} is not a number.`);
  return number(column);
}

/** A bound of the column itself, so that the planner sees it. */
function inInterval(value: SQL, { lower, upper }: Interval, bound: (value: number) => SQL): SQL {
  const side = (end: Bound | null, operator: '>' | '<') =>
    end && sql`(${value}) ${sql.raw(end.inclusive ? `${operator}=` : operator)} ${bound(end.value)}`;
  const sides = [side(lower, '>'), side(upper, '<')].filter((end) => end !== null);
  return and(...sides) ?? sql`(${value}) IS NOT NULL`;
}

/** A number in JSON, else null: whatever else a sender put there is not converted. */
const jsonNumber = (value: SQL) =>
  sql`CASE jsonb_typeof(${value}) WHEN 'number' THEN (${value} #>> '{}')::numeric END`;

/**
 * Not by observatory_attributes, which puts all the others together too; computed once a span, whatever asks how often. Shapes
 * of one id are the same in all projects, so that those with the name are found once, and not span by span.
 */
function spanSql(key: string, test: SQL): SQL {
  return sql`EXISTS (SELECT FROM spans s LEFT JOIN span_shapes h ON h.project = s.project AND h.id = s.shape
    CROSS JOIN LATERAL (SELECT observatory_attribute(s, h, ${key}::text) AS value OFFSET 0) AS a
    WHERE s.project = ${e.project} AND s.trace_id = ${e.trace_id}
    AND (s.shape IS NULL OR s.shape IN (SELECT n.id FROM span_shapes n WHERE ${key}::text = ANY(n.keys) OR ${key}::text = ANY(n.column_keys)))
    AND ${during(sql`s.start_time`)} AND ${test})`;
}

/**
 * An evaluation is of the execution that views.evaluations gives it to. Asked row by row, not as a join: how many records are
 * evaluations is no statistic of the table, and the planner takes them for next to none.
 */
function scoreSql(name: string, test: SQL): SQL {
  return sql`(SELECT true FROM logs l WHERE l.project = ${e.project} AND l.trace_id = ${e.trace_id}
    AND l.attributes->>${sql.raw(`'${Attr.eventName}'`)} = ${sql.raw(`'${recordNames.evaluation}'`)}
    AND l.time > ${e.started_at} - interval '1 hour' AND l.time < ${e.started_at} + interval '7 days'
    AND l.attributes->>${Attr.evaluationName}::text = ${name} AND ${test}
    AND ${e.id} = (SELECT x.id FROM agent_executions x
      WHERE x.project = l.project AND x.trace_id = l.trace_id
        AND x.started_at > l.time - interval '7 days' AND x.started_at < l.time + interval '1 hour'
      ORDER BY x.span_id = l.span_id DESC NULLS LAST,
        x.id = (SELECT c.execution_id FROM whole_calls c
          WHERE c.project = l.project AND c.trace_id = l.trace_id AND c.span_id = l.span_id
            AND c.started_at > l.time - interval '7 days' AND c.started_at < l.time + interval '1 hour'
          LIMIT 1) DESC NULLS LAST,
        encode(x.id, 'hex') = l.attributes->>${sql.raw(`'${Attr.executionId}'`)} DESC NULLS LAST,
        x.parent_id IS NULL DESC, x.started_at
      LIMIT 1)
    LIMIT 1)`;
}
