import { useMemo } from 'react';
import { TimeChart } from '../charts/time-chart.tsx';
import type { TimeChartProps } from '../charts/time-chart-props.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { toMs } from '../lib/format-time.ts';
import { overviewTexts } from '../texts/overview.ts';
import type { Analytics } from './dashboard-types.ts';

const words = overviewTexts.performance;
const percentiles = ['p50', 'p95', 'p99'] as const;

interface PercentilesOverTimeProps extends Pick<TimeChartProps, 'height' | 'marks' | 'onZoom'> {
  readonly times: Analytics['response_times'];
}

/** The durations that half, 95 % and 99 % of executions did not exceed, by the time they began. */
export function PercentilesOverTime({ times: { over_time }, ...chart }: PercentilesOverTimeProps) {
  const { times, series } = useMemo(
    () => ({
      times: over_time.map(({ time }) => toMs(time) / 1_000),
      series: percentiles.map((percentile, index) => ({
        label: words.percentiles[percentile],
        color: `--obs-series-${index + 1}`,
        values: over_time.map((point) => point[`${percentile}_ms`]),
      })),
    }),
    [over_time],
  );
  return (
    <TimeChart
      {...chart}
      times={times}
      series={series}
      summary={words.percentilesSummary}
      format={formatDuration}
    />
  );
}
