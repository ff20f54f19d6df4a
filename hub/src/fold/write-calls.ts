import type pg from 'pg';
import type { CallRow } from '../store/call-row.ts';
import { type KnownSeries, type NamedSeries, writeSeries } from '../store/call-series.ts';
import { copyInto } from '../store/copy-into.ts';
import { copyHex, copyNullable, copyText, NULL } from '../store/copy-text.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';

const columns = [
  ...['project', 'trace_id', 'span_id', 'started_at', 'execution_id', 'status', 'error_type', 'ended_at'],
  ...['input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_write_tokens', 'reasoning_tokens'],
  ...['cost_pico', 'series_id', 'agent', 'workflow', 'service', 'environment', 'kind', 'name', 'provider'],
] as const;

/** Calls of traces that a fold made, and what it knows of those that are stored. */
export interface FoldedCalls {
  readonly project: string;
  readonly rows: readonly CallRow[];
  /** Traces of which calls may be stored already. */
  readonly known: readonly string[];
}

/** What a fold wrote of calls: the starts of those that changed, in microseconds, and series that are stored once it commits. */
export interface WrittenCalls {
  readonly startsUs: readonly number[];
  readonly series: readonly NamedSeries[];
}

/**
 * Makes the stored calls of some traces those of a fold, which holds the locks of these traces: what changed, or is no call any
 * more since a span that came later stands for it, is deleted, and what is not there is appended.
 */
export async function writeCalls(
  client: pg.PoolClient,
  { project, rows, known }: FoldedCalls,
  knownSeries: KnownSeries,
): Promise<WrittenCalls> {
  const fresh = new Map<string, Line>();
  const unstored = new Set<NamedSeries>();
  for (const row of rows) {
    const series = knownSeries.named(project, row.series);
    if (series !== null && !series.isStored) unstored.add(series);
    fresh.set(keyOf(row), { text: lineOf(row, series), startUs: row.started_at });
  }
  const stale = new Map<string, StoredCall>();
  const seen = new Set<string>();
  for (const stored of known.length === 0 ? [] : await readCalls(client, project, known)) {
    const key = keyOf(stored);
    if (fresh.get(key)?.text !== stored.text || seen.has(key)) stale.set(key, stored);
    seen.add(key);
  }
  await deleteCalls(client, project, [...stale.values()]);
  const added = [...fresh].flatMap(([key, line]) => (seen.has(key) && !stale.has(key) ? [] : [line]));
  await writeSeries(client, project, unstored);
  await copyInto(
    client,
    'agent_calls',
    columns,
    added.map(({ text }) => text),
  );
  const startsUs = [
    ...added.map(({ startUs }) => startUs),
    ...Array.from(stale.values(), (call) => call.started_at),
  ];
  return { startsUs, series: [...unstored] };
}

interface Line {
  readonly text: string;
  readonly startUs: number;
}

type CallKey = Pick<CallRow, 'trace_id' | 'span_id' | 'started_at'>;

interface StoredCall extends CallKey {
  /** As COPY takes and gives it. */
  readonly text: string;
}

const keyOf = ({ trace_id, span_id, started_at }: CallKey) => `${trace_id}${span_id}${started_at}`;

const SPAN_ID_DIGITS = 16;

/** The row as a line of COPY: what its series says is not said again, nor what is so of most calls. */
function lineOf(row: CallRow, series: NamedSeries | null): string {
  const { agent, workflow, service, environment, kind, name, provider } = row.series;
  const own = series === null ? [agent, workflow, service, environment, kind, name, provider] : SERIES_TELLS;
  return [
    copyText(row.project),
    copyHex(row.trace_id),
    copyHex(row.span_id),
    isoOfMicros(row.started_at),
    copyHex(row.execution_id.slice(-SPAN_ID_DIGITS)),
    row.status === 'completed' ? NULL : row.status,
    copyNullable(row.error_type),
    row.ended_at === null ? NULL : isoOfMicros(row.ended_at),
    copyNullable(row.input_tokens),
    ...[row.output_tokens, row.cache_read_tokens, row.cache_write_tokens, row.reasoning_tokens].map(
      (tokens) => copyNullable(tokens || null),
    ),
    copyNullable(row.cost_pico),
    series === null ? NULL : String(series.id),
    ...own.map(copyNullable),
  ].join('\t');
}

const SERIES_TELLS = [null, null, null, null, null, null, null];

async function readCalls(client: pg.PoolClient, project: string, traceIds: readonly string[]) {
  const { rows } = await client.query<(string | number | null)[]>({
    name: 'fold-calls',
    text: `SELECT encode(trace_id, 'hex'), encode(span_id, 'hex'), started_at, encode(execution_id, 'hex'), status, error_type,
                  ended_at, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost_pico,
                  series_id::text, agent, workflow, service, environment, kind, name, provider
           FROM agent_calls WHERE project = $1 AND trace_id = ANY($2::bytea[])`,
    values: [project, traceIds.map((id) => Buffer.from(id, 'hex'))],
    rowMode: 'array',
  });
  return rows.map((row): StoredCall => storedCall(project, row));
}

function storedCall(
  project: string,
  [traceId, spanId, startedAt, executionId, status, errorType, endedAt, ...rest]: (string | number | null)[],
): StoredCall {
  const startedUs = microsOfTimestamp(String(startedAt));
  return {
    trace_id: String(traceId),
    span_id: String(spanId),
    started_at: startedUs,
    text: [
      copyText(project),
      copyHex(String(traceId)),
      copyHex(String(spanId)),
      isoOfMicros(startedUs),
      copyHex(String(executionId)),
      copyNullable(status),
      copyNullable(errorType),
      endedAt == null ? NULL : isoOfMicros(microsOfTimestamp(String(endedAt))),
      ...rest.map(copyNullable),
    ].join('\t'),
  };
}

/** Within the days of the calls, so that no others are looked into. */
async function deleteCalls(client: pg.PoolClient, project: string, calls: readonly CallKey[]): Promise<void> {
  if (calls.length === 0) return;
  const starts = calls.map((call) => call.started_at).sort((a, b) => a - b);
  await client.query(
    `DELETE FROM agent_calls c USING unnest($2::bytea[], $3::bytea[], $4::timestamptz[]) AS k(trace_id, span_id, started_at)
     WHERE c.project = $1 AND c.trace_id = k.trace_id AND c.span_id = k.span_id AND c.started_at = k.started_at
       AND c.started_at BETWEEN $5 AND $6`,
    [
      project,
      calls.map((call) => Buffer.from(call.trace_id, 'hex')),
      calls.map((call) => Buffer.from(call.span_id, 'hex')),
      calls.map((call) => isoOfMicros(call.started_at)),
      isoOfMicros(starts[0] ?? 0),
      isoOfMicros(starts.at(-1) ?? 0),
    ],
  );
}
