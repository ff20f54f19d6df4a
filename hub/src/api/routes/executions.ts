import { executionKinds, executionStatuses } from '@observatory/shim/conventions';
import Type, { type Static } from 'typebox';
import { HubError } from '../../errors.ts';
import { joinNotes, keptNote } from '../../privacy/kept-note.ts';
import { searchNote } from '../../sealing/search-note.ts';
import { type Condition, earliestStart, holdsText, isText, startedWithin } from '../../search/conditions.ts';
import { countExecutions, searchExecutions, sortKeys } from '../../search/search-executions.ts';
import { DAY_US, nowMicros } from '../../store/micros.ts';
import { readExecutionRows } from '../../store/read-executions.ts';
import { readSnapshots } from '../../store/snapshots.ts';
import type { Api, HubContext } from '../context.ts';
import { listedSummaryOfRow } from '../present.ts';
import { listOf, queryOf, storedText } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { ExecutionList } from '../schemas/executions.ts';
import { oneOf } from '../schemas/parts.ts';
import { ExecutionCount } from '../schemas/search.ts';
import { SnapshotList } from '../schemas/snapshots.ts';
import { openSearch, sealSearch } from '../search-cursor.ts';
import { exactParameters, queryParameter, searchConditions, stretchParameters } from '../search-query.ts';
import { snapshotPage } from '../snapshots.ts';

const filters = {
  status: Type.Optional(Type.String({ description: `Comma list of ${executionStatuses.join(', ')}.` })),
  kind: Type.Optional(Type.Unsafe<(typeof executionKinds)[number]>({ type: 'string', enum: executionKinds })),
  name: Type.Optional(storedText({ description: 'Name of the agent or workflow, exact.' })),
  q: Type.Optional(
    storedText({
      maxLength: 200,
      description:
        'Text in name, operation, error, service, user, session or task, or the beginning of an id.',
    }),
  ),
  roots: Type.Optional(Type.Boolean({ description: 'Leave out executions that another one started.' })),
  ...queryParameter,
  ...stretchParameters,
  ...exactParameters,
};

const ListQuery = queryOf({
  ...filters,
  sort: Type.Optional(
    oneOf(
      sortKeys,
      '`started`, the newest first, unless given; else the longest, dearest or largest first, of the last 24 hours unless the time is given.',
    ),
  ),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
  cursor: Type.Optional(Type.String({ maxLength: 300, description: '`next_cursor` of the page before.' })),
});

const CountQuery = queryOf(filters);
type Filters = Static<typeof CountQuery>;

const MOST_COUNTED = 100_000;

export function executionRoutes(app: Api, context: HubContext): void {
  app.get(
    '/api/v1/executions',
    {
      schema: {
        operationId: 'listExecutions',
        summary: 'Executions that a search finds, newest first',
        tags: ['executions'],
        querystring: ListQuery,
        response: { 200: ExecutionList, 400: ErrorAnswer, 422: ErrorAnswer },
      },
    },
    async (request) => {
      const { limit, cursor, sort = 'started', ...given } = request.query;
      const question = JSON.stringify([sort, ...Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1))]);
      const after = cursor === undefined ? null : openSearch(question, cursor);
      const nowUs = after?.nowUs ?? nowMicros();
      const asked = conditionsOf(given, nowUs);
      // A figure is in no index: a day is what can be sorted at once.
      const isBounded = sort === 'started' || earliestStart(asked) !== undefined;
      const conditions = isBounded ? asked : [...asked, ...startedWithin(nowUs - DAY_US, undefined)];
      const found = await searchExecutions(
        context.database,
        context.projectOf(request),
        conditions,
        sort,
        after?.place ?? null,
        limit + 1,
        nowUs,
      );
      const last = found.length > limit ? found[limit - 1] : undefined;
      return {
        executions: found.slice(0, limit).map(({ row }) => listedSummaryOfRow(row)),
        next_cursor: last ? sealSearch(question, { nowUs, place: last.place }) : null,
        ...joinNotes(
          searchNote(context.database.sealing, asked),
          keptNote(context.privacy.retention, 'executions', earliestStart(asked)),
        ),
      };
    },
  );

  app.get(
    '/api/v1/executions/count',
    {
      schema: {
        operationId: 'countExecutions',
        summary: `How many executions a search finds, up to ${MOST_COUNTED}`,
        tags: ['executions'],
        querystring: CountQuery,
        response: { 200: ExecutionCount, 400: ErrorAnswer, 422: ErrorAnswer },
      },
    },
    async (request) => {
      const conditions = conditionsOf(request.query, nowMicros());
      const project = context.projectOf(request);
      const count = await countExecutions(context.database, project, conditions, MOST_COUNTED + 1);
      return { count: Math.min(count, MOST_COUNTED), complete: count <= MOST_COUNTED };
    },
  );

  app.get(
    '/api/v1/executions/:id/snapshots',
    {
      config: { readsContent: true },
      schema: {
        operationId: 'listSnapshots',
        summary: 'The states that an execution recorded, by their sequence',
        tags: ['executions'],
        params: Type.Object({ id: Type.String({ description: '48 hex digits.' }) }),
        querystring: queryOf({
          from: Type.Integer({
            minimum: 0,
            maximum: 2 ** 31 - 1,
            default: 0,
            description: 'First sequence.',
          }),
          limit: Type.Integer({
            minimum: 1,
            maximum: 200,
            default: 50,
            description: 'Fewer come where they are large.',
          }),
        }),
        response: { 200: SnapshotList, 400: ErrorAnswer, 404: ErrorAnswer },
      },
    },
    async (request) => {
      const { database } = context;
      const project = context.projectOf(request);
      const id = request.params.id.toLowerCase();
      if (!isExecutionId(id)) throw noSuchExecution(request.params.id);
      const { from, limit } = request.query;
      const read = await readSnapshots(database, project, id, from, limit);
      if (read.rows.length === 0) {
        const known = await readExecutionRows(database, project, [id.slice(0, 32)]);
        if (!known.some((row) => row.id === id)) throw noSuchExecution(request.params.id);
      }
      const { snapshots, next } = snapshotPage(read, from);
      return { snapshots, next_from: next };
    },
  );
}

function conditionsOf({ status, kind, name, q, roots, ...search }: Filters, nowUs: number): Condition[] {
  const statuses = status ? listOf(status, executionStatuses, 'status') : [];
  return [
    ...(status ? [{ kind: 'any' as const, parts: statuses.map((one) => isText('status', one)) }] : []),
    ...(kind ? [isText('kind', kind)] : []),
    ...(name ? [isText('name', name)] : []),
    ...(q ? [holdsText(q)] : []),
    ...(roots ? [{ kind: 'root' as const, is: true }] : []),
    ...searchConditions(search, nowUs),
  ];
}

/** Whether a text, in lower case, has the form of an id. */
export const isExecutionId = (id: string) => /^[0-9a-f]{48}$/.test(id);

export function noSuchExecution(id: string): HubError {
  const message = `No execution has the id ${id.slice(0, 64)}; ids are 48 hex digits, as in GET /api/v1/executions.`;
  return new HubError('OBS_EXECUTION_NOT_FOUND', message);
}
