/** Colours of series that have none of their own, the largest first; all beyond them share the last. */
const colors = [1, 2, 3, 4, 5, 6, 7].map((number) => `--obs-series-${number}`);
export const otherColor = '--obs-series-other';

/** The custom property with the colour of the series at `index`. */
export function seriesColor(index: number): string {
  return colors[index] ?? otherColor;
}
