import { dataOf } from '../hub/client.ts';
import type { Analytics, AnomalyReport, Forecast } from '../hub/types.ts';
import type { Question } from '../hub/use-hub-query.ts';
import type { RangeQuery } from '../time-range/time-range.ts';

export const analyticsQuestion = (agent: string | null, range: RangeQuery): Question<Analytics> => ({
  key: ['analytics', agent, range],
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/analytics', { params: { query: { ...range, ...(agent && { agent }) } }, signal }),
    ),
});

export const anomaliesQuestion = (agent: string | null, range: RangeQuery): Question<AnomalyReport> => ({
  key: ['anomalies', agent, range],
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/analysis/anomalies', {
        params: { query: { ...range, ...(agent && { agent }) } },
        signal,
      }),
    ),
});

export type ForecastMetric = Exclude<Forecast['metric'], 'disk'>;
export type ForecastHorizon = Exclude<Forecast['horizon'], '1h'>;

export const forecastQuestion = (
  metric: ForecastMetric,
  horizon: ForecastHorizon,
  agent: string | null,
): Question<Forecast> => ({
  key: ['forecast', metric, horizon, agent],
  ask: (hub, signal) =>
    dataOf(
      hub.api.GET('/api/v1/analysis/forecasts', {
        params: { query: { metric, horizon, ...(agent && { agent }) } },
        signal,
      }),
    ),
});
