import { useMemo } from 'react';
import { otherColor, seriesColor } from '../charts/series-colors.ts';
import { TimeChart, type TimeSeries } from '../charts/time-chart.tsx';
import type { CostReport } from '../hub/types.ts';
import { formatDollars } from '../lib/format-number.ts';
import { toMs } from '../lib/format-time.ts';
import { costTexts } from '../texts/cost.ts';
import { groupName } from './group-name.ts';

/** The dearest groups as bars that stand on one another, and what all others cost. */
function seriesOf({ series, groups }: CostReport): TimeSeries[] {
  const named = series[0]?.groups.map(({ key }) => key) ?? [];
  const rank = new Map(groups.map(({ key }, index) => [key, index]));
  const ofGroups = named.map(
    (key): TimeSeries => ({
      label: groupName(key),
      color: seriesColor(rank.get(key) ?? named.length),
      form: 'bars',
      values: series.map((bucket) => bucket.groups.find((group) => group.key === key)?.cost_usd ?? 0),
    }),
  );
  const rest = series.map((bucket) => {
    const listed = bucket.groups.reduce((sum, group) => sum + (group.cost_usd ?? 0), 0);
    return Math.max(0, (bucket.cost_usd ?? 0) - listed);
  });
  // Sums of parts differ from the whole by what floating point drops.
  const hasRest = rest.some((usd) => usd > 1e-9);
  return hasRest
    ? [...ofGroups, { label: costTexts.others, color: otherColor, form: 'bars', values: rest }]
    : ofGroups;
}

/** Cost over time. */
export function CostTrend({
  report,
  onZoom,
}: {
  report: CostReport;
  onZoom: (fromMs: number, toMs: number) => void;
}) {
  const times = useMemo(() => report.series.map(({ time }) => toMs(time) / 1_000), [report]);
  const series = useMemo(() => seriesOf(report), [report]);
  return (
    <TimeChart
      times={times}
      series={series}
      summary={costTexts.trendSummary(report.by)}
      format={formatDollars}
      height={220}
      isStacked
      onZoom={onZoom}
    />
  );
}
