import { useEffect, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { useMedia } from '../hooks/use-media.ts';
import { formatAbsolute } from '../lib/format-time.ts';
import { stacked } from './stacked.ts';
import { timeChartOptions } from './time-chart-options.ts';
import type { TimeBand, TimeChartProps, TimeMark, TimeSeries } from './time-chart-props.ts';
import { bandWords, TimeChartTable, valueWords } from './time-chart-table.tsx';
import { useUPlot } from './use-uplot.ts';

export type { TimeSeries } from './time-chart-props.ts';

/**
 * Series over time on one axis, with the values under the pointer below it, a zoom by dragging, and the same as a table
 * for those who see no picture.
 */
export function TimeChart(props: TimeChartProps) {
  const { times, series, summary, format, marks = noMarks, band, isStacked = false, height = 180 } = props;
  const UPlot = useUPlot();
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const live = useRef(props);
  useEffect(() => {
    live.current = props;
  });
  const [at, setAt] = useState<number | null>(null);
  const dark = useMedia('(prefers-color-scheme: dark)');
  const drawn = isStacked ? series.toReversed() : series;
  const edges = band ? [band, band] : [];
  const forms = JSON.stringify([
    ...drawn.map(({ label, color, form = 'line' }) => ({ label, color, form })),
    ...edges.map(({ label, color }) => ({ label, color, form: 'edge' })),
  ]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `dark` changes what the custom properties hold
  useEffect(() => {
    const element = host.current;
    if (!element || !UPlot) return;
    const options = timeChartOptions(UPlot.paths, element, JSON.parse(forms), height, live, setAt);
    const made = new UPlot(options, [[]], element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [UPlot, forms, dark, height]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart that was made anew needs its data again
  useEffect(() => {
    plot.current?.setData([
      [...times],
      ...(isStacked ? stacked(series, times.length) : valuesOf(series)),
      ...edgesOf(band),
    ]);
  }, [UPlot, times, series, marks, band, forms, dark, height, isStacked]);

  const shown = at !== null && at < times.length ? at : null;
  return (
    <figure className="obs-time-chart">
      <div ref={host} className="obs-time-chart-canvas" role="img" aria-label={summary} />
      <figcaption className="obs-time-chart-legend">
        {series.map(({ label, color, values }) => (
          <span key={label} className="obs-time-chart-key">
            <i style={{ background: `var(${color})` }} aria-hidden="true" />
            <span className="obs-foreign">{label}</span>
            {shown !== null && <b>{valueWords(values[shown], format)}</b>}
          </span>
        ))}
        {band && (
          <span className="obs-time-chart-key">
            <i className="is-band" style={{ background: `var(${band.color})` }} aria-hidden="true" />
            {band.label}
            {shown !== null && <b>{bandWords(band, shown, format)}</b>}
          </span>
        )}
        <span className="obs-time-chart-time">
          {shown !== null && formatAbsolute((times[shown] ?? 0) * 1_000)}
        </span>
      </figcaption>
      <TimeChartTable times={times} series={series} band={band} summary={summary} format={format} />
    </figure>
  );
}

const noMarks: readonly TimeMark[] = [];

const valuesOf = (series: readonly TimeSeries[]) => series.map(({ values }) => [...values]);

const edgesOf = (band: TimeBand | undefined) => (band ? [[...band.high], [...band.low]] : []);
