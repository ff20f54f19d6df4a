import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../hub/src/postgres/embedded-postgres.ts';
import { AgentRun } from '../support/agent-run.ts';
import { get, listed } from '../support/api.ts';
import { awayFromMidnight } from '../support/away-from-midnight.ts';
import { eventually } from '../support/eventually.ts';
import { newDataDir } from '../support/new-data-dir.ts';
import { sendRecords, sendSpans } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** Two hubs on one database, which the test starts, with a timeout of two seconds of silence. */
const dataDir = newDataDir();
let server: EmbeddedPostgres;
let one: TestHub;
let other: TestHub;

beforeAll(async () => {
  server = await startEmbeddedPostgres({ dataDir, log: () => {} });
  const DATABASE_URL = `postgres://observatory@/observatory?host=${encodeURIComponent(server.connection.host)}`;
  const env = { DATABASE_URL, OBSERVATORY_EXECUTION_TIMEOUT: '2' };
  [one, other] = await Promise.all([startTestHub(env), startTestHub(env)]);
});
afterAll(async () => {
  await Promise.all([one.remove(), other.remove()]);
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const query = <R extends object>(text: string, values: unknown[] = []) =>
  queryStore<R>({ dataDir }, text, values);
/** Six hours ago, on the hour of UTC. */
const HOUR = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 6 * 3_600_000;
const MINUTE = 60_000;

const iso = (minute: number) => new Date(HOUR + minute * MINUTE).toISOString();

interface Cost {
  readonly total: { readonly calls: number };
  readonly series: readonly { readonly calls: number }[];
}

/** Figures of one agent or workflow, in the order of bucket and kind; those that are 0 or '' left out. */
async function figuresOf(agent: string): Promise<Record<string, unknown>[]> {
  const rows = await query<Record<string, unknown>>(
    `SELECT ((extract(epoch FROM bucket) * 1000 - $2) / ${MINUTE})::int AS minute, to_jsonb(f) - 'project' - 'bucket' AS row
     FROM agent_figures f WHERE agent = $1 OR workflow = $1 AND agent = '' ORDER BY bucket, kind DESC, name`,
    [agent, HOUR],
  );
  return rows.map(({ minute, row }) => ({
    minute,
    ...Object.fromEntries(
      Object.entries(row as Record<string, unknown>).filter(([, value]) => value !== 0 && value !== ''),
    ),
  }));
}
/** Waits until folds and sums stand still, and looks then. */
const settled = (agent: string, expected: Record<string, unknown>[]) =>
  eventually(async () => {
    expect(await query('SELECT 1 FROM fold_queue UNION ALL SELECT 1 FROM figures_queue')).toEqual([]);
    expect(await figuresOf(agent)).toEqual(expected);
  }, 20_000);

const ran = { kind: 'execution', service: 'shop', started: 1, roots: 1 };
const chat = { kind: 'model', service: 'shop', provider: 'openai', name: 'gpt-4.1', started: 1 };
/** 100 tokens at $2 and 10 at $8 for a million. */
const priced = { input_tokens: 100, output_tokens: 10, cost_pico: 280_000_000 };

describe.concurrent('figures by five minutes', () => {
  test('count an execution, its calls and their cost where each began', async () => {
    const run = new AgentRun({ name: 'across', startMs: HOUR + 4 * MINUTE, endMs: HOUR + 6 * MINUTE });
    const late = { startMs: HOUR + 5 * MINUTE, endMs: HOUR + 5 * MINUTE + 1500 };
    await sendSpans(one, [
      run.span(),
      run.chat(),
      run.chat(
        { 'gen_ai.usage.cache_read.input_tokens': 40, 'gen_ai.usage.reasoning.output_tokens': 5 },
        late,
      ),
      run.chat({ 'gen_ai.request.model': 'nobody-knows-it' }, late),
      run.tool('search', { ...late, failure: { type: 'TimeoutError', message: 'late' } }),
    ]);
    await settled('across', [
      { minute: 0, ...chat, agent: 'across', completed: 1, duration_ms: 1000, ...priced },
      { minute: 0, ...ran, agent: 'across', completed: 1, duration_ms: 120_000 },
      {
        minute: 5,
        kind: 'tool',
        service: 'shop',
        agent: 'across',
        name: 'search',
        started: 1,
        failed: 1,
        duration_ms: 1500,
      },
      // 60 tokens at $2, 40 from the cache at $0.5, 10 at $8.
      {
        minute: 5,
        ...chat,
        agent: 'across',
        completed: 1,
        duration_ms: 1500,
        input_tokens: 100,
        output_tokens: 10,
        cache_read_tokens: 40,
        reasoning_tokens: 5,
        cost_pico: 220_000_000,
      },
      {
        minute: 5,
        ...chat,
        name: 'nobody-knows-it',
        agent: 'across',
        completed: 1,
        duration_ms: 1500,
        input_tokens: 100,
        output_tokens: 10,
        unpriced: 1,
      },
    ]);
  });

  test('count the executions of a workflow under its name, and what no other started as roots', async () => {
    const workflow = new AgentRun({ name: 'nightly', kind: 'workflow', startMs: HOUR });
    const inner = new AgentRun({ name: 'within', traceId: workflow.traceId, startMs: HOUR });
    await sendSpans(one, [workflow.span(), inner.span({ parentSpanId: workflow.spanId }), inner.chat()]);
    await settled('nightly', [{ minute: 0, ...ran, workflow: 'nightly', completed: 1, duration_ms: 2000 }]);
    await settled('within', [
      {
        minute: 0,
        ...chat,
        agent: 'within',
        workflow: 'nightly',
        completed: 1,
        duration_ms: 1000,
        ...priced,
      },
      {
        minute: 0,
        kind: 'execution',
        service: 'shop',
        agent: 'within',
        started: 1,
        completed: 1,
        duration_ms: 2000,
      },
    ]);
  });

  test('follow an execution that is abandoned and then ends after all', async () => {
    const run = new AgentRun({ name: 'late', startMs: HOUR });
    await sendRecords(one, [run.start()]);
    await settled('late', [{ minute: 0, ...ran, agent: 'late', failed: 1 }]);
    await sendSpans(other, [run.chat(), run.span()]);
    await settled('late', [
      { minute: 0, ...chat, agent: 'late', completed: 1, duration_ms: 1000, ...priced },
      { minute: 0, ...ran, agent: 'late', completed: 1, duration_ms: 2000 },
    ]);
  });

  test('move with a call whose execution comes later, and with an execution whose start is corrected', async () => {
    const outer = new AgentRun({ name: 'outer', startMs: HOUR, endMs: HOUR + 8 * MINUTE });
    const tool = outer.tool('delegate');
    const moved = outer.chat(
      { 'gen_ai.agent.name': 'lone' },
      { parentSpanId: tool.spanId, startMs: HOUR + 5 * MINUTE, endMs: HOUR + 6 * MINUTE },
    );
    const corrected = new AgentRun({ name: 'corrected', startMs: HOUR });
    await sendRecords(one, [corrected.start()]);
    await settled('corrected', [{ minute: 0, ...ran, agent: 'corrected', failed: 1 }]);
    const startMs = HOUR + 5 * MINUTE;
    await sendSpans(other, [corrected.span({ startMs, endMs: startMs + 1000 })]);
    await settled('corrected', [{ minute: 5, ...ran, agent: 'corrected', completed: 1, duration_ms: 1000 }]);
    await sendSpans(one, [moved]);
    await settled('lone', [
      { minute: 5, ...chat, agent: 'lone', completed: 1, duration_ms: 60_000, ...priced },
      { minute: 5, ...ran, agent: 'lone', completed: 1, duration_ms: 60_000 },
    ]);
    await sendSpans(other, [outer.span(), tool]);
    await settled('lone', []);
    await settled('outer', [
      {
        minute: 0,
        kind: 'tool',
        service: 'shop',
        agent: 'outer',
        name: 'delegate',
        started: 1,
        completed: 1,
        duration_ms: 1000,
      },
      { minute: 0, ...ran, agent: 'outer', completed: 1, duration_ms: 480_000 },
      { minute: 5, ...chat, agent: 'outer', completed: 1, duration_ms: 60_000, ...priced },
    ]);
  });

  test('count each once where two hubs fold one bucket at once', { timeout: 40_000 }, async () => {
    const runs = Array.from({ length: 120 }, (_, at) => new AgentRun({ name: 'crowd', startMs: HOUR + at }));
    // In waves, so that folds commit while the bucket is added up.
    for (let at = 0; at < runs.length; at += 6) {
      await Promise.all(
        runs.slice(at, at + 6).map((run, place) => {
          const [first, second] = place % 2 === 0 ? [one, other] : [other, one];
          return Promise.all([sendSpans(first, [run.chat(), run.chat()]), sendSpans(second, [run.span()])]);
        }),
      );
    }
    await settled('crowd', [
      {
        minute: 0,
        ...chat,
        agent: 'crowd',
        started: 240,
        completed: 240,
        duration_ms: 240_000,
        input_tokens: 24_000,
        output_tokens: 2400,
        cost_pico: 240 * 280_000_000,
      },
      { minute: 0, ...ran, agent: 'crowd', started: 120, roots: 120, completed: 120, duration_ms: 240_000 },
    ]);
  });
});

test('a stretch that begins and ends within hours adds up the same by hours and by five minutes', async () => {
  // The stretch is from 0:25 to 2:10; what begins at its end is none of it.
  const minutes = [0, 24, 25, 59, 60, 119, 120, 129, 130, 180];
  const run = new AgentRun({ name: 'straddling', startMs: HOUR, endMs: HOUR + 200 * MINUTE });
  const calls = minutes.map((minute) => {
    const startMs = HOUR + minute * MINUTE;
    return run.chat({}, { startMs, endMs: startMs + 1000 });
  });
  await sendSpans(one, [run.span(), ...calls]);
  await eventually(async () => {
    expect(await figuresOf('straddling')).toHaveLength(11);
    expect(await query('SELECT 1 FROM fold_queue UNION ALL SELECT 1 FROM figures_queue')).toEqual([]);
  }, 20_000);
  const asked = `by=agent&agent=straddling&from=${iso(25)}&to=${iso(130)}`;
  const [byHours, byMinutes] = await Promise.all(
    ['1h', '5m'].map((interval) => get<Cost>(one, `/api/v1/cost?${asked}&interval=${interval}`)),
  );
  const six = { calls: 6, input_tokens: 600, output_tokens: 60, cost_usd: expect.closeTo(6 * 0.000_28, 9) };
  expect([byHours?.total, byMinutes?.total]).toEqual([
    expect.objectContaining(six),
    expect.objectContaining(six),
  ]);
  expect(byHours?.series.map((bucket) => bucket.calls)).toEqual([2, 2, 2]);
  // Of 25, 55, 60, 115, 120 and 125.
  const places = byMinutes?.series.flatMap((bucket, at) => (bucket.calls === 1 ? [25 + 5 * at] : []));
  expect(places).toEqual([25, 55, 60, 115, 120, 125]);
});

test('hours are what their five minutes add up to, whatever was moved and corrected', async () => {
  const sums =
    'sum(started), sum(failed), sum(roots), sum(input_tokens), sum(cost_pico), round(sum(duration_ms))';
  const of = (table: string) =>
    query(
      `SELECT date_bin('1 hour', bucket, 'epoch')::text AS hour, kind, agent, workflow, service, provider, name, ${sums}
       FROM ${table} GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7`,
    );
  const hours = await of('agent_figures_hours');
  expect(hours).not.toEqual([]);
  expect(hours).toEqual(await of('agent_figures'));
});

test('what waits in the queue is added up without any fold', async () => {
  const run = new AgentRun({ name: 'left', startMs: HOUR });
  await sendSpans(one, [run.span()]);
  await eventually(async () => expect(await listed(one, run.id)).toMatchObject({ status: 'completed' }));
  const expected = [{ minute: 0, ...ran, agent: 'left', completed: 1, duration_ms: 2000 }];
  await settled('left', expected);
  await query('DELETE FROM agent_figures');
  await query('DELETE FROM agent_figures_hours');
  await query('INSERT INTO figures_queue (project, bucket) VALUES ($1, $2)', [
    'default',
    new Date(HOUR).toISOString(),
  ]);
  await settled('left', expected);
});

test('the day of a bucket has a partition, and its figures go with it', async () => {
  await awayFromMidnight(5_000);
  const [row] = await query<{ partition: string }>(
    `INSERT INTO agent_figures SELECT 'other', now(), 'tool', '', '', '', '', '', '', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
     RETURNING tableoid::regclass::text AS partition`,
  );
  expect(row?.partition).toBe(`agent_figures_${new Date().toISOString().slice(0, 10).replaceAll('-', '')}`);
  await query("SELECT observatory_drop_days_before((now() AT TIME ZONE 'UTC')::date + 1)");
  expect(await query('SELECT 1 FROM agent_figures UNION ALL SELECT 1 FROM agent_figures_hours')).toEqual([]);
});
