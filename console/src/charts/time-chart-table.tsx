import { formatAbsolute } from '../lib/format-time.ts';
import { texts } from '../texts/common.ts';
import type { TimeBand, TimeChartProps } from './time-chart-props.ts';

type Format = TimeChartProps['format'];

/** A value in words; a dash where there is none. */
export const valueWords = (value: number | null | undefined, format: Format): string =>
  value === null || value === undefined ? texts.none : format(value);

/** A band at one time in words. */
export const bandWords = ({ low, high }: TimeBand, at: number, format: Format): string =>
  `${valueWords(low[at], format)} – ${valueWords(high[at], format)}`;

/** The same as a chart says, for those who see no picture. */
export function TimeChartTable(
  props: Pick<TimeChartProps, 'times' | 'series' | 'band' | 'summary' | 'format'>,
) {
  const { times, series, band, summary, format } = props;
  return (
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
            {band && <th scope="col">{band.label}</th>}
          </tr>
        </thead>
        <tbody>
          {times.map((time, index) => (
            <tr key={time}>
              <th scope="row">{formatAbsolute(time * 1_000)}</th>
              {series.map(({ label, values }) => (
                <td key={label}>{valueWords(values[index], format)}</td>
              ))}
              {band && <td>{bandWords(band, index, format)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
