import { useEffect, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { useMedia, useNarrow } from '../hooks/use-media.ts';
import { colorOf } from './color-of.ts';
import { stacked } from './stacked.ts';
import { useUPlot } from './use-uplot.ts';

/** One part of each bar, from the bottom up; values by bucket. */
interface BarSeries {
  /** CSS custom property that holds its colour. */
  readonly color: string;
  readonly values: readonly number[];
}

interface BarChartProps {
  /** Start of each bucket, in seconds since the epoch. */
  readonly times: readonly number[];
  readonly series: readonly BarSeries[];
  /** What the chart shows, in one sentence. */
  readonly summary: string;
  /** What the bucket under the pointer holds. */
  readonly describe: (bucket: number) => string;
}

const HEIGHT = 56;
const NARROW_HEIGHT = 36;

/** A small chart of stacked bars over time; tells the bucket under the pointer. */
export function BarChart({ times, series, summary, describe }: BarChartProps) {
  const UPlot = useUPlot();
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const [bucket, setBucket] = useState<number | null>(null);
  const dark = useMedia('(prefers-color-scheme: dark)');
  const height = useNarrow() ? NARROW_HEIGHT : HEIGHT;
  const colors = series.map(({ color }) => color).join(' ');

  // biome-ignore lint/correctness/useExhaustiveDependencies: `dark` changes what the custom properties hold
  useEffect(() => {
    const element = host.current;
    if (!element || !UPlot) return;
    const bars = UPlot.paths.bars?.({ size: [0.72, 14, 1], radius: 0.15 });
    const plot = new UPlot(
      {
        width: element.clientWidth,
        height,
        padding: [2, 0, 0, 0],
        legend: { show: false },
        cursor: { y: false, x: false, points: { show: false }, drag: { x: false, y: false } },
        axes: [{ show: false }, { show: false }],
        scales: { x: { time: true }, y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.05 : 1] } },
        series: [
          {},
          ...colors
            .split(' ')
            .reverse()
            .map((color): uPlot.Series => {
              const fill = colorOf(element, color);
              return { fill, width: 0, points: { show: false }, ...(bars ? { paths: bars } : {}) };
            }),
        ],
        hooks: { setCursor: [(plotted) => setBucket(plotted.cursor.idx ?? null)] },
      },
      [[], ...colors.split(' ').map(() => [])],
      element,
    );
    chart.current = plot;
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
      chart.current = null;
    };
  }, [UPlot, colors, dark, height]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart that was made anew needs its data again
  useEffect(() => {
    chart.current?.setData([[...times], ...stacked(series, times.length)]);
  }, [UPlot, times, series, dark, height]);

  return (
    <div className="obs-chart">
      <div ref={host} className="obs-chart-canvas" role="img" aria-label={summary} />
      <div className="obs-chart-caption" aria-hidden="true">
        {bucket !== null && bucket < times.length ? describe(bucket) : null}
      </div>
    </div>
  );
}
