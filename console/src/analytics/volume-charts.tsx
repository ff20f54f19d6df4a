import { useMemo } from 'react';
import { TimeChart } from '../charts/time-chart.tsx';
import type { Analytics, Anomaly } from '../hub/types.ts';
import { formatCount, formatShare } from '../lib/format-number.ts';
import { toMs } from '../lib/format-time.ts';
import { Panel } from '../parts/panel.tsx';
import { analyticsTexts as words } from '../texts/analytics.ts';
import { anomalyMarks } from './anomaly-marks.ts';

interface VolumeChartsProps {
  readonly data: Analytics;
  readonly anomalies: readonly Anomaly[];
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

/** Events and their errors over time, anomalies marked. */
export function VolumeCharts({ data: { event_volume }, anomalies, onZoom }: VolumeChartsProps) {
  const charts = useMemo(
    () =>
      ({
        times: event_volume.map(({ time }) => toMs(time) / 1_000),
        volume: [
          {
            label: words.failed,
            color: '--obs-chart-failed',
            form: 'bars',
            values: event_volume.map(({ errors }) => errors),
          },
          {
            label: words.succeeded,
            color: '--obs-chart-running',
            form: 'bars',
            values: event_volume.map(({ events, errors }) => events - errors),
          },
        ],
        rate: [
          {
            label: words.errorRate,
            color: '--obs-chart-failed',
            form: 'area',
            values: event_volume.map(({ error_rate }) => error_rate),
          },
        ],
      }) as const,
    [event_volume],
  );
  const marks = useMemo(
    () => ({
      volume: anomalyMarks(anomalies, ['runs', 'model_calls']),
      errors: anomalyMarks(anomalies, ['errors', 'model_errors']),
    }),
    [anomalies],
  );
  return (
    <>
      <Panel title={words.volume} note={words.zoom}>
        <TimeChart
          times={charts.times}
          series={charts.volume}
          marks={marks.volume}
          summary={words.volumeSummary}
          format={formatCount}
          onZoom={onZoom}
          isStacked
        />
      </Panel>
      <Panel title={words.errorRate}>
        <TimeChart
          times={charts.times}
          series={charts.rate}
          marks={marks.errors}
          summary={words.errorRateSummary}
          format={formatShare}
          onZoom={onZoom}
        />
      </Panel>
    </>
  );
}
