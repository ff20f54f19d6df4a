import type { EventType, Severity } from '@observatory/shim/conventions';
import { and, asc, eq, getTableColumns, gt, inArray, lte, type SQL, sql } from 'drizzle-orm';
import type pg from 'pg';
import { SEALED_ATTRIBUTE } from '../sealing/plain-attributes.ts';
import { eventPlace } from '../sealing/row-places.ts';
import { openRow } from '../sealing/sealed-rows.ts';
import type { Sealing } from '../sealing/sealing.ts';
import type { EventRow } from './batch.ts';
import { inTransaction, type Reads } from './database.ts';
import { eventAttributeSql, withEventAttributes } from './event-attributes.ts';
import { MAX_AGENT_LENGTH } from './event-columns.ts';
import { eventsOfExecutionsSql, executionKeys } from './events-of-executions.ts';
import { droppedEvents, observabilityEvents, sources } from './schema.ts';
import { sqlOfText } from './sql-of-text.ts';

export interface StreamedEvent extends EventRow {
  readonly service: string | null;
}

/** Which events are wanted; what is not given lets all through. The same in SQL as in live/event-matcher.ts. */
export interface EventFilter {
  readonly types?: readonly EventType[];
  readonly severities?: readonly Severity[];
  readonly executionIds?: readonly string[];
  readonly traceId?: string;
  /** Names of agents, or of workflows where an event is of one (`agentType`). */
  readonly agents?: readonly string[];
  readonly workflows?: readonly string[];
  /** Words that all occur, in any case, in the message, the type or the attributes. */
  readonly words?: readonly string[];
  /** Attributes by name, compared as text. */
  readonly tags?: readonly (readonly [name: string, value: string])[];
}

/** Held by who stores events until the commit, so that the order of cursors is the order of commits. */
export const CURSOR_LOCK = 0x0b5f;

/** The largest cursor that was given so far, committed or not; 0 before the first. */
export async function readLastCursor({ pool }: Pick<Reads, 'pool'>): Promise<number> {
  const result = await pool.query<{ cursor: number }>(LAST_CURSOR);
  return result.rows[0]?.cursor ?? 0;
}

const LAST_CURSOR = 'SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS cursor FROM event_cursor';

/** A cursor up to which every event is committed, or never will be: waits for who stores events right now. */
export function readSettledCursor({ pool }: Pick<Reads, 'pool'>): Promise<number> {
  return inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock_shared($1)', [CURSOR_LOCK]);
    const result = await client.query<{ cursor: number }>(LAST_CURSOR);
    return result.rows[0]?.cursor ?? 0;
  });
}

/** All events with cursors above `from` and up to `to`, in their order, of all projects. */
export function readEventRange(database: Reads, from: number, to: number): Promise<StreamedEvent[]> {
  return readInOrder(database, [
    sql`${observabilityEvents.project} = ANY(ARRAY(SELECT id FROM projects))`,
    gt(observabilityEvents.cursor, from),
    lte(observabilityEvents.cursor, to),
  ]);
}

/** Events that pass a filter, with cursors above `from` and up to `to`, in their order. */
export function readEventsAfter(
  database: Reads,
  project: string,
  range: { readonly from: number; readonly to: number },
  filter: EventFilter,
  limit: number,
): Promise<StreamedEvent[]> {
  return readInOrder(database, inRange(project, range, filter), limit);
}

/** How many events of a range pass a filter, counted up to a bound. */
export async function countEvents(
  { db }: Reads,
  project: string,
  range: { readonly from: number; readonly to: number },
  filter: EventFilter,
  bound: number,
): Promise<number> {
  const found = db
    .select({ one: sql`1` })
    .from(observabilityEvents)
    .where(and(...inRange(project, range, filter)))
    .limit(bound);
  const [row] = await db.select({ count: sql<number>`count(*)::int` }).from(found.as('found'));
  return row?.count ?? 0;
}

/** The cursors after `cursor` that retention dropped, first and last; null where it dropped none. */
export async function readDropped(
  { db }: Reads,
  project: string,
  cursor: number,
): Promise<{ from: number; to: number } | null> {
  const [row] = await db
    .select({
      from: sql<number | null>`min(greatest(${droppedEvents.first_cursor}, ${cursor + 1}::bigint))`.mapWith(
        Number,
      ),
      to: sql<number | null>`max(${droppedEvents.last_cursor})`.mapWith(Number),
    })
    .from(droppedEvents)
    .where(and(eq(droppedEvents.project, project), gt(droppedEvents.last_cursor, cursor)));
  return row?.from && row.to ? { from: row.from, to: row.to } : null;
}

/** The conditions of a filter. */
export function eventConditions(filter: EventFilter): SQL[] {
  const { types, severities, executionIds, traceId, agents, workflows, words = [], tags = [] } = filter;
  const conditions: SQL[] = [];
  if (types) conditions.push(inArray(observabilityEvents.type, [...types]));
  if (severities) conditions.push(inArray(observabilityEvents.severity, [...severities]));
  if (executionIds) conditions.push(isOfExecutions(executionIds));
  if (traceId) conditions.push(eq(observabilityEvents.trace_id, traceId));
  if (agents)
    conditions.push(...isOfAgents(agents.map((name) => [...name].slice(0, MAX_AGENT_LENGTH).join(''))));
  if (workflows) conditions.push(inArray(textOf('gen_ai.workflow.name'), [...workflows]));
  for (const word of words) {
    const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push(hasText(pattern));
  }
  for (const [name, value] of tags) conditions.push(sql`${textOf(name)} = ${value}`);
  return conditions;
}

/** An attribute of an event as text. */
const textOf = (name: string) =>
  sqlOfText((key) => `(${eventAttributeSql('observability_events', `${key}::text`)} #>> '{}')`, name);

function isOfExecutions(executionIds: readonly string[]): SQL {
  const { ids, traceIds } = executionKeys(executionIds);
  return sqlOfText(
    (these, traces) =>
      eventsOfExecutionsSql('observability_events', `${these}::bytea[]`, `${traces}::bytea[]`),
    ids,
    traceIds,
  );
}

/**
 * A text in the message, the type or the attributes. What is sealed is not searched: it would match by chance. Of rows with a
 * shape only those are put together of which the parts have it.
 */
function hasText(pattern: string): SQL {
  const { sealed_by, shape, message, type, attributes } = observabilityEvents;
  const told = sql`CASE WHEN ${sealed_by} IS NULL THEN ${message} ELSE '' END || ' ' || ${type} || ' '`;
  const plain = (all: SQL | typeof attributes) =>
    sql`CASE WHEN ${sealed_by} IS NULL THEN ${all} ELSE ${all} - ${SEALED_ATTRIBUTE}::text END::text`;
  return sql`(CASE WHEN ${shape} IS NULL THEN (${told} || ${plain(attributes)}) ILIKE ${pattern}
    ELSE (${told} || ${sql.raw(PARTS)}) ILIKE ${pattern} AND (${told} || ${plain(attributesOfEvents)}) ILIKE ${pattern} END)`;
}

const PARTS = `concat_ws(' ', observability_events.attribute_values, observability_events.id, observability_events.step,
  observability_events.agent, encode(observability_events.execution_id, 'hex'),
  (SELECT '"' || array_to_string(h.keys || h.column_keys || h.columns, '" "') || '"' FROM span_shapes h
   WHERE h.project = observability_events.project AND h.id = observability_events.shape))`;
const attributesOfEvents = sql`observatory_attributes(${observabilityEvents})`;

/** The index has a hash of the name, whose rows are then compared. */
function isOfAgents(names: readonly string[]): SQL[] {
  if (names.length === 0) return [sql`false`];
  const hashes = sql.join(
    names.map((name) => sql`hashtext(${name}::text)`),
    sql`, `,
  );
  return [sql`hashtext(${agentOfEvent}) IN (${hashes})`, inArray(agentOfEvent, [...names])];
}

/** The agent, or workflow, of an event: letter by letter as in the index observability_events_of_agent, or that is not used. */
const agentOfEvent = sql.raw(
  `coalesce(observability_events.agent, left(CASE WHEN observability_events.attributes->>'observatory.execution.kind' = 'workflow' THEN observability_events.attributes->>'gen_ai.workflow.name' ELSE observability_events.attributes->>'gen_ai.agent.name' END, ${MAX_AGENT_LENGTH}))`,
);

/** What events are read with: the row, and the service of its source. */
const { sealed_by: _, ...eventColumns } = getTableColumns(observabilityEvents);
export const eventSelection = { event: eventColumns, service: sources.service };
type SelectedEvent = {
  readonly event: Omit<typeof observabilityEvents.$inferSelect, 'sealed_by'>;
  readonly service: string | null;
};
/** What was read with it, opened, with its attributes. */
export async function openEvents(
  client: Pick<pg.ClientBase, 'query'>,
  sealing: Sealing,
  selected: readonly SelectedEvent[],
): Promise<StreamedEvent[]> {
  const rows = await withEventAttributes(
    client,
    selected.map(({ event, service }) => ({ ...event, service })),
  );
  return rows.map(({ agent: _agent, shape: _shape, attribute_values: _values, ...row }) =>
    openRow(sealing, eventPlace(row.project, row.id), row),
  );
}
export const sourceOfEvent = and(
  eq(sources.project, observabilityEvents.project),
  eq(sources.id, observabilityEvents.source_id),
);

function inRange(project: string, { from, to }: { from: number; to: number }, filter: EventFilter): SQL[] {
  return [
    eq(observabilityEvents.project, project),
    gt(observabilityEvents.cursor, from),
    lte(observabilityEvents.cursor, to),
    ...eventConditions(filter),
  ];
}

async function readInOrder(
  { db, pool, sealing }: Reads,
  conditions: SQL[],
  limit?: number,
): Promise<StreamedEvent[]> {
  const query = db
    .select(eventSelection)
    .from(observabilityEvents)
    .leftJoin(sources, sourceOfEvent)
    .where(and(...conditions))
    .orderBy(asc(observabilityEvents.cursor));
  const rows = await (limit === undefined ? query : query.limit(limit));
  return openEvents(pool, sealing, rows);
}
