import type { Database } from '../store/database.ts';
import { HOUR_US } from '../store/micros.ts';
import type { Hours } from './hours.ts';
import { addUp, type HoursQuestion, noFigures, readHours, type SubjectHours } from './read-hours.ts';

/** What is older than this hardly changes any more … */
const SETTLED_US = 2 * HOUR_US;
/** … and is read again so often, for what came late. */
const KEEP_US = 6 * HOUR_US;
/** Subjects whose hours are kept apart, those with the most; the others are one without a name. */
const MAX_KEPT = 200;

interface Kept {
  readonly firstUs: number;
  readonly untilUs: number;
  readonly subjects: Promise<SubjectHours[]>;
}

const caches = new WeakMap<object, Map<string, Kept>>();

const keyOf = ({ agent, provider, model }: SubjectHours) => JSON.stringify([agent, provider, model]);

/**
 * The hours of all agents, of all models, or of everything together, up to now. The settled past is kept in memory, so that only the last
 * hours are read each time.
 */
export async function readKeptHours(
  database: Pick<Database, 'pool'>,
  project: string,
  { hours, by }: Pick<HoursQuestion, 'hours' | 'by'>,
  nowUs: number,
): Promise<SubjectHours[]> {
  const settledUs = Math.floor((nowUs - SETTLED_US) / HOUR_US) * HOUR_US;
  const endUs = hours.firstUs + hours.count * HOUR_US;
  if (endUs <= settledUs || hours.firstUs >= settledUs) return readHours(database, project, { hours, by });
  const cache = caches.get(database.pool) ?? new Map<string, Kept>();
  caches.set(database.pool, cache);
  const key = `${by} ${project}`;
  let kept = cache.get(key);
  if (!kept || kept.firstUs > hours.firstUs || nowUs - kept.untilUs > KEEP_US + SETTLED_US) {
    const past = between(hours.firstUs, settledUs);
    const subjects = readHours(database, project, { hours: past, by }).then((all) =>
      largest(all, past.count),
    );
    kept = { firstUs: hours.firstUs, untilUs: settledUs, subjects };
    cache.set(key, kept);
    const mine = kept;
    subjects.catch(() => cache.get(key) === mine && cache.delete(key));
  }
  const { firstUs, untilUs } = kept;
  const recent = { firstUs: untilUs, count: (endUs - untilUs) / HOUR_US, lastShare: hours.lastShare };
  const [old, fresh] = await Promise.all([
    kept.subjects,
    readHours(database, project, { hours: recent, by }),
  ]);
  const merged = new Map<string, SubjectHours>();
  const skip = (hours.firstUs - firstUs) / HOUR_US;
  for (const one of old) {
    const figures = noFigures(hours.count);
    for (const [name, values] of Object.entries(one.figures))
      figures[name as keyof typeof figures].set(values.subarray(skip));
    merged.set(keyOf(one), { ...one, figures });
  }
  for (const one of fresh) {
    const known = merged.get(keyOf(one)) ?? { ...one, figures: noFigures(hours.count) };
    for (const [name, values] of Object.entries(one.figures))
      known.figures[name as keyof typeof known.figures].set(values, hours.count - recent.count);
    merged.set(keyOf(one), known);
  }
  return [...merged.values()];
}

const between = (firstUs: number, untilUs: number): Hours => ({
  firstUs,
  count: (untilUs - firstUs) / HOUR_US,
  lastShare: 1,
});

/** Those with the most runs and calls; the others added up as one without a name. */
export function largest(subjects: readonly SubjectHours[], count: number, most = MAX_KEPT): SubjectHours[] {
  if (subjects.length <= most) return [...subjects];
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  const isNamed = ({ agent, provider, model }: SubjectHours) => Boolean(agent || provider || model);
  const sized = subjects
    .map((one) => ({ one, size: isNamed(one) ? total(one.figures.runs) + total(one.figures.calls) : -1 }))
    .sort((a, b) => b.size - a.size)
    .map(({ one }) => one);
  const rest = sized.slice(most);
  const blank = (value: string | null | undefined) => (value == null ? null : '');
  const [first] = rest;
  return [
    ...sized.slice(0, most),
    {
      agent: blank(first?.agent),
      provider: blank(first?.provider),
      model: blank(first?.model),
      figures: addUp(rest, count),
    },
  ];
}
