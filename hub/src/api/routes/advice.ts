import Type from 'typebox';
import { findAdvice } from '../../advice/find-advice.ts';
import { isoOfMicros } from '../../store/micros.ts';
import type { Api, HubContext } from '../context.ts';
import { keptAnswer } from '../kept-answer.ts';
import { queryOf, storedText } from '../query-values.ts';
import { AdviceList } from '../schemas/cost.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { stretchOf, timeRange } from '../time-range.ts';

const DEFAULT_MINUTES = 1440;

/** What would make agents quicker or cheaper. */
export function adviceRoutes(app: Api, context: HubContext): void {
  app.get(
    '/api/v1/analysis/advice',
    {
      schema: {
        operationId: 'getAdvice',
        summary: 'Slow steps, dear models, retries in vain and growing prompts, with what each could save',
        tags: ['analysis'],
        querystring: queryOf({
          ...timeRange(DEFAULT_MINUTES),
          agent: Type.Optional(
            storedText({ minLength: 1, maxLength: 512, description: 'Of one agent alone.' }),
          ),
          min_saving_usd: Type.Number({
            minimum: 0,
            maximum: 1e9,
            default: 1,
            description: 'Cheaper models that save less over the stretch are left out.',
          }),
        }),
        response: { 200: AdviceList, 400: ErrorAnswer },
      },
    },
    (request, reply) => {
      const { agent = null, min_saving_usd: leastSavingUsd } = request.query;
      const stretch = stretchOf(request.query, DEFAULT_MINUTES);
      return keptAnswer(context, request, reply, JSON.stringify(request.query), async (project) => ({
        from: isoOfMicros(stretch.sinceUs),
        to: isoOfMicros(stretch.untilUs),
        ...(await findAdvice(context.database, project, {
          ...stretch,
          agent,
          leastSavingUsd,
          prices: context.prices,
          at: new Date(stretch.untilUs / 1000),
          slowMs: context.thresholds.responseTimeMs,
        })),
      }));
    },
  );
}
