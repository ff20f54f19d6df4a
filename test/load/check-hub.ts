import { Attr } from '@observatory/shim/conventions';
import type { CheckedKind, Counts } from './check.ts';
import { recordId } from './ids.ts';
import type { Ledger, Stream } from './ledger.ts';
import { LOAD_METRIC, LOAD_NUMBER } from './metric-points.ts';
import { Tally } from './tally.ts';

/** Records above which a check through the API would take minutes: ask the database. */
const MOST = 500_000;

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}
interface Point {
  readonly attributes: Attribute[];
  readonly asDouble?: number;
  readonly asInt?: string;
  readonly timeUnixNano: string;
}

export interface HubAccess {
  readonly url: string;
  readonly key: string | undefined;
  /** Nothing of the load began before, in milliseconds since the epoch. */
  readonly sinceMs: number;
}

/** Counts what a hub gives through `/otlp/*` and, of executions, through SQL. Rejects where it does not answer. */
export async function checkHub(ledger: Ledger, hub: HubAccess): Promise<Record<CheckedKind, Counts>> {
  const records = Object.values(ledger).reduce(
    (sum, { acknowledged, recordsEach }) => sum + acknowledged.size * recordsEach,
    0,
  );
  if (records > MOST) throw new Error(`${records} records: check them in the database, not through the API`);
  const [spans, httpSpans] = [new Tally(ledger.runs), new Tally(ledger.http)];
  const [lines, events] = [new Tally(ledger.lines), new Tally(ledger.events)];
  if (ledger.runs.taken + ledger.http.taken > 0) {
    for await (const page of pages(hub, 'traces')) {
      for (const { traceId, spanId } of each(page, 'resourceSpans', 'scopeSpans', 'spans')) {
        for (const tally of [spans, httpSpans]) tally.noteSpan(String(traceId), String(spanId));
      }
    }
  }
  if (ledger.lines.taken + ledger.events.taken > 0) {
    for await (const page of pages(hub, 'logs')) {
      for (const record of each(page, 'resourceLogs', 'scopeLogs', 'logRecords')) {
        const uid = textOf(record.attributes as Attribute[], Attr.logRecordUid);
        for (const tally of [lines, events]) tally.note(uid);
      }
    }
  }
  return {
    spans: spans.counts(),
    httpSpans: httpSpans.counts(),
    executions: await executions(ledger.runs, hub),
    lines: lines.counts(),
    events: events.counts(),
    series: await series(ledger.points, hub),
  };
}

const headersOf = ({ key }: HubAccess) => (key === undefined ? {} : { authorization: `Bearer ${key}` });

async function* pages(hub: HubAccess, signal: 'traces' | 'logs' | 'metrics'): AsyncGenerator<unknown> {
  const since = new Date(hub.sinceMs).toISOString();
  let path: string | undefined = `/otlp/${signal}?limit=5000&start_time=${encodeURIComponent(since)}`;
  while (path !== undefined) {
    const response: Response = await fetch(new URL(path, hub.url), { headers: headersOf(hub) });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    yield await response.json();
    path = /<([^>]*)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  }
}

type Tree = Readonly<Record<string, unknown>>;

/** The records of an export request: three lists within each other. */
function each(page: unknown, outer: string, middle: string, inner: string): Tree[] {
  const list = (of: unknown, name: string) => ((of as Tree)[name] ?? []) as Tree[];
  return list(page, outer).flatMap((one) => list(one, middle).flatMap((two) => list(two, inner)));
}

const textOf = (attributes: readonly Attribute[], name: string) =>
  attributes.find(({ key }) => key === name)?.value.stringValue ?? '';

/** Answers a question of one row in SQL. */
async function sqlRow(hub: HubAccess, sql: string): Promise<unknown[]> {
  const response = await fetch(new URL('/api/v1/sql', hub.url), {
    method: 'POST',
    headers: { ...headersOf(hub), 'content-type': 'application/json' },
    body: JSON.stringify({ sql, max_rows: 1 }),
  });
  if (!response.ok) throw new Error(`SQL answered ${response.status}: ${await response.text()}`);
  const { rows } = (await response.json()) as { rows: unknown[][] };
  return rows[0] ?? [];
}

const executionsFrom = ({ number }: Stream, hub: HubAccess, from: number, past: number) => `FROM executions
  WHERE started_at >= '${new Date(hub.sinceMs).toISOString()}'
  AND trace_id >= '${recordId(number, from)}' AND trace_id < '${recordId(number, past)}'`;

/** How many executions of the runs the hub answers with. */
export async function countExecutionsOfHub({ runs }: Ledger, hub: HubAccess): Promise<number> {
  return Number((await sqlRow(hub, `SELECT count(*) ${executionsFrom(runs, hub, 0, runs.taken)}`))[0]);
}

async function executions(runs: Stream, hub: HubAccess): Promise<Counts> {
  const tally = new Tally(runs, 1);
  // Many ids as one text: an answer has few rows.
  for (let from = 0; from < runs.taken; from += 10_000) {
    const [ids] = await sqlRow(
      hub,
      `SELECT string_agg(trace_id, ',') ${executionsFrom(runs, hub, from, from + 10_000)}`,
    );
    for (const traceId of String(ids ?? '').split(',')) tally.note(traceId);
  }
  return tally.counts();
}

/** The newest value of each series must be the last that was acknowledged; one sample a minute. */
async function series(points: Stream, hub: HubAccess): Promise<Counts> {
  const last = Math.max(0, ...points.acknowledged.intervals.map(({ to }) => to));
  if (last === 0) return { acknowledged: 0, found: 0, lost: 0, doubled: 0, examples: [] };
  const newest = new Map<string, number>();
  const minutes = new Set<string>();
  let doubled = 0;
  for await (const page of pages(hub, 'metrics')) {
    for (const metric of each(page, 'resourceMetrics', 'scopeMetrics', 'metrics')) {
      if (metric.name !== LOAD_METRIC) continue;
      for (const point of (metric.sum as { dataPoints: Point[] }).dataPoints) {
        if (textOf(point.attributes, LOAD_NUMBER) !== points.number.hex) continue;
        const name = textOf(point.attributes, 'series');
        const minute = `${name} ${Math.floor(Number(point.timeUnixNano) / 6e10)}`;
        if (minutes.has(minute)) doubled += 1;
        minutes.add(minute);
        newest.set(name, Math.max(newest.get(name) ?? 0, Number(point.asDouble ?? point.asInt)));
      }
    }
  }
  const behind = [...newest].filter(([, value]) => value < last);
  const found = newest.size - behind.length;
  return {
    acknowledged: points.recordsEach,
    found,
    lost: points.recordsEach - found,
    doubled,
    examples: behind.slice(0, 5).map(([name, value]) => `series ${name} is at ${value} of ${last}`),
  };
}
