import type pg from 'pg';
import { namesUser, rowNamesUser } from './user-keys.ts';

/** Whose data, and up to when it began; null: all that is stored. */
export interface Whose {
  readonly project: string;
  readonly userId: string;
  readonly untilUs: number | null;
}

/** A full look at attributes may take long; nobody waits for it. */
const TIMEOUT = "SET LOCAL statement_timeout = '30min'";

/**
 * Writes into `into (trace_id, is_whole)`, a table that exists, each trace in which an execution, span or event is the user's.
 * Spans and events are found by what they say of themselves, which takes a look at all of them.
 */
export async function collectTraces(
  client: pg.ClientBase,
  { project, userId, untilUs }: Whose,
  into: (select: string, values: unknown[]) => { text: string; values: unknown[] },
): Promise<void> {
  await client.query(TIMEOUT);
  const until = untilUs === null ? null : new Date(untilUs / 1000).toISOString();
  const before = (column: string) => `($3::timestamptz IS NULL OR ${column} <= $3)`;
  const ofSource = `t.source_id IN (SELECT s.id FROM sources s WHERE s.project = $1 AND ${namesUser('s.resource', '$2')})`;
  const select = `
    SELECT own.trace_id, NOT EXISTS (
      SELECT FROM agent_executions e
      WHERE e.project = $1 AND e.trace_id = own.trace_id AND e.user_id IS NOT NULL AND e.user_id <> $2) AS is_whole
    FROM (
      SELECT trace_id FROM agent_executions WHERE project = $1 AND user_id = $2 AND ${before('started_at')}
      UNION
      SELECT trace_id FROM spans t WHERE project = $1 AND ((${rowNamesUser('t', '$2')}) OR ${ofSource}) AND ${before('start_time')}
      UNION
      SELECT trace_id FROM observability_events t
      WHERE project = $1 AND trace_id IS NOT NULL AND ((${rowNamesUser('t', '$2')}) OR ${ofSource}) AND ${before('time')}
    ) AS own`;
  await client.query(into(select, [project, userId, until]));
}

/** Of a trace that several users share: the spans and executions that are one user's. */
export interface UserPart {
  readonly spanIds: Buffer[];
  readonly executionIds: Buffer[];
}

/** Spans of one trace that are looked at. */
const MOST_SPANS = 200_000;

interface SpanRow {
  readonly id: string;
  readonly parent: string | null;
  readonly execution: string | null;
  readonly names_user: boolean;
}

/**
 * What of a shared trace is a user's: the user's executions; the spans of these, each span being of the execution that it is,
 * that it says, or that the span above it is of; and each span that names the user itself. What belongs to no execution and
 * names nobody stays.
 */
export async function userPart(
  client: pg.ClientBase,
  project: string,
  userId: string,
  traceId: Buffer,
): Promise<UserPart> {
  const executions = await client.query<{ id: string; span: string; user_id: string | null }>(
    `SELECT encode(id, 'hex') AS id, encode(span_id, 'hex') AS span, user_id FROM agent_executions
     WHERE project = $1 AND trace_id = $2`,
    [project, traceId],
  );
  const calls = await client.query<{ span: string; execution: string }>(
    `SELECT encode(span_id, 'hex') AS span, encode(execution_id, 'hex') AS execution FROM whole_calls
     WHERE project = $1 AND trace_id = $2`,
    [project, traceId],
  );
  const spans = await client.query<SpanRow>(
    `SELECT encode(span_id, 'hex') AS id, encode(parent_span_id, 'hex') AS parent, encode(execution_id, 'hex') AS execution,
            (${rowNamesUser('t', '$3')}) IS TRUE AS names_user
     FROM spans t WHERE project = $1 AND trace_id = $2 LIMIT ${MOST_SPANS}`,
    [project, traceId, userId],
  );
  const own = new Set(executions.rows.flatMap((one) => (one.user_id === userId ? [one.id] : [])));
  const known = new Set(executions.rows.map(({ id }) => id));
  const executionAt = new Map(executions.rows.map(({ id, span }) => [span, id]));
  const executionOfCall = new Map(calls.rows.map(({ span, execution }) => [span, execution]));
  const bySpan = new Map(spans.rows.map((row) => [row.id, row]));
  const ownerOf = (spanId: string): string | null => {
    const seen = new Set<string>();
    for (let at: string | null = spanId; at !== null && !seen.has(at); ) {
      seen.add(at);
      const row = bySpan.get(at);
      const said = row?.execution ?? null;
      const owner =
        executionAt.get(at) ??
        executionOfCall.get(at) ??
        (said !== null && known.has(said) ? said : undefined);
      if (owner !== undefined) return owner;
      at = row?.parent ?? null;
    }
    return null;
  };
  const ids = new Set<string>();
  for (const { id, span } of executions.rows) if (own.has(id)) ids.add(span);
  for (const { id, names_user: namesTheUser } of spans.rows)
    if (namesTheUser || own.has(ownerOf(id) ?? '')) ids.add(id);
  return {
    spanIds: Array.from(ids, (id) => Buffer.from(id, 'hex')),
    executionIds: Array.from(own, (id) => Buffer.from(id, 'hex')),
  };
}
