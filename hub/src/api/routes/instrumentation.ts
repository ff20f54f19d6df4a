import { Attr } from '@observatory/shim/conventions';
import Type from 'typebox';
import { readInstrumentation } from '../../store/read-instrumentation.ts';
import type { Api, HubContext } from '../context.ts';
import { queryOf, storedText } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { Instrumentation } from '../schemas/instrumentation.ts';
import { Ref } from '../schemas/parts.ts';

/** What the shim instruments in each process, for `observatory doctor`. */
export function instrumentationRoutes(app: Api, context: HubContext): void {
  app.get(
    '/api/v1/instrumentation',
    {
      schema: {
        operationId: 'listInstrumentation',
        summary: 'What the shim instruments in each process of each service, and what it could not',
        tags: ['health'],
        querystring: queryOf({ service: Type.Optional(storedText({ maxLength: 200 })) }),
        response: {
          200: Type.Object({ instrumentation: Type.Array(Ref(Instrumentation)) }),
          400: ErrorAnswer,
        },
      },
    },
    async (request) => {
      const rows = await readInstrumentation(
        context.database,
        context.projectOf(request),
        request.query.service ?? null,
      );
      return {
        instrumentation: rows.map(({ service, instance, reported_at, attributes }) => {
          const list = (name: string) => {
            const found = attributes[name];
            return Array.isArray(found) ? found.map(String) : [];
          };
          return {
            service,
            instance,
            reported_at,
            instrumented: list(Attr.instrumented),
            late: list(Attr.instrumentedLate),
            unreached: list(Attr.instrumentationUnreached),
            waiting: list(Attr.instrumentationWaiting),
            unwrapped: list(Attr.instrumentationUnwrapped),
          };
        }),
      };
    },
  );
}
