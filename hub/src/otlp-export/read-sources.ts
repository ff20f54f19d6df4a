import { and, eq, inArray } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { sources } from '../store/schema.ts';
import type { ExportSource } from './sources.ts';

/** Who sent some rows, by id. */
export async function readSources(
  { db }: Database,
  project: string,
  ids: Iterable<string>,
): Promise<Map<string, ExportSource>> {
  const wanted = [...new Set(ids)].map(BigInt);
  if (wanted.length === 0) return new Map();
  const rows = await db
    .select({
      id: sources.id,
      resource: sources.resource,
      scopeName: sources.scope_name,
      scopeVersion: sources.scope_version,
    })
    .from(sources)
    .where(and(eq(sources.project, project), inArray(sources.id, wanted)));
  return new Map(rows.map(({ id, ...source }) => [String(id), source]));
}

/** The ids of all that a service sent by. */
export async function readSourceIds({ db }: Database, project: string, service: string): Promise<string[]> {
  const rows = await db
    .select({ id: sources.id })
    .from(sources)
    .where(and(eq(sources.project, project), eq(sources.service, service)));
  return rows.map(({ id }) => String(id));
}
