import type { UseQueryResult } from '@tanstack/react-query';
import { TimeChart, type TimeSeries } from '../charts/time-chart.tsx';
import { statsQuestion } from '../hub/queries.ts';
import type { Stats } from '../hub/types.ts';
import { formatCount } from '../lib/format-number.ts';
import { toMs } from '../lib/format-time.ts';
import { Answer } from '../parts/answer.tsx';
import { overviewTexts } from '../texts/overview.ts';
import { analyticsQuestion } from './dashboard-questions.ts';
import type { Analytics } from './dashboard-types.ts';
import { type DashboardPanelProps, useMinutesUpToNow, usePanelRange } from './panel-range.ts';
import { usePanelAnswer } from './use-panel-answer.ts';

const words = overviewTexts.performance;
/** Height of the charts of this panel. */
export const CHART_PX = 170;

interface Drawn {
  readonly title: string;
  readonly times: readonly number[];
  readonly series: readonly TimeSeries[];
  readonly summary: string;
}

/** Executions by the time they began; events for a stretch that the hub has no figures by minute of. */
export function Volume({ range }: DashboardPanelProps) {
  const { range: chosen, query, setRange } = usePanelRange(range);
  const minutes = useMinutesUpToNow(range);
  const byMinute = chosen.kind === 'last' && chosen.minutes === minutes;
  return byMinute ? <Executions minutes={minutes} onZoom={zoom} /> : <Events query={query} onZoom={zoom} />;

  function zoom(fromMs: number, toMs: number) {
    setRange({ kind: 'between', fromMs, toMs });
  }
}

interface ChartOf {
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

function Executions({ minutes, onZoom }: ChartOf & { minutes: number }) {
  const stats = usePanelAnswer(statsQuestion(minutes), { busyMs: 2_000 });
  return <Chart query={stats} draw={drawExecutions} onZoom={onZoom} />;
}

function Events({ query, onZoom }: ChartOf & { query: Parameters<typeof analyticsQuestion>[0] }) {
  const analytics = usePanelAnswer(analyticsQuestion(query));
  return <Chart query={analytics} draw={drawEvents} onZoom={onZoom} />;
}

interface ChartProps<D> extends ChartOf {
  readonly query: UseQueryResult<D>;
  readonly draw: (data: D) => Drawn;
}

function Chart<D>({ query, draw, onZoom }: ChartProps<D>) {
  return (
    <Answer query={query} lines={7}>
      {(data) => {
        const { title, ...drawn } = draw(data);
        return (
          <div>
            <h3 className="obs-two-title">{title}</h3>
            <TimeChart {...drawn} isStacked format={formatCount} height={CHART_PX} onZoom={onZoom} />
          </div>
        );
      }}
    </Answer>
  );
}

function drawExecutions({ buckets, totals }: Stats): Drawn {
  return {
    title: words.volume,
    times: buckets.map(({ time }) => toMs(time) / 1_000),
    series: (['completed', 'cancelled', 'failed', 'running'] as const).map((status) => ({
      label: words[status],
      color: `--obs-chart-${status}`,
      form: 'bars',
      values: buckets.map((bucket) => bucket[status]),
    })),
    summary: words.volumeSummary(formatCount(totals.started), formatCount(totals.failed)),
  };
}

function drawEvents({ event_volume, total_events, error_events }: Analytics): Drawn {
  return {
    title: words.eventVolume,
    times: event_volume.map(({ time }) => toMs(time) / 1_000),
    series: [
      {
        label: words.events,
        color: '--obs-chart-running',
        form: 'bars',
        values: event_volume.map(({ events, errors }) => events - errors),
      },
      {
        label: words.errors,
        color: '--obs-chart-failed',
        form: 'bars',
        values: event_volume.map(({ errors }) => errors),
      },
    ],
    summary: words.eventSummary(formatCount(total_events), formatCount(error_events)),
  };
}
