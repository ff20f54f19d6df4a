import type { Database } from '../store/database.ts';
import { eventAttributeSql } from '../store/event-attributes.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import type { RuleDimension } from './rule.ts';

/** What rows are made of. */
export type MeasureSource = 'events' | 'executions' | 'calls';

/** A dimension, or a tag of events. */
export type DimensionKey = RuleDimension | `tag.${string}`;

export interface WantedDimension {
  readonly key: DimensionKey;
  /** Values that somebody asks for; of others it is null. Null: each is told apart. */
  readonly only: readonly string[] | null;
}

export interface MeasureQuestion {
  readonly source: MeasureSource;
  readonly projects: readonly string[];
  /** After its begin, up to its end. */
  readonly stretch: Stretch;
  readonly dimensions: readonly WantedDimension[];
  /** Whether single durations are wanted. */
  readonly durations: boolean;
  /** Length of the steps that rows are told apart by; null: the stretch is one. */
  readonly stepUs: number | null;
}

/** Sums of what has the same dimensions. */
export interface MeasureRow {
  readonly project: string;
  readonly dimensions: Readonly<Record<string, string | null>>;
  /** Index of its step. */
  readonly step: number;
  /** Events, executions that ended, or calls of models that began. */
  readonly count: number;
  /** Events that are errors, or executions that were abandoned. */
  readonly errors: number;
  readonly costPico: number;
  readonly unpriced: number;
  readonly tokens: number;
  /** Of executions, where durations are wanted: milliseconds, three digits of them in stretches over an hour. */
  readonly durationMs: number | null;
}

/** More are not read: what would tell so many apart says nothing any more. */
const MAX_ROWS = 200_000;
const EXACT_US = 3_600_000_000;

interface SourceSql {
  readonly from: string;
  /** Tables that only some dimensions need. */
  readonly joins: Readonly<Partial<Record<'service' | 'execution', string>>>;
  readonly time: string;
  readonly where: string;
  readonly dimensions: Readonly<Partial<Record<RuleDimension, string>>>;
  readonly needs: Readonly<Partial<Record<RuleDimension, 'service' | 'execution'>>>;
  readonly measures: string;
}

const textOf = (key: string) => `(${eventAttributeSql('t', key)} #>> '{}')`;
const attribute = (name: string) => textOf(`'${name}'`);
const DURATION_MS = "date_part('epoch', t.ended_at - t.started_at) * 1000";
const NO_COST = '0::float8, 0::float8, 0::float8';

const sqlOf: Readonly<Record<MeasureSource, SourceSql>> = {
  events: {
    from: 'observability_events t',
    joins: { service: 'LEFT JOIN sources s ON s.project = t.project AND s.id = t.source_id' },
    time: 't.time',
    // Alerts and changes of health are no doing of agents: counted, one could bring the next about.
    where: "t.type NOT IN ('alert', 'health_change')",
    dimensions: {
      agent: `CASE WHEN ${attribute('observatory.execution.kind')} IS DISTINCT FROM 'workflow' THEN ${attribute('gen_ai.agent.name')} END`,
      workflow: attribute('gen_ai.workflow.name'),
      service: 's.service',
      environment: 'observatory_environment(s.resource)',
      provider: attribute('gen_ai.provider.name'),
      model: `coalesce(${attribute('gen_ai.request.model')}, ${attribute('gen_ai.response.model')})`,
      user: attribute('user.id'),
      session: attribute('session.id'),
    },
    needs: { service: 'service', environment: 'service' },
    measures: `count(*)::float8, (count(*) FILTER (WHERE t.severity IN ('error', 'fatal')))::float8, ${NO_COST}`,
  },
  executions: {
    from: 'agent_executions t',
    joins: {},
    time: 't.ended_at',
    where: 'true',
    dimensions: {
      agent: "CASE t.kind WHEN 'agent' THEN t.name END",
      workflow: "CASE t.kind WHEN 'workflow' THEN t.name END",
      service: 't.service',
      environment: 't.environment',
      user: 't.user_id',
      session: 't.session_id',
    },
    needs: {},
    measures: `count(*)::float8, (count(*) FILTER (WHERE t.status = 'failed' AND t.error_type = 'abandoned'))::float8, ${NO_COST}`,
  },
  calls: {
    from: 'whole_calls t',
    joins: {
      execution: `LEFT JOIN agent_executions x ON x.project = t.project AND x.trace_id = t.trace_id AND x.id = t.execution_id
           AND x.started_at > $2::timestamptz - interval '7 days' AND x.started_at <= $3::timestamptz`,
    },
    time: 't.started_at',
    where: "t.kind = 'model'",
    dimensions: {
      agent: 't.agent',
      workflow: 't.workflow',
      service: 't.service',
      environment: 't.environment',
      provider: 't.provider',
      model: 't.name',
      user: 'x.user_id',
      session: 'x.session_id',
    },
    needs: { user: 'execution', session: 'execution' },
    measures: `count(*)::float8, 0::float8, coalesce(sum(t.cost_pico::float8), 0),
      (count(*) FILTER (WHERE t.cost_pico IS NULL AND coalesce(t.input_tokens, 0) + coalesce(t.output_tokens, 0) > 0))::float8,
      coalesce(sum((coalesce(t.input_tokens, 0) + coalesce(t.output_tokens, 0))::float8), 0)`,
  },
};

export const eventsSql = sqlOf.events;

/** The value of a dimension, or of a tag, in the rows of a source; `add` gives the name of a parameter. */
export function dimensionSql(sql: SourceSql, key: DimensionKey, add: (value: unknown) => string): string {
  if (key.startsWith('tag.')) return textOf(`${add(key.slice(4))}::text`);
  return `(${sql.dimensions[key as RuleDimension] ?? 'NULL::text'})`;
}

/** Too much would be told apart. */
export class TooManyRows extends Error {
  constructor() {
    super(
      `More than ${MAX_ROWS} combinations of what the rule tells apart are in its window; filter it, or group by less.`,
    );
  }
}

/** Sums of one source over a stretch, in one statement for all the projects and dimensions. Throws TooManyRows. */
export async function readMeasureRows(
  { pool }: Pick<Database, 'pool'>,
  question: MeasureQuestion,
): Promise<MeasureRow[]> {
  const { source, projects, stretch, dimensions, durations, stepUs } = question;
  const sql = sqlOf[source];
  const values: unknown[] = [projects, isoOfMicros(stretch.sinceUs), isoOfMicros(stretch.untilUs)];
  const add = (value: unknown) => `$${values.push(value)}`;
  const joins = new Set<string>();
  const columns = dimensions.map(({ key, only }) => {
    const needed = sql.needs[key as RuleDimension];
    if (needed) joins.add(sql.joins[needed] ?? '');
    const value = dimensionSql(sql, key, add);
    return only === null ? value : `CASE WHEN ${value} = ANY(${add(only)}::text[]) THEN ${value} END`;
  });
  const step =
    stepUs === null
      ? '0'
      : `(ceil(date_part('epoch', ${sql.time} - $2::timestamptz) * 1e6 / ${add(stepUs)}::float8) - 1)::int`;
  const isExact = stretch.untilUs - stretch.sinceUs <= EXACT_US;
  const duration = !durations ? 'NULL::float8' : isExact ? DURATION_MS : threeDigits(DURATION_MS);
  const grouped = ['t.project', step, duration, ...columns];
  const { rows } = await pool.query<
    [string, number, number | null, number, number, number, number, number, ...(string | null)[]]
  >({
    text: `SELECT ${grouped.slice(0, 3).join(', ')}, ${sql.measures}${columns.map((column) => `, ${column}`).join('')}
           FROM ${sql.from} ${[...joins].join(' ')}
           WHERE t.project = ANY($1) AND ${sql.time} > $2::timestamptz AND ${sql.time} <= $3::timestamptz AND ${sql.where}
           GROUP BY 1, 2, 3${columns.map((_, at) => `, ${at + 9}`).join('')} LIMIT ${MAX_ROWS + 1}`,
    values,
    rowMode: 'array',
  });
  if (rows.length > MAX_ROWS) throw new TooManyRows();
  return rows.map(([project, at, durationMs, count, errors, costPico, unpriced, tokens, ...found]) => ({
    project,
    dimensions: Object.fromEntries(dimensions.map(({ key }, index) => [key, found[index] ?? null])),
    step: at,
    count,
    errors,
    costPico,
    unpriced,
    tokens,
    // Seconds in binary are no whole milliseconds.
    durationMs: durationMs === null ? null : Math.round(durationMs * 1000) / 1000,
  }));
}

/** A number to three digits, so that long stretches have some thousand different ones, not a million. */
const threeDigits = (ms: string) =>
  `CASE WHEN ${ms} < 1 THEN 0 ELSE round(${ms} / power(10, floor(log(${ms})) - 2)) * power(10, floor(log(${ms})) - 2) END`;
