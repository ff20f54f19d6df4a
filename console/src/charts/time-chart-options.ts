import type uPlot from 'uplot';
import { formatClock, formatDay } from '../lib/format-time.ts';
import { colorOf } from './color-of.ts';
import type { TimeChartProps, TimeMark, TimeSeries } from './time-chart-props.ts';

const LEAST_DRAG_PX = 8;
const DAY_S = 86_400;

/** How a series is drawn; an `edge` is one of the two ends of the band. */
export interface DrawnSeries extends Pick<TimeSeries, 'label' | 'color'> {
  readonly form: NonNullable<TimeSeries['form']> | 'edge';
}

/** What uPlot is told of a chart; what may change without a new chart is read from `live` as it draws. */
export function timeChartOptions(
  paths: typeof uPlot.paths,
  element: HTMLElement,
  forms: readonly DrawnSeries[],
  height: number,
  live: { readonly current: TimeChartProps },
  onPoint: (index: number | null) => void,
): uPlot.Options {
  const bars = paths.bars?.({ size: [0.72, 24, 1], radius: 0.1 });
  const text = colorOf(element, '--obs-text-3');
  const line = colorOf(element, '--obs-line');
  const axis: uPlot.Axis = {
    stroke: text,
    font: '11px sans-serif',
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1 },
  };
  const edge = forms.findIndex(({ form }) => form === 'edge');
  const band = forms[edge];
  return {
    width: element.clientWidth,
    height,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 6 },
      drag: { x: true, y: false, setScale: false, dist: LEAST_DRAG_PX },
    },
    axes: [
      { ...axis, size: 30, values: (plotted, splits) => splits.map((split) => axisTime(plotted, split)) },
      { ...axis, size: 64, values: (_plot, splits) => axisValues(splits, live.current.format) },
    ],
    scales: { x: { time: true }, y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.08 : 1] } },
    ...(band
      ? { bands: [{ series: [edge + 1, edge + 2], fill: withAlpha(colorOf(element, band.color)) }] }
      : {}),
    series: [
      {},
      ...forms.map(({ label, color, form }): uPlot.Series => {
        const paint = colorOf(element, color);
        return {
          label,
          stroke: paint,
          width: form === 'bars' || form === 'edge' ? 0 : 1.6,
          points: pointsOf(form, paint),
          spanGaps: form === 'points',
          ...(form === 'dashed' ? { dash: [6, 4] } : {}),
          ...(form === 'bars' ? { fill: paint } : {}),
          ...(form === 'area' ? { fill: withAlpha(paint) } : {}),
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

/** Each word once: counts between which there is nothing are not told twice; nought is not needed behind the point. */
function axisValues(splits: readonly number[], format: (value: number) => string): string[] {
  const words = splits.map((split) => format(split).replace(/^(\$0\.\d\d)00$/, '$1'));
  return words.map((word, index) => (word === words[index - 1] ? '' : word));
}

/** Over more than a day, midnights are days. */
function axisTime(plot: uPlot, split: number): string {
  const { min, max } = plot.scales.x ?? {};
  const clock = formatClock(split * 1_000);
  return (max ?? 0) - (min ?? 0) > DAY_S && clock === '00:00' ? formatDay(split * 1_000) : clock;
}

/** A line shows those of its points that no line leads to; bars and edges have none. */
function pointsOf(form: DrawnSeries['form'], fill: string): uPlot.Series.Points {
  if (form === 'bars' || form === 'edge') return { show: false };
  return { show: true, size: 5, fill, ...(form === 'points' ? {} : { filter: lonePoints }) };
}

function lonePoints(plotted: uPlot, series: number): number[] {
  const values = plotted.data[series] ?? [];
  const isGap = (index: number) => (values[index] ?? null) === null;
  return Array.from(values.keys()).filter((at) => !isGap(at) && isGap(at - 1) && isGap(at + 1));
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
