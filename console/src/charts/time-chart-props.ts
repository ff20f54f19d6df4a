/** A series of a chart over time. */
export interface TimeSeries {
  readonly label: string;
  /** CSS custom property that holds its colour. */
  readonly color: string;
  /** A value for each time; null where there is none. */
  readonly values: readonly (number | null)[];
  readonly form?: 'line' | 'bars' | 'area' | 'dashed' | 'points';
}

/** Between what values are likely to lie. */
export interface TimeBand {
  readonly label: string;
  /** CSS custom property that holds its colour. */
  readonly color: string;
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** An instant that stands out, such as an anomaly. */
export interface TimeMark {
  /** Seconds since the epoch. */
  readonly time: number;
  readonly label: string;
}

/** What a chart over time shows. */
export interface TimeChartProps {
  /** Seconds since the epoch, rising. */
  readonly times: readonly number[];
  readonly series: readonly TimeSeries[];
  /** What the chart shows, in one sentence. */
  readonly summary: string;
  /** A value in words, with its unit. */
  readonly format: (value: number) => string;
  readonly marks?: readonly TimeMark[];
  readonly band?: TimeBand | undefined;
  /** The series stand on one another, the first at the bottom. */
  readonly isStacked?: boolean;
  /** In pixels. */
  readonly height?: number;
  /** Called with the stretch that was drawn with the pointer, in milliseconds since the epoch. */
  readonly onZoom?: ((fromMs: number, toMs: number) => void) | undefined;
}
