import { executionStatuses } from '@observatory/shim/conventions';
import Type, { type Static } from 'typebox';
import { HubError } from '../../errors.ts';
import { foldTrace } from '../../fold/fold-trace.ts';
import { loadTraces } from '../../fold/load.ts';
import { type Condition, holdsText, isText } from '../../search/conditions.ts';
import { searchExecutions } from '../../search/search-executions.ts';
import { type ExecutionRow, executionRow } from '../../store/execution-row.ts';
import { nowMicros } from '../../store/micros.ts';
import { readSpans, readSpansByTrace, type StoredSpan } from '../../store/read-trace.ts';
import type { Api, HubContext } from '../context.ts';
import { spanOf, summaryOfRow } from '../present.ts';
import { listOf, queryOf, storedText } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { Trace, TraceList } from '../schemas/trace-list.ts';
import { openSearch, sealSearch } from '../search-cursor.ts';
import { queryConditions, queryParameter, stretchConditions } from '../search-query.ts';

const MAX_SPANS_OF_LIST = 5000;
const MAX_SPANS_OF_TRACE = 5000;
const STATUS_ERROR = 2;

const PICO_OF_DOLLAR = 1e12;

const Dollars = (description: string) => Type.Number({ minimum: 0, maximum: 1e6, description });
const Seconds = (description: string) => Type.Number({ minimum: 0, maximum: 1e9, description });
const ListQuery = queryOf({
  workflow_id: Type.Optional(storedText({ maxLength: 512 })),
  status: Type.Optional(Type.String({ description: `Comma list of ${executionStatuses.join(', ')}.` })),
  agent: Type.Optional(storedText({ description: 'Name of the agent or workflow, exact.' })),
  user: Type.Optional(storedText({ description: 'Id of the user, exact.' })),
  session: Type.Optional(storedText({ description: 'Id of the session, exact.' })),
  model: Type.Optional(storedText({ description: 'A model that was used, exact.' })),
  text: Type.Optional(storedText({ maxLength: 200, description: 'As `q` of GET /api/v1/executions.' })),
  start_time: Type.Optional(Type.String({ format: 'date-time', description: 'Starts from then on.' })),
  end_time: Type.Optional(Type.String({ format: 'date-time', description: 'Starts before then.' })),
  min_duration: Type.Optional(Seconds('Seconds; leaves out what runs.')),
  max_duration: Type.Optional(Seconds('Seconds; leaves out what runs.')),
  min_cost: Type.Optional(Dollars('US dollars; leaves out what has no price.')),
  max_cost: Type.Optional(Dollars('US dollars; leaves out what has no price.')),
  ...queryParameter,
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  cursor: Type.Optional(Type.String({ maxLength: 300, description: '`next_cursor` of the page before.' })),
});

/** IA2: traces in the described system's shape, durations in seconds. */
export function traceRoutes(app: Api, context: HubContext): void {
  app.get(
    '/api/v1/observability/traces',
    {
      config: { readsContent: true },
      schema: {
        operationId: 'listTraces',
        summary: 'Traces of executions, newest first; inner executions only with workflow_id, agent or query',
        tags: ['traces'],
        querystring: ListQuery,
        response: { 200: TraceList, 400: ErrorAnswer, 422: ErrorAnswer },
      },
    },
    async (request) => {
      const { database } = context;
      const project = context.projectOf(request);
      const { limit, cursor, ...given } = request.query;
      const question = JSON.stringify([
        'traces',
        ...Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1)),
      ]);
      const after = cursor === undefined ? null : openSearch(question, cursor);
      const nowUs = after?.nowUs ?? nowMicros();
      const conditions = conditionsOf(given, nowUs);
      const place = after?.place ?? null;
      const found = await searchExecutions(database, project, conditions, 'started', place, limit + 1, nowUs);
      const rows = found.slice(0, limit).map(({ row }) => row);
      const last = found.length > limit ? found[limit - 1] : undefined;
      const ids = [...new Set(rows.map((row) => row.trace_id))];
      const share = Math.floor(MAX_SPANS_OF_LIST / Math.max(1, ids.length));
      const spans = await readSpansByTrace(database, project, ids, share + 1);
      return {
        traces: rows.map((row) => traceOf(row, spans.get(row.trace_id) ?? [], share)),
        next_cursor: last ? sealSearch(question, { nowUs, place: last.place }) : null,
      };
    },
  );

  app.get(
    '/api/v1/observability/traces/:trace_id',
    {
      config: { readsContent: true },
      schema: {
        operationId: 'getTrace',
        summary: 'One trace, by its own id or by the id of an execution',
        tags: ['traces'],
        params: Type.Object({
          trace_id: Type.String({ description: '32 hex digits, or 48 of an execution.' }),
        }),
        response: { 200: Trace, 404: ErrorAnswer },
      },
    },
    async (request) => {
      const id = request.params.trace_id.toLowerCase();
      const trace = /^([0-9a-f]{32}|[0-9a-f]{48})$/.test(id)
        ? await readTrace(context, context.projectOf(request), id)
        : null;
      if (trace) return trace;
      throw new HubError(
        'OBS_TRACE_NOT_FOUND',
        `No trace or execution has the id ${request.params.trace_id.slice(0, 64)}; ids are 32 or 48 hex digits.`,
      );
    },
  );
}

type Filters = Omit<Static<typeof ListQuery>, 'limit' | 'cursor'>;

function conditionsOf(query: Filters, nowUs: number): Condition[] {
  const { workflow_id, status, agent, user, session, model, text, start_time, end_time } = query;
  const { min_duration, max_duration, min_cost, max_cost } = query;
  const statuses = status ? listOf(status, executionStatuses, 'status') : [];
  return [
    ...(workflow_id || agent || query.query ? [] : [{ kind: 'root' as const, is: true }]),
    ...(workflow_id ? [isText('workflow_id', workflow_id)] : []),
    ...(status ? [{ kind: 'any' as const, parts: statuses.map((one) => isText('status', one)) }] : []),
    ...(agent ? [isText('name', agent)] : []),
    ...(user ? [isText('user', user)] : []),
    ...(session ? [isText('session', session)] : []),
    ...(model ? [isText('model', model)] : []),
    ...(text ? [holdsText(text)] : []),
    ...stretchConditions({ from: start_time, to: end_time }, nowUs, ['start_time', 'end_time']),
    ...between('duration', min_duration, max_duration, 1),
    ...between('cost', min_cost, max_cost, PICO_OF_DOLLAR),
    ...queryConditions(query.query, 'query', nowUs),
  ];
}

function between(
  field: 'duration' | 'cost',
  least: number | undefined,
  most: number | undefined,
  factor: number,
): Condition[] {
  if (least === undefined && most === undefined) return [];
  if (least !== undefined && most !== undefined && least > most)
    throw new HubError(
      'OBS_BAD_REQUEST',
      `Expected \`min_${field}\` up to \`max_${field}\`, got ${least} and ${most}.`,
      { where: `query.min_${field}` },
    );
  const bound = (value: number | undefined) =>
    value === undefined ? null : { value: Math.round(value * factor * 1e6) / 1e6, inclusive: true };
  return [{ kind: 'within', field, key: '', interval: { lower: bound(least), upper: bound(most) } }];
}

async function readTrace(context: HubContext, project: string, id: string) {
  const { database, prices, clock } = context;
  const traceId = id.slice(0, 32);
  const [input] = await loadTraces(database, project, [traceId], prices);
  const spans = await readSpans(database, project, [traceId], MAX_SPANS_OF_TRACE + 1);
  const executions = input ? foldTrace(input, clock()).executions : [];
  const execution =
    id.length === 48
      ? executions.find((one) => one.id === id)
      : (executions.find((one) => one.parentId === null) ?? executions[0]);
  if (execution) return traceOf(executionRow(project, execution), spans, MAX_SPANS_OF_TRACE);
  return id.length === 32 && spans[0] ? traceWithoutExecution(traceId, spans[0], spans) : null;
}

function traceOf(row: ExecutionRow, spans: readonly StoredSpan[], most: number) {
  const { id, trace_id, name, status, started_at, ended_at, duration_ms } = summaryOfRow(row);
  return {
    trace_id,
    execution_id: id,
    workflow_id: row.workflow_id,
    name,
    status,
    start_time: started_at,
    end_time: ended_at,
    duration: duration_ms === null ? null : duration_ms / 1000,
    spans: spans.slice(0, most).map(spanOf),
    spans_truncated: spans.length > most,
  };
}

function traceWithoutExecution(traceId: string, first: StoredSpan, spans: readonly StoredSpan[]) {
  const root = spans.find((span) => span.parent_span_id === null) ?? first;
  const span = spanOf(root);
  return {
    trace_id: traceId,
    execution_id: null,
    workflow_id: null,
    name: span.name,
    status: root.status === STATUS_ERROR ? ('failed' as const) : ('completed' as const),
    start_time: span.start_time,
    end_time: span.end_time,
    duration: span.duration_ms === null ? null : span.duration_ms / 1000,
    spans: spans.slice(0, MAX_SPANS_OF_TRACE).map(spanOf),
    spans_truncated: spans.length > MAX_SPANS_OF_TRACE,
  };
}
