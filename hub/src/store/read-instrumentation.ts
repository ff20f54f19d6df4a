import { Attr, recordNames } from '@observatory/shim/conventions';
import type { Attributes } from '../otlp/records.ts';
import { logPlace } from '../sealing/row-places.ts';
import { openRow } from '../sealing/sealed-rows.ts';
import type { Database } from './database.ts';

/** What the shim said that it instruments in one process of a service. */
export interface InstrumentationRow {
  readonly service: string;
  readonly instance: string | null;
  /** ISO 8601, in UTC. */
  readonly reported_at: string;
  readonly attributes: Attributes;
}

const MAX_INSTANCES = 500;
/** Where processes are short, there are many; of older ones nothing is told. */
const MAX_REPORTS = 20_000;

/** The newest report of each process of a service that is kept, newest first. */
export async function readInstrumentation(
  { pool, sealing }: Database,
  project: string,
  service: string | null,
): Promise<InstrumentationRow[]> {
  const result = await pool.query<InstrumentationRow & { id: string }>(
    `SELECT id, service, instance, attributes,
            to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS reported_at
     FROM (
       SELECT DISTINCT ON (service, instance) * FROM (
         SELECT s.service, s.resource->>$3 AS instance, l.id, l.time, l.attributes
         FROM logs l JOIN sources s ON s.project = l.project AND s.id = l.source_id
         WHERE l.project = $1 AND l.attributes->>'event.name' = '${recordNames.instrumentation}'
           AND ($2::text IS NULL OR s.service = $2)
         ORDER BY l.time DESC LIMIT ${MAX_REPORTS}
       ) reports ORDER BY service, instance, time DESC
     ) newest ORDER BY time DESC LIMIT ${MAX_INSTANCES}`,
    [project, service, Attr.serviceInstanceId],
  );
  return result.rows.map(({ id, ...row }) => openRow(sealing, logPlace(project, id), row));
}
