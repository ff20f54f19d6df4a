import { useMemo } from 'react';
import { seriesColor } from '../charts/series-colors.ts';
import { TimeChart } from '../charts/time-chart.tsx';
import { formatCount } from '../lib/format-number.ts';
import { queryTexts } from '../texts/query.ts';
import { type ChartChoice, type ChartData, chartData } from './chart-data.ts';
import type { SqlResult } from './run-sql.ts';

const words = queryTexts.chart;
const MOST_NAMES = 30;

/** A figure of which nobody knows the unit: exact where it is small. */
export function formatFigure(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1_000) return formatCount(value);
  return value.toLocaleString('en-US', { maximumSignificantDigits: 4 });
}

interface SqlChartProps {
  readonly result: SqlResult;
  readonly choice: ChartChoice;
  /** In pixels. */
  readonly height?: number;
}

/** An answer as a chart: over time, or as bars by name. */
export function SqlChart({ result, choice, height = 280 }: SqlChartProps) {
  const data = useMemo(() => chartData(result, choice), [result, choice]);
  const series = useMemo(
    () =>
      data.series.map(({ label, values }, index) => ({
        label,
        values,
        color: seriesColor(index),
        form: choice.form,
      })),
    [data, choice.form],
  );
  const summary = words.summary(choice.y.join(', '), choice.x);
  if (data.kind === 'names') return <NameBars data={data} summary={summary} />;
  return (
    <TimeChart times={data.times} series={series} summary={summary} format={formatFigure} height={height} />
  );
}

/** A bar a name and value, the longest as wide as there is room. */
function NameBars({ data, summary }: { data: Extract<ChartData, { kind: 'names' }>; summary: string }) {
  const { names, series } = data;
  const most = series.map(({ values }) => Math.max(0, ...values.map((value) => Math.abs(value ?? 0))));
  const rows = names.slice(0, MOST_NAMES);
  return (
    <figure className="obs-name-bars">
      <table aria-label={summary}>
        <thead>
          <tr>
            <td />
            {series.map(({ label }) => (
              <th key={label} scope="col" className="obs-foreign">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((name, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of one answer, which may share a name
            <tr key={row}>
              <th scope="row" className="obs-foreign" title={name}>
                {name}
              </th>
              {series.map(({ label, values }, index) => (
                <td key={label}>
                  <Bar value={values[row] ?? null} most={most[index] ?? 0} color={seriesColor(index)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {names.length > rows.length && <figcaption>{words.more(names.length - rows.length)}</figcaption>}
    </figure>
  );
}

function Bar({ value, most, color }: { value: number | null; most: number; color: string }) {
  if (value === null) return <span className="is-absent">{queryTexts.empty}</span>;
  const share = most > 0 ? Math.abs(value) / most : 0;
  return (
    <span className="obs-name-bar">
      <i style={{ width: `${(share * 100).toFixed(1)}%`, background: `var(${color})` }} aria-hidden="true" />
      <span className="obs-figure">{formatFigure(value)}</span>
    </span>
  );
}
