import { z } from 'zod';
import { FIRST_PROJECT } from '../access/principal.ts';
import type { Database } from '../store/database.ts';
import type { AlertmanagerApi } from './alertmanager-api.ts';
import { holdsOf, type SilenceMatcher } from './silences.ts';

/** A silence that somebody made in Alertmanager itself. */
export interface ForeignSilence {
  readonly id: string;
  readonly status: 'pending' | 'active' | 'expired';
  readonly matchers: readonly SilenceMatcher[];
  readonly starts_at: string;
  readonly ends_at: string;
  readonly comment: string;
  readonly created_by: string;
  readonly created_at: string;
}

const text = z.string().transform((value) => value.slice(0, 2000));
const instant = z.iso.datetime({ offset: true }).transform((value) => new Date(value).toISOString());
/** Alertmanager's `gettableSilence`; before 0.22 matchers had no `isEqual`. */
const Listed = z
  .object({
    id: text,
    status: z.object({ state: z.enum(['pending', 'active', 'expired']) }),
    matchers: z.array(
      z.object({ name: text, value: text, isRegex: z.boolean(), isEqual: z.boolean().default(true) }),
    ),
    startsAt: instant,
    endsAt: instant,
    updatedAt: instant,
    createdBy: text.default(''),
    comment: text.default(''),
  })
  .transform(
    ({ id, status, matchers, startsAt, endsAt, updatedAt, createdBy, comment }): ForeignSilence => ({
      id,
      status: status.state,
      matchers: matchers.map(({ name, value, isRegex, isEqual }) => ({
        name,
        value,
        is_regex: isRegex,
        is_equal: isEqual,
      })),
      starts_at: startsAt,
      ends_at: endsAt,
      comment,
      created_by: createdBy,
      created_at: updatedAt,
    }),
  );

const MOST = 500;

/** Silences of Alertmanager that the hub did not make, of alerts of the first project; what is no silence is left out. */
export async function foreignSilences(
  { pool }: Pick<Database, 'pool'>,
  api: AlertmanagerApi,
): Promise<ForeignSilence[]> {
  const answer = await api.listSilences();
  const found = (Array.isArray(answer) ? answer : []).flatMap((one) => {
    const parsed = Listed.safeParse(one);
    return parsed.success && isOfFirstProject(parsed.data) ? [parsed.data] : [];
  });
  const { rows } = await pool.query<{ id: string }>(
    'SELECT alertmanager_id AS id FROM silences WHERE alertmanager_id = ANY($1)',
    [found.map(({ id }) => id)],
  );
  const own = new Set(rows.map(({ id }) => id));
  return found.filter(({ id }) => !own.has(id)).slice(0, MOST);
}

/** The hub names the project in each silence that it makes there; of another one nobody here is told. */
function isOfFirstProject({ matchers }: ForeignSilence): boolean {
  return matchers
    .filter(({ name }) => name === 'project')
    .every((matcher) => holdsOf(matcher, { project: FIRST_PROJECT }) || holdsOf(matcher, {}));
}
