import Type from 'typebox';
import { listSpans } from '../../traces/list-spans.ts';
import type { Api, HubContext } from '../context.ts';
import { executionDetail, executionParts } from '../execution-detail.ts';
import { knownExecution } from '../known-execution.ts';
import { openSpanPlace, sealSpanPlace } from '../page-cursor.ts';
import { spanLineOf } from '../present.ts';
import { listOf, queryOf } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { ExecutionDetail } from '../schemas/execution-detail.ts';
import { SpanLineList } from '../schemas/spans.ts';
import { isExecutionId, noSuchExecution } from './executions.ts';

/** One execution: all of it or the parts that are asked for, and all spans of its trace, however many. */
export function executionRoute(app: Api, context: HubContext): void {
  app.get(
    '/api/v1/executions/:id',
    {
      config: { readsContent: true },
      schema: {
        operationId: 'getExecution',
        summary: 'One execution with its steps, spans, events, logs, usage and cost',
        tags: ['executions'],
        params: Type.Object({ id: Type.String({ description: '48 hex digits.' }) }),
        querystring: queryOf({
          parts: Type.Optional(
            Type.String({
              description: `Comma list of ${executionParts.join(', ')}: the lists that are wanted, all unless given; the others are empty, and input and output null without any of steps, spans and events.`,
            }),
          ),
        }),
        response: { 200: ExecutionDetail, 400: ErrorAnswer, 404: ErrorAnswer },
      },
    },
    async (request) => {
      const id = request.params.id.toLowerCase();
      const { parts } = request.query;
      const asked = parts === undefined ? undefined : listOf(parts, executionParts, 'parts');
      const detail = isExecutionId(id)
        ? await executionDetail(context, context.projectOf(request), id, asked)
        : null;
      if (detail) return detail;
      throw noSuchExecution(request.params.id);
    },
  );

  app.get(
    '/api/v1/executions/:id/spans',
    {
      schema: {
        operationId: 'listSpans',
        summary: 'The spans of the trace of an execution, in pages and without attributes, by start',
        tags: ['executions'],
        params: Type.Object({ id: Type.String({ description: '48 hex digits.' }) }),
        querystring: queryOf({
          limit: Type.Integer({ minimum: 1, maximum: 20_000, default: 5000 }),
          cursor: Type.Optional(
            Type.String({ maxLength: 200, description: '`next_cursor` of the page before.' }),
          ),
        }),
        response: { 200: SpanLineList, 400: ErrorAnswer, 404: ErrorAnswer },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const project = context.projectOf(request);
      const after = cursor === undefined ? null : openSpanPlace(cursor);
      const { trace_id: traceId } = await knownExecution(context, project, request.params.id);
      const { rows, next } = await listSpans(context.database, project, traceId, after, limit);
      return { spans: rows.map(spanLineOf), next_cursor: next && sealSpanPlace(next) };
    },
  );
}
