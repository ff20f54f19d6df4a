import type { CheckedKind, Counts } from './check.ts';
import { recordId, spanId } from './ids.ts';
import type { Ledger, Stream } from './ledger.ts';
import { LOAD_METRIC, LOAD_NUMBER } from './metric-points.ts';

/** What `pg`'s clients and pools have in common. */
export interface Database {
  query(sql: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

const counterOf = (hex: string) => `('x' || ${hex})::bit(64)::bigint`;
const bytesOf = (column: string) => counterOf(`encode(substring(${column} FROM 9), 'hex')`);
const ofTrace =
  "trace_id BETWEEN decode($1 || repeat('0', 16), 'hex') AND decode($1 || repeat('f', 16), 'hex')";
const ofRecord = "id BETWEEN $1 || repeat('0', 16) AND $1 || repeat('f', 16)";

/** Where records of a kind stand, as their counters and which of the counter's records they are (from 1). */
const records = {
  spans: `SELECT ${bytesOf('trace_id')} AS counter, get_byte(span_id, 7) AS part FROM spans
    WHERE ${ofTrace} AND substring(span_id FOR 7) = substring(trace_id FROM 10)`,
  executions: `SELECT ${bytesOf('trace_id')} AS counter, get_byte(span_id, 7) AS part FROM agent_executions WHERE ${ofTrace}`,
  lines: `SELECT ${counterOf('substring(id FROM 17)')} AS counter, 1 AS part FROM logs WHERE ${ofRecord}`,
  events: `SELECT ${counterOf('substring(id FROM 17)')} AS counter, 1 AS part FROM observability_events WHERE ${ofRecord}`,
} as const;

/** Counts in the tables of a hub. It reads the tables whole, days and projects alike: for tests and loads, not for dashboards. */
export async function checkDatabase(
  ledger: Ledger,
  database: Database,
): Promise<Record<CheckedKind, Counts>> {
  const count = (table: keyof typeof records, stream: Stream, each = stream.recordsEach) =>
    countRecords(database, records[table], stream, each);
  return {
    spans: await count('spans', ledger.runs),
    httpSpans: await count('spans', ledger.http),
    executions: await count('executions', ledger.runs, 1),
    lines: await count('lines', ledger.lines),
    events: await count('events', ledger.events),
    series: await countSeries(database, ledger.points),
  };
}

/** How many executions of the runs are stored. */
export async function countExecutionsIn({ runs }: Ledger, database: Database): Promise<number> {
  const { rows } = await database.query(
    `SELECT count(*)::float8 AS executions FROM agent_executions WHERE ${ofTrace}`,
    [runs.number.hex],
  );
  return Number(rows[0]?.executions);
}

async function countRecords(
  database: Database,
  found: string,
  stream: Stream,
  each: number,
): Promise<Counts> {
  const { intervals, size } = stream.acknowledged;
  const acknowledged = size * each;
  if (stream.taken === 0) return { acknowledged: 0, found: 0, lost: 0, doubled: 0, examples: [] };
  const values = [stream.number.hex, intervals.map(({ from }) => from), intervals.map(({ to }) => to), each];
  const each_ = `WITH each AS (SELECT counter, part, count(*) AS times FROM (${found}) AS records GROUP BY counter, part),
    acknowledged AS (SELECT * FROM unnest($2::bigint[], $3::bigint[]) AS a (first, past))`;
  const { rows } = await database.query(
    `${each_} SELECT count(first) FILTER (WHERE part BETWEEN 1 AND $4::int)::float8 AS found,
       coalesce(sum(times - 1), 0)::float8 AS doubled
     FROM each LEFT JOIN acknowledged ON counter >= first AND counter < past`,
    values,
  );
  const counts = { found: Number(rows[0]?.found), doubled: Number(rows[0]?.doubled) };
  const lost = acknowledged - counts.found;
  const isRight = lost === 0 && counts.doubled === 0;
  return { acknowledged, ...counts, lost, examples: isRight ? [] : await examplesOf() };

  async function examplesOf(): Promise<string[]> {
    const wrong = await database.query(
      `${each_} SELECT counter::float8, part, coalesce(times, 0)::int AS times
       FROM each FULL JOIN (SELECT counter, part FROM acknowledged, generate_series(first, past - 1) AS counter,
         generate_series(1, $4::int) AS part) AS expected USING (counter, part)
       WHERE times IS NULL OR times > 1 ORDER BY 1, 2 LIMIT 5`,
      values,
    );
    return wrong.rows.map(({ counter, part, times }) => {
      const id = recordId(stream.number, Number(counter));
      const span = stream.recordsEach > 1 ? ` ${spanId(Number(counter), Number(part) - 1)}` : '';
      return `${id}${span} is there ${times} times`;
    });
  }
}

/** A counter that was acknowledged must be there with its newest value, once a minute. */
async function countSeries(database: Database, points: Stream): Promise<Counts> {
  const last = Math.max(0, ...points.acknowledged.intervals.map(({ to }) => to));
  if (last === 0) return { acknowledged: 0, found: 0, lost: 0, doubled: 0, examples: [] };
  const { rows } = await database.query(
    `SELECT attributes ->> 'series' AS series, max(value) AS value,
       (count(*) - count(DISTINCT minute))::int AS doubled
     FROM metric_series JOIN metric_samples ON metric_samples.series_id = metric_series.id
     WHERE name = $1 AND attributes ->> $2 = $3 GROUP BY 1`,
    [LOAD_METRIC, LOAD_NUMBER, points.number.hex],
  );
  const found = rows.filter(({ value }) => Number(value) >= last).length;
  return {
    acknowledged: points.recordsEach,
    found,
    lost: points.recordsEach - found,
    doubled: rows.reduce((sum, row) => sum + Number(row.doubled), 0),
    examples: rows
      .filter(({ value }) => Number(value) < last)
      .slice(0, 5)
      .map(({ series, value }) => `series ${series} is at ${value} of ${last}`),
  };
}
