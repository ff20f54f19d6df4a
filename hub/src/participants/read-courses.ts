import { FIGURE_BUCKET_S, HOUR_S } from '../figures/figure-rows.ts';
import { type FiguresQuestion, readFigures } from '../figures/read-figures.ts';
import type { Database } from '../store/database.ts';
import { DAY_US } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import { agentKey, whoseOf } from './agent-figures.ts';

/** What began within one part of a stretch. */
export interface CoursePart {
  executions: number;
  failed: number;
}

const MAX_PARTS = 25;

/** How agents and workflows ran over a stretch, by `agentKey`: parts of one length, 25 at most. */
export async function readCourses(
  database: Pick<Database, 'pool'>,
  project: string,
  stretch: Stretch,
  where: NonNullable<FiguresQuestion['where']>,
): Promise<(key: string) => readonly CoursePart[]> {
  const { unitUs, beginUs, partUs, parts } = partsOf(stretch);
  const rows = await readFigures(database, project, {
    ...stretch,
    where,
    kind: 'execution',
    by: ['agent', 'workflow'],
    bucketS: unitUs / 1e6,
  });
  const none = () => Array.from({ length: parts }, (): CoursePart => ({ executions: 0, failed: 0 }));
  const courses = new Map<string, CoursePart[]>();
  for (const row of rows) {
    const whose = whoseOf(row);
    const at = Math.floor(((row.bucketUs ?? 0) - beginUs) / partUs);
    if (whose === null) continue;
    const course = courses.get(agentKey(whose)) ?? none();
    courses.set(agentKey(whose), course);
    const part = course[Math.max(0, Math.min(at, parts - 1))];
    if (part === undefined) continue;
    part.executions += row.started;
    part.failed += row.failed;
  }
  return (key) => courses.get(key) ?? none();
}

/** Parts of whole five minutes, of whole hours from a day on, as sums are kept. */
function partsOf({ sinceUs, untilUs }: Stretch) {
  const unitUs = untilUs - sinceUs >= DAY_US ? HOUR_S * 1e6 : FIGURE_BUCKET_S * 1e6;
  const beginUs = Math.floor(sinceUs / unitUs) * unitUs;
  const partUs = Math.max(1, Math.ceil((untilUs - beginUs) / MAX_PARTS / unitUs)) * unitUs;
  return { unitUs, beginUs, partUs, parts: Math.max(1, Math.ceil((untilUs - beginUs) / partUs)) };
}
