import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { MAX_TIMEOUT_MS } from '../../sql/sql.ts';
import { csvOf, ndjsonOf } from '../../sql/sql-text.ts';
import { MAX_STATEMENT_BYTES } from '../../sql/statement-guard.ts';
import type { Api, HubContext } from '../context.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { SqlAnswer } from '../schemas/sql.ts';
import { sqlCaller } from '../sql-caller.ts';

const SqlBody = Type.Object(
  {
    sql: Type.String({
      maxLength: MAX_STATEMENT_BYTES,
      description: 'One SELECT over events, alerts, traces, executions, calls, evaluations: docs/sql.md.',
    }),
    max_rows: Type.Optional(
      Type.Integer({ minimum: 1, description: 'At most MAX_EVENTS_PER_QUERY, which it is unless given.' }),
    ),
    timeout_ms: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_TIMEOUT_MS, description: '15000 unless given.' }),
    ),
    format: Type.Optional(
      Type.Union([Type.Literal('json'), Type.Literal('csv'), Type.Literal('ndjson')], {
        description:
          'csv and ndjson hold the rows alone; the header observatory-truncated says whether there are more.',
      }),
    ),
  },
  { additionalProperties: false },
);

const textAnswer = (description: string) => ({ schema: Type.String({ description }) });

/** EN7 over HTTP. */
export function sqlRoutes(app: Api, context: HubContext): void {
  app.post(
    '/api/v1/sql',
    {
      bodyLimit: 4 * MAX_STATEMENT_BYTES,
      config: { access: 'read', readsContent: true },
      schema: {
        operationId: 'querySql',
        summary:
          'Rows of one SELECT over the events, alerts, traces, executions, calls and evaluations of the project',
        tags: ['sql'],
        body: SqlBody,
        response: {
          200: {
            description: 'The rows.',
            content: {
              'application/json': { schema: SqlAnswer },
              'text/csv': textAnswer('RFC 4180, with the names of the columns in the first line.'),
              'application/x-ndjson': textAnswer(
                'A line of JSON a row: an object by the names of the columns.',
              ),
            },
          },
          400: ErrorAnswer,
          401: ErrorAnswer,
          403: ErrorAnswer,
          409: ErrorAnswer,
          413: ErrorAnswer,
          422: ErrorAnswer,
          429: ErrorAnswer,
          501: ErrorAnswer,
          503: ErrorAnswer,
        },
      },
    },
    async (request, reply) => {
      const { sql, max_rows: maxRows, timeout_ms: timeoutMs, format = 'json' } = request.body;
      const asked = { ...sqlCaller(context, request), sql, maxRows, timeoutMs };
      const { elapsedMs, ...answer } = await context.sql.run(asked, { signal: goneSignal(reply) });
      noteInTrail(context, request, sql, answer.views);
      if (format === 'json') return { ...answer, elapsed_ms: elapsedMs };
      void reply.header('observatory-truncated', String(answer.truncated));
      if (format === 'csv') return reply.type('text/csv; charset=utf-8').send(csvOf(answer));
      return reply.type('application/x-ndjson; charset=utf-8').send(ndjsonOf(answer));
    },
  );
}

/** Aborts when the client goes before it has its answer. */
function goneSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** What was read, never what was asked. */
function noteInTrail(
  { audit }: HubContext,
  request: FastifyRequest,
  sql: string,
  views: readonly string[],
): void {
  request.audited = { target: views.join(','), detail: { query: audit.hashOf(sql) } };
}
