import { useMemo } from 'react';
import { anomalyMarks } from '../analytics/anomaly-marks.ts';
import { TimeChart } from '../charts/time-chart.tsx';
import type { AgentDetail, Anomaly } from '../hub/types.ts';
import { fillSeries } from '../lib/fill-series.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount, formatDollars } from '../lib/format-number.ts';
import { Panel } from '../parts/panel.tsx';
import { agentsTexts } from '../texts/agents.ts';

const words = agentsTexts.one.charts;

const noAnomalies: readonly Anomaly[] = [];

interface AgentChartsProps {
  readonly detail: AgentDetail;
  readonly onZoom: (fromMs: number, toMs: number) => void;
  /** What was out of the usual, marked where it was. */
  readonly anomalies?: readonly Anomaly[] | undefined;
  /** Without cost and tokens: those of a workflow are its agents'. */
  readonly isRunsOnly?: boolean;
}

/** An agent over time: runs and failures, duration, cost, tokens. */
export function AgentCharts({
  detail,
  onZoom,
  anomalies = noAnomalies,
  isRunsOnly = false,
}: AgentChartsProps) {
  const { series, bucket_seconds, from, to } = detail;
  const charts = useMemo(() => {
    const { times, at } = fillSeries(series, bucket_seconds, from, to);
    const points = times.map(at);
    return {
      times,
      runs: [
        {
          label: words.failed,
          color: '--obs-chart-failed',
          form: 'bars',
          values: points.map((point) => point?.failed ?? 0),
        },
        {
          label: words.completed,
          color: '--obs-chart-completed',
          form: 'bars',
          values: points.map((point) => (point ? point.executions - point.failed : 0)),
        },
      ],
      duration: [
        {
          label: words.p50,
          color: '--obs-series-1',
          values: points.map((point) => point?.p50_duration_ms ?? null),
        },
        {
          label: words.p95,
          color: '--obs-series-2',
          values: points.map((point) => point?.p95_duration_ms ?? null),
        },
      ],
      cost: [
        {
          label: words.cost,
          color: '--obs-chart-cost',
          form: 'bars',
          values: points.map((point) => (point ? point.cost_usd : 0)),
        },
      ],
      tokens: [
        {
          label: words.input,
          color: '--obs-series-1',
          form: 'bars',
          values: points.map((point) => point?.input_tokens ?? 0),
        },
        {
          label: words.output,
          color: '--obs-series-3',
          form: 'bars',
          values: points.map((point) => point?.output_tokens ?? 0),
        },
      ],
    } as const;
  }, [series, bucket_seconds, from, to]);
  const marks = useMemo(
    () => ({
      runs: anomalyMarks(anomalies, ['runs', 'errors']),
      duration: anomalyMarks(anomalies, ['duration']),
      cost: anomalyMarks(anomalies, ['cost', 'cost_per_run']),
      tokens: anomalyMarks(anomalies, ['tokens_per_run']),
    }),
    [anomalies],
  );
  const shared = { times: charts.times, onZoom };
  return (
    <div className="obs-cards">
      <Panel title={words.runs} note={words.zoom}>
        <TimeChart
          {...shared}
          series={charts.runs}
          marks={marks.runs}
          summary={words.runsSummary}
          format={formatCount}
          isStacked
        />
      </Panel>
      <Panel title={words.duration}>
        <TimeChart
          {...shared}
          series={charts.duration}
          marks={marks.duration}
          summary={words.durationSummary}
          format={formatDuration}
        />
      </Panel>
      {!isRunsOnly && (
        <>
          <Panel title={words.cost}>
            <TimeChart
              {...shared}
              series={charts.cost}
              marks={marks.cost}
              summary={words.costSummary}
              format={formatDollars}
            />
          </Panel>
          <Panel title={words.tokens}>
            <TimeChart
              {...shared}
              series={charts.tokens}
              marks={marks.tokens}
              summary={words.tokensSummary}
              format={formatCount}
              isStacked
            />
          </Panel>
        </>
      )}
    </div>
  );
}
