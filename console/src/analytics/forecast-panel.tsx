import { useMemo } from 'react';
import { TimeChart } from '../charts/time-chart.tsx';
import type { Forecast } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatCount, formatDollars } from '../lib/format-number.ts';
import { Answer } from '../parts/answer.tsx';
import { Chip } from '../parts/chip.tsx';
import { Panel } from '../parts/panel.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { analyticsTexts } from '../texts/analytics.ts';
import { type ForecastHorizon, type ForecastMetric, forecastQuestion } from './analytics-questions.ts';
import { forecastCourse } from './forecast-course.ts';

const words = analyticsTexts.forecast;
const metrics = ['load', 'failures', 'cost', 'tokens'] as const satisfies readonly ForecastMetric[];
const horizons = ['24h', '7d', '30d'] as const satisfies readonly ForecastHorizon[];

/** What is likely to come, beside what was. */
export function ForecastPanel({ agent }: { readonly agent: string | null }) {
  const [givenMetric, setMetric] = useSearchParam('forecast');
  const [givenHorizon, setHorizon] = useSearchParam('horizon');
  const metric = metrics.find((one) => one === givenMetric) ?? 'load';
  const horizon = horizons.find((one) => one === givenHorizon) ?? '7d';
  const answer = useHubQuery(forecastQuestion(metric, horizon, agent), {
    keepsBefore: true,
    goodForMs: 60_000,
  });
  return (
    <Panel className="is-whole" title={words.title}>
      <div className="obs-filter-line">
        <fieldset className="obs-choices" aria-label={words.metric}>
          {metrics.map((one) => (
            <Chip key={one} on={one === metric} onClick={() => setMetric(one === 'load' ? null : one)}>
              {words.metrics[one]}
            </Chip>
          ))}
        </fieldset>
        <fieldset className="obs-choices" aria-label={words.horizon}>
          {horizons.map((one) => (
            <Chip key={one} on={one === horizon} onClick={() => setHorizon(one === '7d' ? null : one)}>
              {words.horizons[one]}
            </Chip>
          ))}
        </fieldset>
      </div>
      <Answer query={answer}>{(forecast) => <Course forecast={forecast} metric={metric} />}</Answer>
    </Panel>
  );
}

function Course({ forecast, metric }: { readonly forecast: Forecast; readonly metric: ForecastMetric }) {
  const course = useMemo(() => forecastCourse(forecast), [forecast]);
  const format = metric === 'cost' ? formatDollars : formatWhole;
  const { predicted, low, high, method, reason } = forecast;
  const series = useMemo(
    () =>
      [
        { label: words.past, color: '--obs-series-1', values: course.past },
        { label: words.expected, color: '--obs-series-1', form: 'dashed', values: course.expected },
      ] as const,
    [course],
  );
  const band = useMemo(
    () => ({ label: words.band, color: '--obs-series-1', low: course.low, high: course.high }),
    [course],
  );
  if (predicted === null || low === null || high === null)
    return (
      <p className="is-absent">
        {words.none}. {reason}
      </p>
    );
  return (
    <>
      <p className="obs-forecast-sum">
        <b>{words.sum(format(predicted), format(low), format(high))}</b>
        {method !== null && <span className="obs-card-note">, {words.method[method]}</span>}
      </p>
      <TimeChart
        times={course.times}
        series={series}
        band={band}
        summary={words.summary(words.metrics[metric])}
        format={format}
      />
    </>
  );
}

const formatWhole = (value: number) => formatCount(Math.round(value));
