import { isoOfMicros } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';

/** Length of the buckets that are stored, in seconds; those of hours are added up from them. */
export const FIGURE_BUCKET_S = 300;
export const HOUR_S = 3600;
const BUCKET_US = FIGURE_BUCKET_S * 1e6;
const HOUR_US = HOUR_S * 1e6;

/**
 * A subquery with the figures of project `$1` of a stretch that is rounded outwards to five minutes: those of whole hours by the
 * hour, what is left at its ends by five minutes; all of it by five minutes where `byHours` is false. `add` takes a value and
 * gives back the name of its parameter.
 */
export function figureRows(
  { sinceUs, untilUs }: Stretch,
  byHours: boolean,
  add: (value: string) => string,
): string {
  const fromUs = Math.floor(sinceUs / BUCKET_US) * BUCKET_US;
  const toUs = Math.ceil(untilUs / BUCKET_US) * BUCKET_US;
  const firstUs = Math.ceil(fromUs / HOUR_US) * HOUR_US;
  const lastUs = Math.floor(toUs / HOUR_US) * HOUR_US;
  const rows = (table: string, beginUs: number, endUs: number) =>
    `SELECT * FROM ${table} WHERE project = $1 AND bucket >= ${add(isoOfMicros(beginUs))}::timestamptz AND bucket < ${add(isoOfMicros(endUs))}::timestamptz`;
  if (!byHours || firstUs >= lastUs) return `(${rows('agent_figures', fromUs, toUs)}) AS figures`;
  const parts = [
    ...(fromUs < firstUs ? [rows('agent_figures', fromUs, firstUs)] : []),
    rows('agent_figures_hours', firstUs, lastUs),
    ...(lastUs < toUs ? [rows('agent_figures', lastUs, toUs)] : []),
  ];
  return `(${parts.join('\n UNION ALL ')}) AS figures`;
}
