import { and, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { HubError } from '../errors.ts';
import { type Database, inTransaction, sqlState } from './database.ts';
import { isoOfMicros } from './micros.ts';
import {
  type EventFilter,
  eventConditions,
  eventSelection,
  openEvents,
  type StreamedEvent,
  sourceOfEvent,
} from './read-events.ts';
import type { Stretch } from './read-health.ts';
import { observabilityEvents, sources } from './schema.ts';

/** A question that finds little in much time is given up: others wait for the database too. */
const TIMEOUT_MS = 4000;
const QUERY_CANCELED = '57014';

/** No index has this order, so that those of traces and executions are used. */
const orderOfFew = [sql`(${observabilityEvents.time} + interval '0') DESC`, desc(observabilityEvents.id)];

/** Place in a list: the event after which the next page begins. */
export interface EventPlace {
  readonly timeUs: number;
  readonly id: string;
}

/**
 * Events of a stretch of time that pass a filter, newest first. Throws OBS_QUERY_TOO_WIDE where they are not found
 * within four seconds, and OBS_BUSY where too many search.
 */
export async function listEvents(
  { pool, searches, sealing }: Pick<Database, 'pool' | 'searches' | 'sealing'>,
  project: string,
  { sinceUs, untilUs }: Stretch,
  filter: EventFilter,
  after: EventPlace | null,
  limit: number,
): Promise<StreamedEvent[]> {
  const conditions: SQL[] = [
    eq(observabilityEvents.project, project),
    gte(observabilityEvents.time, sinceUs),
    // A page goes on from its place; the bound of time stays, for the days that need not be looked at.
    lt(observabilityEvents.time, after === null ? untilUs : Math.min(untilUs, after.timeUs + 1)),
    ...eventConditions(filter),
  ];
  if (after)
    conditions.push(
      sql`(${observabilityEvents.time}, ${observabilityEvents.id}) < (${isoOfMicros(after.timeUs)}::timestamptz, ${after.id})`,
    );
  const isOfOne = filter.traceId !== undefined || filter.executionIds !== undefined;
  try {
    return await searches.take(() =>
      inTransaction(pool, async (client) => {
        await client.query(`SET LOCAL statement_timeout = ${TIMEOUT_MS}`);
        const rows = await drizzle({ client })
          .select(eventSelection)
          .from(observabilityEvents)
          .leftJoin(sources, sourceOfEvent)
          .where(and(...conditions))
          .orderBy(...(isOfOne ? orderOfFew : [desc(observabilityEvents.time), desc(observabilityEvents.id)]))
          .limit(limit);
        return openEvents(client, sealing, rows);
      }),
    );
  } catch (error) {
    if (sqlState(error) !== QUERY_CANCELED) throw error;
    const message = `The events were not found within ${TIMEOUT_MS / 1000} seconds. Narrow the time (start_time, end_time), or add a trace, an agent or a type.`;
    throw new HubError('OBS_QUERY_TOO_WIDE', message, { where: 'query.start_time', cause: error });
  }
}
