/** Values of series that stand on one another: uPlot draws them over each other, so the highest sum comes first. */
export function stacked(
  series: readonly { readonly values: readonly (number | null)[] }[],
  length: number,
): number[][] {
  const sums = new Array<number>(length).fill(0);
  const layers = series.map(({ values }) =>
    sums.map((sum, bucket) => {
      const next = sum + (values[bucket] ?? 0);
      sums[bucket] = next;
      return next;
    }),
  );
  return layers.reverse();
}
