import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fillStore } from '../../hub/bench/fill-store.ts';
import { hubDatabase, hubRole } from '../../hub/src/postgres/create-cluster.ts';
import { AgentRun } from '../support/agent-run.ts';
import { get, listed } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { sendRecords, sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/**
 * What the hub asks its database of large tables must be found by an index: by a time or an id, or by walking an index
 * until enough is found. With sequential scans switched off the planner takes an index wherever one fits, so that what is
 * left over is what none fits.
 */
const large = [
  'spans',
  'agent_executions',
  'agent_calls',
  'agent_figures',
  'agent_figures_hours',
  'observability_events',
  'logs',
];

/** Statements that may look at all that is kept: a word of theirs, and why. */
const readsAll: readonly (readonly [RegExp, string])[] = [
  [/TABLESAMPLE SYSTEM/, 'reads some hundred pages by chance, however many there are'],
  [/\bexport_(traces|spans|executions)\b/, 'an export puts them into tables of its own transaction first'],
  [
    /^SELECT count\(\*\) AS rows FROM/,
    '/status counts the rows of small tables; of large ones the statistics say it',
  ],
];

/** Answers that are asked beside what the routes take by default. */
const further = (run: AgentRun) => [
  '/api/v1/executions?status=failed&roots=true',
  '/api/v1/executions?name=planner',
  '/api/v1/executions?query=user:ada',
  '/api/v1/executions?query=session:s1',
  '/api/v1/executions?query=status:failed%20agent:planner&minutes=60',
  '/api/v1/executions?sort=cost&minutes=60',
  '/api/v1/executions?sort=duration&minutes=60',
  '/api/v1/observability/traces?user=ada',
  `/api/v1/events?trace_id=${run.traceId}`,
  '/api/v1/events?agent=planner',
  '/api/v1/events?type=execution_start&severity=info',
  '/api/v1/cost?by=user',
  '/api/v1/cost?by=model&interval=1h',
  '/api/v1/timeline?session=s1',
  '/api/v1/timeline?agent=planner',
  '/api/v1/timeline?types=llm_call,execution_error,log',
  '/api/v1/timeline/counts?agent=planner',
  `/api/v1/timeline?trace_id=${run.traceId}`,
  '/api/v1/analysis/bottlenecks?agent=planner',
  `/api/v1/compare/traces?a=${run.id}&b=${run.traceId}`,
];

/** Of each parameter in a path, one that exists, else any. */
const known = (run: AgentRun): Readonly<Record<string, string>> => ({
  id: run.id,
  trace_id: run.traceId,
  execution_id: run.id,
  name: 'planner',
});

interface Asked {
  readonly text: string;
  readonly values: readonly unknown[];
}
interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly Plan[];
}

const asked = new Map<string, Asked>();
const query = pg.Client.prototype.query;
/**
 * Partitions of large tables that hold more than a few rows, but for today's: of a few rows any index will do, and so it will of
 * today, which the last 24 hours cover whole.
 */
let full: ReadonlySet<string>;
/** Indexes of a part of the rows. */
let partial: ReadonlySet<string>;
let hub: TestHub;
let client: pg.Client;
const run = new AgentRun({ attributes: { 'user.id': 'ada', 'session.id': 's1' } });

beforeAll(async () => {
  hub = await startTestHub();
  await sendSpans(hub, [run.span(), run.chat(), run.tool('search')]);
  await sendRecords(hub, [run.start(), run.end()]);
  await eventually(async () => expect(await listed(hub, run.id)).toBeDefined());
  client = new pg.Client({ host: `${hub.dataDir}/socket`, user: hubRole, database: hubDatabase });
  await client.connect();
  await fillStore(client, { executions: 3000, days: 3, spans: true }, () => {});
  full = await namesOf(
    `SELECT c.oid::regclass::text AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = ANY($1::regclass[]) AND c.reltuples >= 100
       AND c.relname NOT LIKE '%' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD')`,
    [large],
  );
  partial = await namesOf(
    'SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indpred IS NOT NULL',
  );
  await client.query("SET enable_seqscan = off; SET TimeZone = 'UTC'");
  record();
  for (const path of await readPaths()) await (await fetch(hub.url + path)).arrayBuffer();
  pg.Client.prototype.query = query;
}, 60_000);
afterAll(async () => {
  pg.Client.prototype.query = query;
  await client.end();
  await hub.remove();
});

describe('what the hub asks of large tables', () => {
  test('is known: every route that reads was asked', () => {
    expect(asked.size).toBeGreaterThan(30);
  });

  test.skipIf(isNearMidnight())('is found by an index', async () => {
    const missing: string[] = [];
    for (const { text, values } of asked.values()) {
      if (readsAll.some(([pattern]) => pattern.test(text))) continue;
      const { rows } = await client.query(`EXPLAIN (FORMAT JSON) ${text}`, [...values]);
      const scans = scansWithoutIndex(rows[0]['QUERY PLAN'][0].Plan, false);
      if (scans.length > 0)
        missing.push(`${[...new Set(scans)].join(', ')}: ${text.replace(/\s+/g, ' ').slice(0, 1500)}`);
    }
    expect(missing).toEqual([]);
  });
});

/** A stretch of 24 hours then covers a day of the tables whole, and of all of its rows any index will do. */
function isNearMidnight(): boolean {
  const hours = (Date.now() / 3_600_000) % 24;
  return hours < 1 || hours > 23;
}

async function namesOf(text: string, values: unknown[] = []): Promise<ReadonlySet<string>> {
  return new Set((await client.query<{ name: string }>(text, values)).rows.map(({ name }) => name));
}

/** Notes each reading statement that this process sends. */
function record(): void {
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [first, second] = given;
    const text = typeof first === 'string' ? first : (first as { text?: string } | undefined)?.text;
    const values = Array.isArray(second) ? second : (first as { values?: unknown[] } | undefined)?.values;
    if (text !== undefined && /^\s*(SELECT|WITH)\b/i.test(text) && !/\b(DELETE|UPDATE|INSERT)\b/.test(text))
      asked.set(text, { text, values: values ?? [] });
    return (query as (...all: unknown[]) => unknown).apply(this, given);
  } as typeof query;
}

async function readPaths(): Promise<string[]> {
  const { paths } = await get<{ paths: Record<string, { get?: { tags?: string[] } }> }>(hub, '/openapi.json');
  const parameters = known(run);
  const all = Object.entries(paths).flatMap(([path, { get: read }]) =>
    read === undefined || read.tags?.includes('live')
      ? []
      : [path.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '1')],
  );
  return [...all, ...further(run)];
}

/** Scans of large tables for which no index narrows what is read, by the names of the tables. */
function scansWithoutIndex(plan: Plan, isWalk: boolean): string[] {
  const type = plan['Node Type'];
  const name = plan['Relation Name'];
  // Below a limit an index is walked until enough is found, unless something in between needs all rows; an incremental sort
  // needs those of one trace.
  const walks = type === 'Limit' || (isWalk && !/^Sort$|Aggregate|Hash$|Materialize/.test(type));
  if (name !== undefined && full.has(name) && !isNarrowed(plan) && !(walks && type.startsWith('Index')))
    return [`${name} (${type})`];
  return (plan.Plans ?? []).flatMap((child) => scansWithoutIndex(child, walks));
}

/** Whether an index leaves out rows by more than the project, or has a part of them alone. */
function isNarrowed(plan: Plan): boolean {
  const condition = plan['Index Cond']?.replace(/project = '[^']*'::text/g, '') ?? '';
  return (
    partial.has(plan['Index Name'] ?? '') ||
    /[=<>@~]/.test(condition) ||
    (plan['Node Type'].startsWith('Bitmap') && (plan.Plans ?? []).some(isNarrowed))
  );
}
