import type { Database } from '../store/database.ts';
import { eventsOfExecutionsSql, executionKeys } from '../store/events-of-executions.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';

export interface TimelineFilter {
  readonly agent?: string;
  readonly userId?: string;
  readonly sessionId?: string;
  /** 32 hex digits of a trace, or 48 of an execution. */
  readonly id?: string;
}

const MAX_EXECUTIONS = 1000;

/** Values of a statement, and the places that stand for them. */
export class Parameters {
  readonly values: unknown[];
  constructor(values: readonly unknown[] = []) {
    this.values = [...values];
  }
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** Conditions on each table. */
export interface Sources {
  readonly executions: string;
  readonly calls: string;
  /** SINCE and UNTIL stand for the slice. */
  readonly events: string;
  /** Null: none. */
  readonly alerts: string | null;
  /** Whether an index finds their rows whatever the stretch is. */
  readonly isNarrow: boolean;
}

/**
 * What of each table a filter chooses; `isCut` where more executions of a user or session were found than are looked at. The
 * first parameter is the project.
 */
export async function findSources(
  database: Pick<Database, 'pool'>,
  project: string,
  parameters: Parameters,
  question: Stretch & TimelineFilter,
): Promise<{ readonly sources: Sources; readonly isCut: boolean }> {
  if (question.userId === undefined && question.sessionId === undefined)
    return { sources: sourcesOf(parameters, question), isCut: false };
  const ids = await readExecutionIds(database, project, question);
  return {
    sources: sourcesOfExecutions(parameters, ids.slice(0, MAX_EXECUTIONS)),
    isCut: ids.length > MAX_EXECUTIONS,
  };
}

function sourcesOf(parameters: Parameters, { agent, id }: TimelineFilter): Sources {
  const executions: string[] = [];
  const calls: string[] = [];
  const events: string[] = [];
  // An alert is of no one execution.
  let alerts: string | null = id === undefined ? '' : null;
  if (id !== undefined) {
    const trace = `trace_id = ${parameters.add(Buffer.from(id.slice(0, 32), 'hex'))}::bytea`;
    for (const conditions of [executions, calls, events]) conditions.push(trace);
    if (id.length > 32) {
      const execution = `${parameters.add(Buffer.from(id, 'hex'))}::bytea`;
      executions.push(`id = ${execution}`);
      for (const conditions of [calls, events]) conditions.push(`execution_id = ${execution}`);
    }
  }
  if (agent !== undefined) {
    const name = `${parameters.add(agent)}::text`;
    executions.push(`name = ${name}`);
    calls.push(`(agent = ${name} OR workflow = ${name})`);
    events.push(`execution_id IN (SELECT id FROM agent_executions x WHERE x.project = $1 AND x.name = ${name}
      AND x.started_at > SINCE - interval '1 day' AND x.started_at <= UNTIL)`);
    alerts = ` AND ${name} IN (labels->>'agent', labels->>'workflow')`;
  }
  const all = (conditions: readonly string[]) => conditions.map((one) => ` AND ${one}`).join('');
  return {
    executions: all(executions),
    calls: all(calls),
    events: all(events),
    alerts,
    isNarrow: id !== undefined,
  };
}

function sourcesOfExecutions(parameters: Parameters, ids: readonly string[]): Sources {
  const keys = executionKeys(ids);
  const places = `${parameters.add(keys.ids)}::bytea[]`;
  const traces = `${parameters.add(keys.traceIds)}::bytea[]`;
  return {
    executions: ` AND trace_id = ANY(${traces}) AND id = ANY(${places})`,
    calls: ` AND trace_id = ANY(${traces}) AND execution_id = ANY(${places})`,
    events: ` AND ${eventsOfExecutionsSql('observability_events', places, traces)}`,
    alerts: null,
    isNarrow: true,
  };
}

/** The newest executions of a user or session that may tell of the stretch; one more than are looked at. */
async function readExecutionIds(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  { sinceUs, untilUs, agent, userId, sessionId, id }: Stretch & TimelineFilter,
): Promise<string[]> {
  const parameters = new Parameters([project, isoOfMicros(sinceUs), isoOfMicros(untilUs)]);
  const conditions = Object.entries({ user_id: userId, session_id: sessionId, name: agent }).flatMap(
    ([column, value]) => (value === undefined ? [] : [`AND ${column} = ${parameters.add(value)}`]),
  );
  const { executions } = sourcesOf(parameters, id === undefined ? {} : { id });
  const result = await pool.query<{ id: string }>(
    `SELECT encode(id, 'hex') AS id FROM agent_executions
     WHERE project = $1 AND started_at > $2::timestamptz - interval '1 day' AND started_at <= $3
       ${conditions.join(' ')} ${executions}
     ORDER BY started_at DESC LIMIT ${MAX_EXECUTIONS + 1}`,
    parameters.values,
  );
  return result.rows.map((row) => row.id);
}
