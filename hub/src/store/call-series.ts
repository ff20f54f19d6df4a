import type pg from 'pg';
import type { CallSeries } from './call-row.ts';
import { hash63 } from './hash63.ts';

/** What many calls have in common, with the id by which their rows name it. */
export interface NamedSeries extends CallSeries {
  readonly id: bigint;
  /** Whether it is known to be in the store. */
  isStored: boolean;
}

/** Further ones are not stored as series: whoever calls each tool by another name fills neither memory nor table. */
const MAX_SERIES = { project: 5000, all: 20_000 } as const;

/** The series that this process has met. */
export class KnownSeries {
  readonly #series = new Map<string, Map<string, NamedSeries>>();
  #count = 0;

  /** Null where a call is to be stored with all it says in its own row. */
  named(project: string, series: CallSeries): NamedSeries | null {
    const { agent, workflow, service, environment, kind, name, provider } = series;
    const content = JSON.stringify([agent, workflow, service, environment, kind, name, provider]);
    const known = this.#series.get(project) ?? new Map<string, NamedSeries>();
    const found = known.get(content);
    if (found !== undefined) return found;
    if (known.size >= MAX_SERIES.project || this.#count >= MAX_SERIES.all) return null;
    const added: NamedSeries = { ...series, id: hash63(content), isStored: false };
    this.#series.set(project, known.set(content, added));
    this.#count += 1;
    return added;
  }

  /** Lets each series be stored again with the next call that has it: the database may be another one now. */
  forgetStored(): void {
    for (const known of this.#series.values()) for (const series of known.values()) series.isStored = false;
  }
}

/** Stores series that are not known to be stored; in one order everywhere, or two hubs could wait for each other. */
export async function writeSeries(
  client: pg.PoolClient,
  project: string,
  series: Iterable<NamedSeries>,
): Promise<void> {
  const rows = [...series]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, isStored: _, ...said }) => ({ ...said, project, id: String(id) }));
  if (rows.length === 0) return;
  await client.query(
    'INSERT INTO call_series SELECT * FROM json_populate_recordset(null::call_series, $1) ON CONFLICT DO NOTHING',
    [JSON.stringify(rows)],
  );
}
