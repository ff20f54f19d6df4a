import type { Timeline } from '../api/schemas/traces.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import type { Parameters, Sources } from './timeline-sources.ts';

export type TimelineType = Timeline['entries'][number]['type'];

/** Rows of one table that tell of one kind of moments; all texts are SQL. */
export interface Branch {
  readonly table: string;
  readonly time: string;
  /** The key of a moment: of one time, what begins is before what ends. */
  readonly key: string;
  /** Columns in whose order the keys are. */
  readonly ties: readonly string[];
  readonly conditions: string;
  readonly type: string;
  readonly title: string;
  /** What follows the title: it may be sealed. */
  readonly content: string;
  readonly severity: string;
  readonly executionId: string;
  readonly traceId: string;
  readonly service: string;
  readonly durationMs: string;
}

/** Characters of an error's message and of an event's that are shown. */
export const MAX_ERROR = 500;
export const MAX_MESSAGE = 1000;
/** An execution may have begun so long before what is told of it. */
const LONGEST_S = 7 * 86_400;
const DURATION_MS = '(extract(epoch FROM ended_at - started_at) * 1000)::float8';
const SEVERITY = "CASE status WHEN 'failed' THEN 'error' WHEN 'cancelled' THEN 'warn' ELSE 'info' END";
/** Of what is sealed no part opens. */
const startOf = (column: string, most: number) =>
  `CASE WHEN sealed_by IS NULL THEN left(${column}, ${most}) ELSE ${column} END`;
const SUMMARY = "coalesce(': ' || nullif(left(annotations->>'summary', 1000), ''), '')";

const starts = ['execution_start'] as const;
const ends = ['execution_end', 'execution_error', 'execution_cancel'] as const;
const calls = ['llm_call', 'tool_call'] as const;
/** Told from the rows of executions, calls (which services without our shim have too) and alerts. */
const toldElsewhere: ReadonlySet<string> = new Set([...starts, ...ends, ...calls, 'alert', 'mark']);
const TYPE_OF_END =
  "CASE status WHEN 'failed' THEN 'execution_error' WHEN 'cancelled' THEN 'execution_cancel' ELSE 'execution_end' END";
const TYPE_OF_CALL = "CASE kind WHEN 'model' THEN 'llm_call' ELSE 'tool_call' END";

const ofExecution = {
  table: 'agent_executions',
  ties: ['id'],
  content: 'NULL',
  executionId: "encode(id, 'hex')",
  traceId: "encode(trace_id, 'hex')",
  service: 'service',
  durationMs: 'NULL::float8',
};
const ofAlert = {
  table: 'alerts',
  ties: ['fingerprint COLLATE "C"'],
  type: "'alert'",
  content: 'NULL',
  executionId: 'NULL',
  traceId: 'NULL',
  service: "coalesce(labels->>'service_name', labels->>'service')",
};

/** The tables that tell of a stretch, without those of which no moment is asked for; `types` null asks for all. */
export function branchesOf(
  sources: Sources,
  { sinceUs, untilUs }: Stretch,
  types: readonly TimelineType[] | null,
  parameters: Parameters,
): Branch[] {
  const since = `${parameters.add(isoOfMicros(sinceUs))}::timestamptz`;
  const until = `${parameters.add(isoOfMicros(untilUs))}::timestamptz`;
  const isAsked = (some: readonly TimelineType[]) => types?.some((type) => some.includes(type)) ?? true;
  const listed = (some: readonly string[]) => `${parameters.add(some)}::text[]`;
  const only = (of: string, some: readonly TimelineType[]) =>
    types === null || some.every((type) => types.includes(type))
      ? ''
      : ` AND (${of}) = ANY(${listed(types)})`;
  const within = (time: string) => `project = $1 AND ${time} > ${since} AND ${time} <= ${until}`;
  const ended = `${within('ended_at')} AND started_at > ${since} - interval '${LONGEST_S} seconds' AND started_at <= ${until}${sources.executions}`;
  const told = types?.filter((type) => !toldElsewhere.has(type));
  // A statement has no parameter that it does not use.
  const eventTypes = () =>
    told === undefined
      ? ` AND type <> ALL(${listed([...toldElsewhere])})`
      : ` AND type = ANY(${listed(told)})`;
  const branches: (Branch | false)[] = [
    isAsked(starts) && {
      ...ofExecution,
      time: 'started_at',
      key: "'1' || encode(id, 'hex')",
      conditions: within('started_at') + sources.executions,
      type: "'execution_start'",
      title: "name || ' started' || coalesce(': ' || operation, '')",
      severity: "'info'",
    },
    isAsked(calls) && {
      ...ofExecution,
      table: 'whole_calls',
      time: 'started_at',
      key: "'2' || encode(trace_id, 'hex') || encode(span_id, 'hex')",
      ties: ['trace_id', 'span_id'],
      conditions: within('started_at') + sources.calls + only(TYPE_OF_CALL, calls),
      type: TYPE_OF_CALL,
      title: `name || CASE status WHEN 'failed' THEN ' failed' || coalesce(': ' || error_type, '') WHEN 'cancelled' THEN ' was cancelled'
                                  WHEN 'running' THEN ' runs' ELSE '' END`,
      severity: SEVERITY,
      executionId: "encode(execution_id, 'hex')",
      durationMs: DURATION_MS,
    },
    (told === undefined || told.length > 0) && {
      ...ofExecution,
      table: 'observability_events',
      time: 'time',
      key: "'3' || id",
      ties: ['id COLLATE "C"'],
      conditions:
        within('time') + eventTypes() + sources.events.replace('SINCE', since).replace('UNTIL', until),
      type: 'type',
      title: "''",
      content: startOf('message', MAX_MESSAGE),
      severity: 'severity',
      executionId: "encode(execution_id, 'hex')",
      service: '(SELECT service FROM sources s WHERE s.project = $1 AND s.id = source_id)',
    },
    isAsked(ends) && {
      ...ofExecution,
      time: 'ended_at',
      key: "'4' || encode(id, 'hex')",
      conditions: ended + only(TYPE_OF_END, ends),
      type: TYPE_OF_END,
      title: `name || CASE status WHEN 'failed' THEN ' failed' || coalesce(': ' || error_type, '') WHEN 'cancelled' THEN ' was cancelled'
                                  ELSE ' ended' END`,
      content: `CASE status WHEN 'failed' THEN ${startOf('error_message', MAX_ERROR)} END`,
      severity: SEVERITY,
      durationMs: DURATION_MS,
    },
    isAsked(['mark']) && {
      ...ofExecution,
      time: 'ended_at',
      key: "'5' || encode(id, 'hex')",
      conditions: `${ended} AND marks <> '{}'`,
      type: "'mark'",
      title: "name || ': ' || array_to_string(marks, ', ')",
      severity: "'warn'",
    },
  ];
  if (sources.alerts !== null && isAsked(['alert']))
    branches.push(
      {
        ...ofAlert,
        time: 'starts_at',
        key: "'6' || fingerprint",
        conditions: within('starts_at') + sources.alerts,
        title: `name || ' fires' || ${SUMMARY}`,
        severity: "CASE severity WHEN 'critical' THEN 'error' WHEN 'warning' THEN 'warn' ELSE 'info' END",
        durationMs: 'NULL::float8',
      },
      {
        ...ofAlert,
        time: 'ends_at',
        key: "'7' || fingerprint",
        conditions: `${within('ends_at')} AND status = 'resolved'${sources.alerts}`,
        title: `name || ' is resolved' || ${SUMMARY}`,
        severity: "'info'",
        durationMs: '(extract(epoch FROM ends_at - starts_at) * 1000)::float8',
      },
    );
  return branches.filter((branch) => branch !== false);
}
