import Type from 'typebox';
import { findAnalytics } from '../../analytics/find-analytics.ts';
import { fleetAnomalies } from '../../anomalies/fleet-anomalies.ts';
import { anomalyMetricNames } from '../../anomalies/metrics.ts';
import { HubError } from '../../errors.ts';
import { diskForecast } from '../../forecasts/disk-forecast.ts';
import { fleetForecast, forecastHorizons } from '../../forecasts/fleet-forecasts.ts';
import { DAY_US, nowMicros } from '../../store/micros.ts';
import type { Api, HubContext } from '../context.ts';
import { keptAnswer } from '../kept-answer.ts';
import { presentAnalytics, presentAnomalies, presentForecast } from '../present-predictions.ts';
import { queryOf, storedText } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { oneOf, Ref } from '../schemas/parts.ts';
import { AnalyticsReport, AnomalyReport, ForecastAnswer, forecastMetrics } from '../schemas/predictions.ts';
import { stretchOf, timeRange } from '../time-range.ts';

const DAY_MINUTES = 1440;
/** Each hour is judged by the four weeks before it: a longer stretch would take seconds. */
const MAX_ANOMALY_DAYS = 31;
const name = (description: string) =>
  Type.Optional(storedText({ minLength: 1, maxLength: 512, description }));

/** EN5, AE10: what was out of the usual; IA8: what comes; EN4: the figures of the page of analytics. */
export function predictionRoutes(app: Api, context: HubContext): void {
  app.get(
    '/api/v1/analysis/anomalies',
    {
      schema: {
        operationId: 'findAnomalies',
        summary: 'What was out of the usual for its hour of the week: events, errors, cost, tokens, duration',
        tags: ['analysis'],
        querystring: queryOf({
          ...timeRange(DAY_MINUTES),
          agent: name('Only this agent.'),
          model: name('Only this model; with `agent` as that agent calls it.'),
          metric: Type.Optional(oneOf(anomalyMetricNames, 'Only this metric.')),
          min_score: Type.Number({
            minimum: 1,
            maximum: 1000,
            default: 1,
            description: 'Only what is at least so far out; 1 is the edge of the band.',
          }),
        }),
        response: { 200: Ref(AnomalyReport), 400: ErrorAnswer },
      },
    },
    (request, reply) => {
      const { agent, model, metric, min_score: minScore, ...time } = request.query;
      checkDays(stretchOf(time, DAY_MINUTES), MAX_ANOMALY_DAYS);
      return keptAnswer(context, request, reply, JSON.stringify(request.query), async (project) => {
        const nowUs = nowMicros();
        const stretch = stretchOf(time, DAY_MINUTES, nowUs);
        if (!context.anomalyDetection) return presentAnomalies(stretch, null);
        const only = given({ agent, model, metric });
        const question = { stretch, nowUs, minScore, ...only };
        return presentAnomalies(stretch, await fleetAnomalies(context.database, project, question));
      });
    },
  );

  app.get(
    '/api/v1/analysis/forecasts',
    {
      schema: {
        operationId: 'forecast',
        summary: 'How much will run, fail, be spent and used, and how large the database will be',
        tags: ['analysis'],
        querystring: queryOf({
          metric: Type.Optional(oneOf(forecastMetrics, 'load unless given.')),
          horizon: Type.Optional(oneOf(forecastHorizons, 'From now on; 24h unless given.')),
          agent: name('Only this agent; there is no disk of an agent.'),
        }),
        response: { 200: Ref(ForecastAnswer), 400: ErrorAnswer },
      },
    },
    (request, reply) => {
      const { metric = 'load', horizon = '24h', agent } = request.query;
      if (metric === 'disk' && agent !== undefined)
        throw new HubError(
          'OBS_BAD_REQUEST',
          'Expected no agent with the metric disk, got one. Leave it out.',
          {
            where: 'query.agent',
          },
        );
      return keptAnswer(
        context,
        request,
        reply,
        JSON.stringify([metric, horizon, agent]),
        async (project) => {
          const nowUs = nowMicros();
          const asked = { metric, horizon, agent: agent ?? null };
          if (metric === 'disk') {
            const { maxDatabaseBytes: maxBytes } = context;
            return presentForecast(asked, await diskForecast(context.database, { horizon, nowUs, maxBytes }));
          }
          const question = { metric, horizon, nowUs, ...given({ agent }) };
          return presentForecast(asked, await fleetForecast(context.database, project, question));
        },
      );
    },
  );

  app.get(
    '/api/v1/analytics',
    {
      schema: {
        operationId: 'getAnalytics',
        summary: 'Events, errors, response times, sessions and agents of a stretch',
        tags: ['analysis'],
        querystring: queryOf({ ...timeRange(DAY_MINUTES), agent: name('Only this agent.') }),
        response: { 200: Ref(AnalyticsReport), 400: ErrorAnswer },
      },
    },
    (request, reply) => {
      const { agent, ...time } = request.query;
      stretchOf(time, DAY_MINUTES);
      return keptAnswer(context, request, reply, JSON.stringify(request.query), async (project) => {
        const stretch = stretchOf(time, DAY_MINUTES);
        const { thresholds, database } = context;
        const found = await findAnalytics(database, project, { stretch, thresholds, ...given({ agent }) });
        return presentAnalytics(stretch, agent ?? null, found);
      });
    },
  );
}

function checkDays({ sinceUs, untilUs }: { sinceUs: number; untilUs: number }, most: number): void {
  if (untilUs - sinceUs <= most * DAY_US) return;
  const days = Math.round((untilUs - sinceUs) / DAY_US);
  throw new HubError('OBS_BAD_REQUEST', `Expected ${most} days at most, got ${days}.`, {
    where: 'query.from',
  });
}

/** Without what was not given. */
function given<K extends string>(
  values: Readonly<Record<K, string | undefined>>,
): Partial<Record<K, string>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
    Record<K, string>
  >;
}
