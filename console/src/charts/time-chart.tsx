import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import { useMedia } from '../hooks/use-media.ts';
import { formatAbsolute, formatClock } from '../lib/format-time.ts';
import { texts } from '../texts/common.ts';
import { colorOf } from './color-of.ts';
import { stacked } from './stacked.ts';

export interface TimeSeries {
  readonly label: string;
  /** CSS custom property that holds its colour. */
  readonly color: string;
  /** A value for each time; null where there is none. */
  readonly values: readonly (number | null)[];
  readonly form?: 'line' | 'bars' | 'area';
}

/** An instant that stands out, such as an anomaly. */
export interface TimeMark {
  /** Seconds since the epoch. */
  readonly time: number;
  readonly label: string;
}

interface TimeChartProps {
  /** Seconds since the epoch, rising. */
  readonly times: readonly number[];
  readonly series: readonly TimeSeries[];
  /** What the chart shows, in one sentence. */
  readonly summary: string;
  /** A value in words, with its unit. */
  readonly format: (value: number) => string;
  readonly marks?: readonly TimeMark[];
  /** The series stand on one another, the first at the bottom. */
  readonly isStacked?: boolean;
  /** In pixels. */
  readonly height?: number;
  /** Called with the stretch that was drawn with the pointer, in milliseconds since the epoch. */
  readonly onZoom?: ((fromMs: number, toMs: number) => void) | undefined;
}

const LEAST_DRAG_PX = 8;

/**
 * Series over time on one axis, with the values under the pointer below it, a zoom by dragging, and the same as a table
 * for those who see no picture.
 */
export function TimeChart(props: TimeChartProps) {
  const { times, series, summary, format, marks = noMarks, isStacked = false, height = 180 } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const live = useRef(props);
  useEffect(() => {
    live.current = props;
  });
  const [at, setAt] = useState<number | null>(null);
  const dark = useMedia('(prefers-color-scheme: dark)');
  const drawn = isStacked ? series.toReversed() : series;
  const forms = JSON.stringify(drawn.map(({ label, color, form = 'line' }) => ({ label, color, form })));

  // biome-ignore lint/correctness/useExhaustiveDependencies: `dark` changes what the custom properties hold
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const made = new uPlot(optionsOf(element, JSON.parse(forms), height, live, setAt), [[]], element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [forms, dark, height]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart that was made anew needs its data again
  useEffect(() => {
    plot.current?.setData([[...times], ...(isStacked ? stacked(series, times.length) : valuesOf(series))]);
  }, [times, series, marks, forms, dark, height, isStacked]);

  const shown = at !== null && at < times.length ? at : null;
  return (
    <figure className="obs-time-chart">
      <div ref={host} className="obs-time-chart-canvas" role="img" aria-label={summary} />
      <figcaption className="obs-time-chart-legend">
        <span className="obs-time-chart-time">
          {shown !== null && formatAbsolute((times[shown] ?? 0) * 1_000)}
        </span>
        {series.map(({ label, color, values }) => (
          <span key={label} className="obs-time-chart-key">
            <i style={{ background: `var(${color})` }} aria-hidden="true" />
            <span className="obs-foreign">{label}</span>
            {shown !== null && <b>{words(values[shown], format)}</b>}
          </span>
        ))}
      </figcaption>
      <div className="obs-sr-only">
        <table aria-label={summary}>
          <thead>
            <tr>
              <th scope="col">{texts.time}</th>
              {series.map(({ label }) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {times.map((time, index) => (
              <tr key={time}>
                <th scope="row">{formatAbsolute(time * 1_000)}</th>
                {series.map(({ label, values }) => (
                  <td key={label}>{words(values[index], format)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

const noMarks: readonly TimeMark[] = [];

const valuesOf = (series: readonly TimeSeries[]) => series.map(({ values }) => [...values]);

const words = (value: number | null | undefined, format: (value: number) => string) =>
  value === null || value === undefined ? texts.none : format(value);

function optionsOf(
  element: HTMLElement,
  forms: readonly (Pick<TimeSeries, 'label' | 'color'> & { form: 'line' | 'bars' | 'area' })[],
  height: number,
  live: { readonly current: TimeChartProps },
  onPoint: (index: number | null) => void,
): uPlot.Options {
  const bars = uPlot.paths.bars?.({ size: [0.72, 24, 1], radius: 0.1 });
  const text = colorOf(element, '--obs-text-3');
  const line = colorOf(element, '--obs-line');
  const axis: uPlot.Axis = {
    stroke: text,
    font: '11px sans-serif',
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1 },
  };
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 6 },
      drag: { x: true, y: false, setScale: false, dist: LEAST_DRAG_PX },
    },
    axes: [
      { ...axis, values: (_plot, splits) => splits.map((split) => formatClock(split * 1_000)) },
      { ...axis, size: 64, values: (_plot, splits) => splits.map((split) => live.current.format(split)) },
    ],
    scales: { x: { time: true }, y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.08 : 1] } },
    series: [
      {},
      ...forms.map(({ label, color, form }): uPlot.Series => {
        const paint = colorOf(element, color);
        return {
          label,
          stroke: paint,
          width: form === 'bars' ? 0 : 1.6,
          points: { show: false },
          spanGaps: false,
          ...(form === 'line' ? {} : { fill: form === 'bars' ? paint : withAlpha(paint) }),
          ...(form === 'bars' && bars ? { paths: bars } : {}),
        };
      }),
    ],
    hooks: {
      setCursor: [(plotted) => onPoint(plotted.cursor.idx ?? null)],
      setSelect: [
        (plotted) => {
          const { left, width } = plotted.select;
          if (width < LEAST_DRAG_PX) return;
          const [from, to] = [plotted.posToVal(left, 'x'), plotted.posToVal(left + width, 'x')];
          plotted.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          live.current.onZoom?.(Math.round(from * 1_000), Math.round(to * 1_000));
        },
      ],
      draw: [(plotted) => drawMarks(plotted, live.current.marks ?? [], colorOf(element, '--obs-warn'))],
    },
  };
}

const withAlpha = (color: string) => color.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.16)');

function drawMarks(plot: uPlot, marks: readonly TimeMark[], color: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.setLineDash([4, 4]);
  for (const { time } of marks) {
    const x = plot.valToPos(time, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillRect(x - 3, bbox.top, 6, 6);
  }
  ctx.restore();
}
