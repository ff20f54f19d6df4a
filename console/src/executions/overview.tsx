import { useMemo } from 'react';
import { BarChart } from '../charts/bar-chart.tsx';
import { useStats } from '../hooks/use-stats.ts';
import type { Stats } from '../hub/types.ts';
import { formatCount, formatDollars, formatShare } from '../lib/format-number.ts';
import { formatClock, toMs } from '../lib/format-time.ts';
import type { ListFilter } from '../lib/list-filter.ts';
import { without } from '../lib/list-filter.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Tile } from '../parts/tile.tsx';
import { texts } from '../texts/common.ts';

const words = texts.stats;
/** What the tiles are about. */
export const TILE_MINUTES = 60;

interface OverviewProps {
  readonly filter: ListFilter;
  readonly onFilter: (filter: ListFilter) => void;
  readonly paused: boolean;
}

/** The last hour over all executions: running, ended, failed, cost. Running and failed filter the list. */
export function Overview({ filter, onFilter, paused }: OverviewProps) {
  const { data, error, refetch } = useStats(TILE_MINUTES, paused);
  if (!data && error) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={4} className="is-tiles" />;
  const { totals } = data;
  const ended = totals.completed + totals.failed + totals.cancelled;
  const toggle = (status: 'running' | 'failed') => () =>
    onFilter(filter.status === status ? without(filter, 'status') : { ...filter, status });

  return (
    <section className="obs-tiles" aria-label={words.label}>
      <Tile
        title={words.running}
        value={formatCount(totals.running)}
        note={words.runningNote}
        tone={totals.running > 0 ? 'running' : undefined}
        pressed={filter.status === 'running'}
        onClick={toggle('running')}
      />
      <Tile
        title={words.failed}
        value={formatCount(totals.failed)}
        note={ended > 0 ? words.failedShare(formatShare(totals.failed / ended)) : words.nothingEnded}
        tone={totals.failed > 0 ? 'failed' : undefined}
        pressed={filter.status === 'failed'}
        onClick={toggle('failed')}
      />
      <RunsTile stats={data} />
      <CostTile stats={data} />
    </section>
  );
}

function RunsTile({ stats }: { stats: Stats }) {
  const { times, series } = useMemo(
    () => ({
      times: stats.buckets.map((bucket) => toMs(bucket.time) / 1_000),
      series: (['completed', 'cancelled', 'failed', 'running'] as const).map((status) => ({
        color: `--obs-chart-${status}`,
        values: stats.buckets.map((bucket) => bucket[status]),
      })),
    }),
    [stats],
  );
  const { started, completed, failed, cancelled, running } = stats.totals;
  return (
    <Tile
      title={words.runs}
      value={formatCount(started)}
      aside={words.runsAside(formatCount(completed))}
      wide
    >
      <BarChart
        times={times}
        series={series}
        summary={words.runsSummary(completed, failed, cancelled, running)}
        describe={(index) => {
          const bucket = stats.buckets[index];
          return bucket ? words.runsAt(formatClock(toMs(bucket.time)), bucket) : '';
        }}
      />
    </Tile>
  );
}

function CostTile({ stats }: { stats: Stats }) {
  const { times, series } = useMemo(
    () => ({
      times: stats.buckets.map((bucket) => toMs(bucket.time) / 1_000),
      series: [{ color: '--obs-chart-cost', values: stats.buckets.map((bucket) => bucket.cost_usd ?? 0) }],
    }),
    [stats],
  );
  const { cost_usd, tokens, unpriced_calls } = stats.totals;
  const isUnknown = cost_usd === null || (cost_usd === 0 && (tokens === 0 || unpriced_calls > 0));
  const cost = isUnknown ? null : formatDollars(cost_usd);
  return (
    <Tile
      title={words.cost}
      value={cost ?? texts.none}
      aside={tokens > 0 ? words.tokens(formatCount(tokens)) : words.noCost}
      warning={unpriced_calls > 0 ? words.unpriced(formatCount(unpriced_calls), unpriced_calls) : undefined}
      wide
    >
      <BarChart
        times={times}
        series={series}
        summary={words.costSummary(cost ?? texts.none)}
        describe={(index) => {
          const bucket = stats.buckets[index];
          if (!bucket) return '';
          const usd = bucket.cost_usd === null ? texts.none : formatDollars(bucket.cost_usd);
          return words.costAt(formatClock(toMs(bucket.time)), usd, formatCount(bucket.tokens));
        }}
      />
    </Tile>
  );
}
