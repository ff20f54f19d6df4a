import { classNames } from '../parts/class-names.ts';

/** Marks further to the right have their words at their left. */
const TURN = 0.6;

interface HistogramBar {
  readonly label: string;
  /** Where it begins, in short, below its left edge. */
  readonly tick: string;
  readonly value: number;
}

interface HistogramMark {
  readonly label: string;
  /** In bars from the left; 1.5 is the middle of the second one. */
  readonly at: number;
}

interface HistogramProps {
  readonly bars: readonly HistogramBar[];
  readonly marks?: readonly HistogramMark[];
  /** CSS custom property that holds the colour of the bars. */
  readonly color: string;
  /** What it shows, in one sentence. */
  readonly summary: string;
  /** Heads of the table for those who see no picture. */
  readonly heads: readonly [string, string];
  readonly format: (value: number) => string;
}

/** How often what came, as bars side by side, with marks such as percentiles; and the same as a table. */
export function Histogram({ bars, marks = [], color, summary, heads, format }: HistogramProps) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <figure className="obs-bars">
      <div className="obs-bars-plot" role="img" aria-label={summary}>
        {bars.map(({ label, value }) => (
          <div key={label} className="obs-bars-bar" title={`${label}: ${format(value)}`}>
            <span
              style={{
                height: `${(value / most) * 100}%`,
                minHeight: value > 0 ? 2 : 0,
                background: `var(${color})`,
              }}
            />
          </div>
        ))}
        {marks.map(({ label, at }) => (
          <span
            key={label}
            className={classNames('obs-bars-mark', at > TURN * bars.length && 'is-turned')}
            style={{ insetInlineStart: `${(at / bars.length) * 100}%` }}
          >
            <b>{label}</b>
          </span>
        ))}
      </div>
      <div className="obs-bars-ticks" aria-hidden="true">
        {bars.map(({ label, tick }, index) => (
          <span key={label} style={{ insetInlineStart: `${(index / bars.length) * 100}%` }}>
            {tick}
          </span>
        ))}
      </div>
      <div className="obs-sr-only">
        <table aria-label={summary}>
          <thead>
            <tr>
              <th scope="col">{heads[0]}</th>
              <th scope="col">{heads[1]}</th>
            </tr>
          </thead>
          <tbody>
            {bars.map(({ label, value }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{format(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
