interface SparklineProps {
  readonly values: readonly number[];
  /** The part of each value that stands out, such as what failed. */
  readonly marked?: readonly number[];
  /** CSS custom property that holds its colour. */
  readonly color: string;
  /** What it shows, in one sentence. */
  readonly summary: string;
}

const WIDTH = 96;
const HEIGHT = 24;

/** A course as small bars, without axes. */
export function Sparkline({ values, marked = [], color, summary }: SparklineProps) {
  const most = Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length);
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={summary}>
      {values.map((value, index) => {
        const height = value === 0 ? 1 : Math.max(2, (value / most) * HEIGHT);
        const part = Math.min(height, ((marked[index] ?? 0) / most) * HEIGHT);
        const bar = { x: index * step, width: Math.max(1, step - 1) };
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          <g key={index}>
            <rect
              {...bar}
              y={HEIGHT - height}
              height={height}
              style={{ fill: value === 0 ? 'var(--obs-line-strong)' : `var(${color})` }}
            />
            {part > 0 && (
              <rect
                {...bar}
                y={HEIGHT - Math.max(2, part)}
                height={Math.max(2, part)}
                style={{ fill: 'var(--obs-chart-failed)' }}
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}
