/**
 * Times of all points of a stretch, in seconds since the epoch, and those of an answer that leaves out points without
 * anything: `at(time)` is the point that begins then.
 */
export function fillSeries<P extends { readonly time: string }>(
  points: readonly P[],
  bucketSeconds: number,
  from: string,
  to: string,
): { readonly times: readonly number[]; readonly at: (time: number) => P | undefined } {
  const byTime = new Map(points.map((point) => [Math.round(Date.parse(point.time) / 1_000), point]));
  const [first] = byTime.keys();
  // Buckets of days or weeks begin at the epoch's; whatever they begin at, the points that there are say it.
  const phase = (first ?? 0) % bucketSeconds;
  const begin = Date.parse(from) / 1_000;
  const end = Date.parse(to) / 1_000;
  const start = Math.floor((begin - phase) / bucketSeconds) * bucketSeconds + phase;
  const times: number[] = [];
  for (let time = start; time < end; time += bucketSeconds) times.push(time);
  return { times, at: (time) => byTime.get(time) };
}
