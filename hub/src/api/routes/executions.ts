import { executionKinds, executionStatuses } from '@observatory/shim/conventions';
import Type from 'typebox';
import { HubError } from '../../errors.ts';
import { listExecutions, readExecutionRows } from '../../store/read-executions.ts';
import { readSnapshots } from '../../store/snapshots.ts';
import type { Api, HubContext } from '../context.ts';
import { executionDetail } from '../execution-detail.ts';
import { openPlace, sealPlace } from '../page-cursor.ts';
import { summaryOfRow } from '../present.ts';
import { listOf, queryOf, storedText } from '../query-values.ts';
import { ErrorAnswer, ExecutionDetail, ExecutionList, SnapshotList } from '../schemas/core.ts';
import { snapshotPage } from '../snapshots.ts';

const ListQuery = queryOf({
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
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
  cursor: Type.Optional(Type.String({ maxLength: 200, description: '`next_cursor` of the page before.' })),
});

export function executionRoutes(app: Api, context: HubContext): void {
  app.get(
    '/api/v1/executions',
    {
      schema: {
        operationId: 'listExecutions',
        summary: 'Executions, newest first',
        tags: ['executions'],
        querystring: ListQuery,
        response: { 200: ExecutionList, 400: ErrorAnswer },
      },
    },
    async (request) => {
      const { status, kind, name, q, roots, limit, cursor } = request.query;
      const filter = {
        ...(status && { statuses: listOf(status, executionStatuses, 'status') }),
        ...(kind && { kind }),
        ...(name && { name }),
        ...(q && { text: q }),
        ...(roots && { rootsOnly: true }),
      };
      const after = cursor ? openPlace(cursor) : null;
      const rows = await listExecutions(
        context.database,
        context.projectOf(request),
        filter,
        after,
        limit + 1,
      );
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return {
        executions: rows.slice(0, limit).map(summaryOfRow),
        next_cursor: last ? sealPlace({ startedUs: last.started_at, id: last.id }) : null,
      };
    },
  );

  app.get(
    '/api/v1/executions/:id',
    {
      schema: {
        operationId: 'getExecution',
        summary: 'One execution with its steps, spans, events, logs, usage and cost',
        tags: ['executions'],
        params: Type.Object({ id: Type.String({ description: '48 hex digits.' }) }),
        response: { 200: ExecutionDetail, 404: ErrorAnswer },
      },
    },
    async (request) => {
      const id = request.params.id.toLowerCase();
      const detail = isExecutionId(id)
        ? await executionDetail(context, context.projectOf(request), id)
        : null;
      if (detail) return detail;
      throw noSuchExecution(request.params.id);
    },
  );

  app.get(
    '/api/v1/executions/:id/snapshots',
    {
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
        const known = await readExecutionRows(database.pool, project, [id.slice(0, 32)]);
        if (!known.some((row) => row.id === id)) throw noSuchExecution(request.params.id);
      }
      const { snapshots, next } = snapshotPage(read, from);
      return { snapshots, next_from: next };
    },
  );
}

const isExecutionId = (id: string) => /^[0-9a-f]{48}$/.test(id);

function noSuchExecution(id: string): HubError {
  const message = `No execution has the id ${id.slice(0, 64)}; ids are 48 hex digits, as in GET /api/v1/executions.`;
  return new HubError('OBS_EXECUTION_NOT_FOUND', message);
}
