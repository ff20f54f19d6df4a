import type { Severity } from '@observatory/shim/conventions';
import type { Timeline } from '../api/schemas/traces.ts';
import { eventPlace, executionPlace } from '../sealing/row-places.ts';
import { openRow } from '../sealing/sealed-rows.ts';
import type { Sealing } from '../sealing/sealing.ts';
import type { Database } from '../store/database.ts';
import { eventsOfExecutionsSql, executionKeys } from '../store/events-of-executions.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';

export interface TimelineFilter {
  readonly agent?: string;
  readonly userId?: string;
  readonly sessionId?: string;
  /** 32 hex digits of a trace, or 48 of an execution. */
  readonly id?: string;
}

/** The entry after which a page begins. */
export interface TimelinePlace {
  readonly timeUs: number;
  readonly key: string;
}

export interface TimelineQuestion extends Stretch, TimelineFilter {
  readonly isNewestFirst: boolean;
  readonly after: TimelinePlace | null;
  readonly limit: number;
}

export interface TimelineEntry {
  readonly place: TimelinePlace;
  readonly type: Timeline['entries'][number]['type'];
  readonly title: string;
  readonly severity: Severity;
  readonly executionId: string | null;
  readonly traceId: string | null;
  readonly service: string | null;
  readonly durationMs: number | null;
}

export interface TimelineRead {
  readonly entries: TimelineEntry[];
  /** Whether more executions of a user or session were found than are looked at. */
  readonly isCut: boolean;
}

const MAX_EXECUTIONS = 1000;
/** Of the first stretch that is looked at; each further one is eight times as long, so that few rows are read in vain. */
const FIRST_SLICE_US = 15 * 60_000_000;
/** An execution may have begun so long before what is told of it. */
const LONGEST_US = 7 * 86_400_000_000;

/** What happened in a stretch, in order of time. */
export async function readTimeline(
  { pool, sealing }: Pick<Database, 'pool' | 'sealing'>,
  project: string,
  question: TimelineQuestion,
): Promise<TimelineRead> {
  const { userId, sessionId, limit } = question;
  const parameters = new Parameters();
  parameters.add(project);
  let isCut = false;
  let sources: Sources;
  if (userId !== undefined || sessionId !== undefined) {
    const ids = await readExecutionIds({ pool }, project, question);
    isCut = ids.length > MAX_EXECUTIONS;
    sources = sourcesOfExecutions(parameters, ids.slice(0, MAX_EXECUTIONS));
  } else {
    sources = sourcesOf(parameters, question);
  }
  const entries: TimelineEntry[] = [];
  for (const slice of slicesOf(question, sources.isNarrow)) {
    const place = entries.at(-1)?.place ?? question.after;
    const slicePlace = place === null ? {} : { place };
    const result = await pool.query<Row>(
      ...statement(parameters, sources, {
        ...question,
        ...slice,
        ...slicePlace,
        limit: limit - entries.length,
      }),
    );
    entries.push(...result.rows.map((row) => entryOf(sealing, project, row)));
    if (entries.length >= limit) break;
  }
  return { entries, isCut };
}

/** Values of a statement, and the places that stand for them. */
class Parameters {
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
interface Sources {
  readonly executions: string;
  readonly calls: string;
  /** SINCE and UNTIL stand for the slice. */
  readonly events: string;
  /** Null: none. */
  readonly alerts: string | null;
  /** Whether an index finds their rows whatever the stretch is. */
  readonly isNarrow: boolean;
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
  { sinceUs, untilUs, agent, userId, sessionId, id }: TimelineQuestion,
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

/** The stretch, or ever longer slices of it in the order that is asked for. */
function* slicesOf(
  { sinceUs, untilUs, isNewestFirst, after }: TimelineQuestion,
  isNarrow: boolean,
): Generator<Stretch> {
  // Of microseconds: what happened at the very place is told apart by its key.
  const fromUs = after === null || isNewestFirst ? sinceUs : Math.max(sinceUs, after.timeUs - 1);
  const toUs = after === null || !isNewestFirst ? untilUs : Math.min(untilUs, after.timeUs);
  let width = isNarrow ? toUs - fromUs : FIRST_SLICE_US;
  let done = 0;
  while (done < toUs - fromUs) {
    const next = Math.min(toUs - fromUs, done + width);
    yield isNewestFirst
      ? { sinceUs: toUs - next, untilUs: toUs - done }
      : { sinceUs: fromUs + done, untilUs: fromUs + next };
    done = next;
    width *= 8;
  }
}

interface Row {
  time: string;
  key: string;
  type: TimelineEntry['type'];
  title: string;
  /** What follows the title: it may be sealed. */
  content: string | null;
  severity: Severity;
  execution_id: string | null;
  trace_id: string | null;
  service: string | null;
  duration_ms: number | null;
}

interface SliceQuestion extends Stretch {
  readonly place?: TimelinePlace;
  readonly isNewestFirst: boolean;
  readonly limit: number;
}

const DURATION_MS = '(extract(epoch FROM ended_at - started_at) * 1000)::float8';
const SEVERITY = "CASE status WHEN 'failed' THEN 'error' WHEN 'cancelled' THEN 'warn' ELSE 'info' END";
const IDS = "encode(id, 'hex') AS execution_id, encode(trace_id, 'hex') AS trace_id, service";
const ERROR_TYPE = "coalesce(': ' || error_type, '')";
/** Characters of an error's message and of an event's that are shown. */
const MAX_ERROR = 500;
const MAX_MESSAGE = 1000;
/** Of what is sealed no part opens. */
const startOf = (column: string, most: number) =>
  `CASE WHEN sealed_by IS NULL THEN left(${column}, ${most}) ELSE ${column} END`;
/** Told from the rows of executions, calls (which services without our shim have too) and alerts. */
const TOLD_ELSEWHERE = [
  'execution_start',
  'execution_end',
  'execution_error',
  'execution_cancel',
  'llm_call',
  'tool_call',
  'alert',
];

/** The order of one table's rows: by time, and of one moment as the key of the entry is. */
interface Order {
  readonly time: string;
  readonly key: string;
  readonly ties: readonly string[];
}

/** Of one moment, what begins is before what ends. */
const orders = {
  starts: { time: 'started_at', key: "'1' || encode(id, 'hex')", ties: ['id'] },
  calls: {
    time: 'started_at',
    key: "'2' || encode(trace_id, 'hex') || encode(span_id, 'hex')",
    ties: ['trace_id', 'span_id'],
  },
  events: { time: 'time', key: "'3' || id", ties: ['id COLLATE "C"'] },
  ends: { time: 'ended_at', key: "'4' || encode(id, 'hex')", ties: ['id'] },
  marks: { time: 'ended_at', key: "'5' || encode(id, 'hex')", ties: ['id'] },
  fires: { time: 'starts_at', key: "'6' || fingerprint", ties: ['fingerprint COLLATE "C"'] },
  isResolved: { time: 'ends_at', key: "'7' || fingerprint", ties: ['fingerprint COLLATE "C"'] },
} as const satisfies Record<string, Order>;

function statement(
  given: Parameters,
  { executions, calls, events, alerts }: Sources,
  { sinceUs, untilUs, place, isNewestFirst, limit }: SliceQuestion,
): [string, unknown[]] {
  const parameters = new Parameters(given.values);
  const since = `${parameters.add(isoOfMicros(sinceUs))}::timestamptz`;
  const until = `${parameters.add(isoOfMicros(untilUs))}::timestamptz`;
  const within = (time: string) => `project = $1 AND ${time} > ${since} AND ${time} <= ${until}`;
  const longest = `started_at > ${since} - interval '${LONGEST_US / 1e6} seconds' AND started_at <= ${until}`;
  const order = isNewestFirst ? 'DESC' : '';
  const most = parameters.add(limit);
  const comes = isNewestFirst ? '<' : '>';
  const placeTime = place && `${parameters.add(isoOfMicros(place.timeUs))}::timestamptz`;
  const placeKey = place && `${parameters.add(place.key)}::text`;
  /** The first rows of a table after the place: of the others neither key nor title is made. */
  const first = (table: string, { time, key, ties }: Order, conditions: string) => {
    const after =
      placeTime === undefined
        ? ''
        : `AND (${time} ${comes} ${placeTime} OR (${time} = ${placeTime} AND (${key}) COLLATE "C" ${comes} ${placeKey}))`;
    const by = [time, ...ties].map((column) => `${column} ${order}`).join(', ');
    return `(SELECT * FROM ${table} WHERE ${within(time)} ${conditions} ${after} ORDER BY ${by} LIMIT ${most}) AS ${table}`;
  };
  const elsewhere = TOLD_ELSEWHERE.map((type) => `'${type}'`).join(', ');
  const eventsOfSlice = events.replace('SINCE', since).replace('UNTIL', until);
  const summary = "coalesce(': ' || nullif(left(annotations->>'summary', 1000), ''), '')";
  const alertSeverity =
    "CASE severity WHEN 'critical' THEN 'error' WHEN 'warning' THEN 'warn' ELSE 'info' END";
  const alertService = "coalesce(labels->>'service_name', labels->>'service')";
  const alertsOf = (condition: string | null) =>
    condition === null
      ? ''
      : `
    UNION ALL
    SELECT starts_at, ${orders.fires.key}, 'alert', name || ' fires' || ${summary}, NULL, ${alertSeverity}, NULL, NULL, ${alertService}, NULL
    FROM ${first('alerts', orders.fires, condition)}
    UNION ALL
    SELECT ends_at, ${orders.isResolved.key}, 'alert', name || ' is resolved' || ${summary}, NULL, 'info', NULL, NULL, ${alertService},
           (extract(epoch FROM ends_at - starts_at) * 1000)::float8
    FROM ${first('alerts', orders.isResolved, `AND status = 'resolved' ${condition}`)}`;
  const text = `SELECT * FROM (
    SELECT started_at AS time, ${orders.starts.key} AS key, 'execution_start' AS type,
           name || ' started' || coalesce(': ' || operation, '') AS title, NULL AS content, 'info' AS severity, ${IDS}, NULL::float8 AS duration_ms
    FROM ${first('agent_executions', orders.starts, executions)}
    UNION ALL
    SELECT ended_at, ${orders.ends.key},
           CASE status WHEN 'failed' THEN 'execution_error' WHEN 'cancelled' THEN 'execution_cancel' ELSE 'execution_end' END,
           name || CASE status WHEN 'failed' THEN ' failed' || ${ERROR_TYPE} WHEN 'cancelled' THEN ' was cancelled' ELSE ' ended' END,
           CASE status WHEN 'failed' THEN ${startOf('error_message', MAX_ERROR)} END, ${SEVERITY}, ${IDS}, ${DURATION_MS}
    FROM ${first('agent_executions', orders.ends, `AND ${longest}${executions}`)}
    UNION ALL
    SELECT ended_at, ${orders.marks.key}, 'mark', name || ': ' || array_to_string(marks, ', '), NULL, 'warn', ${IDS}, NULL
    FROM ${first('agent_executions', orders.marks, `AND ${longest} AND marks <> '{}'${executions}`)}
    UNION ALL
    SELECT started_at, ${orders.calls.key}, CASE kind WHEN 'model' THEN 'llm_call' ELSE 'tool_call' END,
           name || CASE status WHEN 'failed' THEN ' failed' || coalesce(': ' || error_type, '') WHEN 'cancelled' THEN ' was cancelled'
                               WHEN 'running' THEN ' runs' ELSE '' END,
           NULL, ${SEVERITY}, encode(execution_id, 'hex'), encode(trace_id, 'hex'), service, ${DURATION_MS}
    FROM ${first('whole_calls', orders.calls, calls)}
    UNION ALL
    SELECT time, ${orders.events.key}, type, '', ${startOf('message', MAX_MESSAGE)}, severity, encode(execution_id, 'hex'), encode(trace_id, 'hex'),
           (SELECT service FROM sources s WHERE s.project = $1 AND s.id = source_id), NULL
    FROM ${first('observability_events', orders.events, `AND type NOT IN (${elsewhere}) ${eventsOfSlice}`)}${alertsOf(alerts)}
  ) AS entries
  ORDER BY time ${order}, key COLLATE "C" ${order} LIMIT ${most}`;
  return [text, parameters.values];
}

function entryOf(sealing: Sealing, project: string, row: Row): TimelineEntry {
  return {
    place: { timeUs: microsOfTimestamp(row.time), key: row.key },
    type: row.type,
    title: row.title + contentOf(sealing, project, row),
    severity: row.severity,
    executionId: row.execution_id,
    traceId: row.trace_id,
    service: row.service,
    durationMs: row.duration_ms,
  };
}

function contentOf(sealing: Sealing, project: string, { key, content }: Row): string {
  if (content === null) return '';
  const id = key.slice(1);
  if (key.startsWith('3'))
    return cut(openRow(sealing, eventPlace(project, id), { message: content }).message, MAX_MESSAGE);
  const { error_message } = openRow(sealing, executionPlace(project, id), { error_message: content });
  return `: ${cut(error_message, MAX_ERROR)}`;
}

const cut = (text: string, most: number) => (text.length > most ? [...text].slice(0, most).join('') : text);
