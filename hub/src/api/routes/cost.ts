import Type from 'typebox';
import { costReport } from '../../cost/cost-report.ts';
import {
  type CostFilter,
  callDimensions,
  costDimensions,
  isRunDimension,
  readCost,
} from '../../cost/read-cost.ts';
import { HubError } from '../../errors.ts';
import { FIGURE_BUCKET_S } from '../../figures/figure-rows.ts';
import { isoOfMicros, nowMicros } from '../../store/micros.ts';
import type { Stretch } from '../../store/read-health.ts';
import type { Api, HubContext } from '../context.ts';
import { keptAnswer } from '../kept-answer.ts';
import { queryOf, storedText } from '../query-values.ts';
import { CostReport, costIntervals } from '../schemas/cost.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { oneOf } from '../schemas/parts.ts';
import { stretchOf, timeRange } from '../time-range.ts';
import { adviceRoutes } from './advice.ts';
import { budgetRoutes } from './budgets.ts';

const DEFAULT_MINUTES = 1440;
const MAX_BUCKETS = 1000;
/** Groups whose trend is told. */
const TOP = 5;
const seconds = { '5m': FIGURE_BUCKET_S, '1h': 3600, '1d': 86_400 } as const satisfies Record<
  (typeof costIntervals)[number],
  number
>;

const Name = (description: string) => Type.Optional(storedText({ maxLength: 512, description }));

/** IA9: cost by every dimension with trends, budgets, advice. */
export function costRoutes(app: Api, context: HubContext): void {
  budgetRoutes(app, context);
  adviceRoutes(app, context);
  app.get(
    '/api/v1/cost',
    {
      schema: {
        operationId: 'getCost',
        summary: 'Cost and tokens by agent, model, user and so on, with their trend and the stretch before',
        tags: ['cost'],
        querystring: queryOf({
          by: Type.Unsafe<(typeof costDimensions)[number]>({
            ...oneOf(costDimensions),
            default: 'agent',
          }),
          ...timeRange(DEFAULT_MINUTES),
          interval: Type.Optional(
            oneOf(
              costIntervals,
              `Of the series, ${MAX_BUCKETS} buckets at most; by the length of the stretch unless given.`,
            ),
          ),
          limit: Type.Integer({
            minimum: 1,
            maximum: 500,
            default: 50,
            description: 'Groups that are listed.',
          }),
          agent: Name(
            'Name of the agent; by user, session and conversation, of the topmost one. Empty: none. Others likewise.',
          ),
          workflow: Name('Name of the workflow within which a call was made.'),
          provider: Name('As in gen_ai.provider.name; not by user, session and conversation.'),
          model: Name('The model that answered; not by user, session and conversation.'),
          service: Name('service.name.'),
          environment: Name('deployment.environment.name.'),
        }),
        response: { 200: CostReport, 400: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { by, limit, interval: asked } = request.query;
      const given = stretchOf(request.query, DEFAULT_MINUTES);
      const where = filterOf(request.query);
      if (isRunDimension(by)) refuseCalls(where);
      const stretch = isRunDimension(by) ? given : wholeBuckets(given);
      const interval = asked ?? intervalFor(stretch);
      const bucketS = seconds[interval];
      const buckets = Math.ceil((stretch.untilUs - stretch.sinceUs) / 1e6 / bucketS);
      if (buckets > MAX_BUCKETS) {
        throw new HubError(
          'OBS_BAD_REQUEST',
          `Expected ${MAX_BUCKETS} buckets at most, got ${buckets} of ${interval}. Take a longer interval or a shorter stretch.`,
          { where: 'query.interval' },
        );
      }
      return keptAnswer(context, request, reply, JSON.stringify(request.query), async (project) => ({
        by,
        from: isoOfMicros(stretch.sinceUs),
        to: isoOfMicros(stretch.untilUs),
        interval,
        ...costReport(
          await readCost(context.database, project, { by, where, bucketS, top: TOP, ...stretch }),
          { ...stretch, bucketS, limit },
        ),
      }));
    },
  );
}

function filterOf(query: CostFilter): CostFilter {
  return Object.fromEntries(
    callDimensions.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])),
  );
}

function refuseCalls(where: CostFilter): void {
  for (const name of ['provider', 'model'] as const) {
    if (where[name] === undefined) continue;
    throw new HubError(
      'OBS_BAD_REQUEST',
      `Expected no \`${name}\` with by=user, session or conversation: these are added up by whole runs.`,
      { where: `query.${name}` },
    );
  }
}

/** Figures are by five minutes: the stretch is widened to such buckets, though not into what is yet to come. */
function wholeBuckets({ sinceUs, untilUs }: Stretch): Stretch {
  const bucketUs = FIGURE_BUCKET_S * 1e6;
  const endUs = Math.ceil(untilUs / bucketUs) * bucketUs;
  return {
    sinceUs: Math.floor(sinceUs / bucketUs) * bucketUs,
    untilUs: Math.min(endUs, Math.max(untilUs, nowMicros())),
  };
}

function intervalFor({ sinceUs, untilUs }: Stretch): (typeof costIntervals)[number] {
  const hours = (untilUs - sinceUs) / 3.6e9;
  if (hours <= 6) return '5m';
  return hours <= 7 * 24 ? '1h' : '1d';
}
