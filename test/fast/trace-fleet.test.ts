import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { ask, get } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { postJson } from '../support/otlp-json.ts';
import { newSpanId, newTraceId, sendRecords, sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

interface Bottlenecks {
  runs: { read: number; of: number; left_out: number };
  mean_ms: number | null;
  steps: {
    kind: string;
    name: string;
    share: number;
    path_ms: number;
    busy_ms: number;
    mean_ms: number;
    p95_ms: number;
    runs: number;
    agents: string[];
    example: string;
  }[];
  computed_at: string;
}
interface ServiceMap {
  sample: { traces: number; spans: number; calls_for_p95: number };
  nodes: { id: string; kind: string; calls: number; errors: number; mean_ms: number | null; of: string }[];
  edges: {
    from: string;
    to: string;
    calls: number;
    errors: number;
    mean_ms: number;
    p95_ms: number;
    of: string;
  }[];
}
interface TimelineCounts {
  readonly from: string;
  readonly total: number;
  readonly types: readonly { readonly type: string; readonly filled: readonly object[] }[];
}
interface Timeline {
  from: string;
  to: string;
  entries: {
    time: string;
    type: string;
    title: string;
    severity: string;
    execution_id: string | null;
    trace_id: string | null;
    service: string | null;
    duration_ms: number | null;
  }[];
  next_cursor: string | null;
}

let hub: TestHub;
const T0 = Date.now() - 600_000;
const who = { attributes: { 'user.id': 'ada', 'session.id': 's1' } };
const broken = { type: 'TimeoutError', message: 'too slow' };

/**
 * A run of planner that takes 1000 ms: the tool `index` is by far its longest step and nobody waits for it; `ask` is what
 * the run waits for.
 *
 *   planner 0 ─────────────────── 1000
 *   index   0 ────────── 900
 *   ask           400 ─────────── 1000      (1000 − askMs … 1000)
 */
function planner(startMs: number, askMs: number) {
  const run = new AgentRun({ name: 'planner', startMs, endMs: startMs + 1000, ...who });
  const spans = [
    run.span(),
    run.tool('index', { startMs, endMs: startMs + 900 }),
    run.chat({ 'gen_ai.request.model': 'ask' }, { startMs: startMs + 1000 - askMs, endMs: startMs + 1000 }),
  ];
  return { run, spans };
}
const one = planner(T0, 600);
const two = planner(T0 + 10_000, 800);

// nightly (workflow) 0 ────────── 2000
//   solver (agent)     500 ── 1500
//     fetch              600 ─ 1400          calls the service stock
//       POST /stock        700 ─ 1300        of stock, fails
//         SELECT             800 ─ 900       of its database
const night = new AgentRun({ name: 'nightly', kind: 'workflow', startMs: T0 + 60_000 });
const solver = new AgentRun({
  name: 'solver',
  traceId: night.traceId,
  startMs: T0 + 60_500,
  endMs: T0 + 61_500,
});
const fetchStock = {
  ...solver.tool('fetch', { startMs: T0 + 60_600, endMs: T0 + 61_400 }),
  parentSpanId: solver.spanId,
};
const served = {
  traceId: night.traceId,
  spanId: newSpanId(),
  parentSpanId: fetchStock.spanId,
  name: 'POST /stock',
  kind: 2,
  startMs: T0 + 60_700,
  endMs: T0 + 61_300,
  failure: broken,
};
const select = {
  traceId: night.traceId,
  spanId: newSpanId(),
  parentSpanId: served.spanId,
  name: 'SELECT',
  kind: 3,
  startMs: T0 + 60_800,
  endMs: T0 + 60_900,
  attributes: { 'db.system.name': 'postgresql' },
};
const plainTrace = newTraceId();
const plain = (spanId: string, parentSpanId: string | undefined, name: string, kind: number) => ({
  traceId: plainTrace,
  spanId,
  ...(parentSpanId && { parentSpanId }),
  name,
  kind,
  startMs: T0 + 90_000,
  endMs: T0 + 90_040,
});

beforeAll(async () => {
  hub = await startTestHub();
  await sendSpans(hub, [...one.spans, ...two.spans]);
  await sendSpans(hub, [
    night.span(),
    solver.span({ parentSpanId: night.spanId, failure: broken }),
    fetchStock,
  ]);
  await sendSpans(hub, [served, select], 'stock');
  await sendSpans(
    hub,
    [plain('1'.repeat(16), undefined, 'GET /', 2), plain('2'.repeat(16), '1'.repeat(16), 'GET', 3)],
    'web',
  );
  await sendSpans(hub, [plain('3'.repeat(16), '2'.repeat(16), 'GET /auth', 2)], 'auth');
  await sendRecords(hub, [one.run.event('log', { atMs: T0 + 500, severity: 13, attributes: {} })]);
  const started = new Date(T0 + 30_000).toISOString();
  await postJson(`${hub.url}/api/v1/alerts/alertmanager`, {
    version: '4',
    groupKey: '{}',
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'hub',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://alertmanager',
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'AgentFailing', severity: 'critical', agent: 'planner' },
        annotations: { summary: 'Runs of an agent fail.' },
        startsAt: started,
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: '',
        fingerprint: 'a1',
      },
    ],
  });
  // The figures are added up after the fold. Each question is another one, so that no kept answer is seen.
  await eventually(async () => {
    const { runs } = await bottlenecks(`minutes=${100 + asked++}`);
    expect(runs).toMatchObject({ read: 3, of: 3 });
  }, 30_000);
});
afterAll(() => hub.remove());

let asked = 0;
const bottlenecks = (query: string) => get<Bottlenecks>(hub, `/api/v1/analysis/bottlenecks?${query}`);

describe('bottlenecks', () => {
  test('are what runs wait for, not the longest spans', async () => {
    const { steps, mean_ms } = await bottlenecks('agent=planner');
    expect(mean_ms).toBe(1000);
    // 600 + 800 of 2000 ms; the 95th percentile of 600 and 800 is 600 + 0.95 · 200.
    expect(steps).toMatchObject([
      {
        kind: 'llm',
        name: 'ask',
        share: 0.7,
        path_ms: 1400,
        busy_ms: 1400,
        mean_ms: 700,
        p95_ms: 790,
        runs: 2,
      },
      { kind: 'agent', name: 'planner', share: 0.3, path_ms: 600, runs: 2, agents: ['planner'] },
    ]);
    expect(steps[0]?.example).toBe(two.run.id);
    // `index` ran for 1800 ms, more than any other step, and costs nothing.
    expect(steps.map(({ name }) => name)).not.toContain('index');
  });

  test('of everything are of the runs that no other one started', async () => {
    const { steps, runs } = await bottlenecks('minutes=1440');
    expect(runs).toEqual({ read: 3, of: 3, left_out: 0 });
    // Of 1000 + 1000 + 2000 ms. nightly: 500 + 500 of its own; solver 200; fetch 200; stock 500 + SELECT 100.
    const ms = Object.fromEntries(steps.map(({ name, path_ms }) => [name, path_ms]));
    expect(ms).toEqual({
      ask: 1400,
      nightly: 1000,
      planner: 600,
      'POST /stock': 500,
      fetch: 200,
      solver: 200,
      SELECT: 100,
    });
    expect(steps.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  test('of an agent within others are of its own runs', async () => {
    const { steps, mean_ms } = await bottlenecks('agent=solver');
    expect(mean_ms).toBe(1000);
    expect(steps.map(({ name, path_ms }) => [name, path_ms])).toEqual([
      ['POST /stock', 500],
      ['solver', 200],
      ['fetch', 200],
      ['SELECT', 100],
    ]);
    expect((await bottlenecks('workflow=nightly')).mean_ms).toBe(2000);
  });

  test('of nothing say so', async () => {
    expect(await bottlenecks('agent=nobody')).toMatchObject({
      runs: { read: 0, of: 0, left_out: 0 },
      mean_ms: null,
      steps: [],
    });
  });
});

describe('the service map', () => {
  test('has who calls whom: from figures, and between services from sampled traces', async () => {
    const { nodes, edges, sample } = await get<ServiceMap>(hub, '/api/v1/service-map');
    const lines = edges.map((edge) => [
      `${edge.from} → ${edge.to}`,
      edge.of,
      edge.calls,
      edge.errors,
      edge.mean_ms,
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        ['service:shop → agent:planner', 'figures', 2, 0, 1000],
        ['service:shop → agent:solver', 'figures', 1, 1, 1000],
        ['service:shop → workflow:nightly', 'figures', 1, 0, 2000],
        ['workflow:nightly → agent:solver', 'sample', 1, 1, 1000],
        ['agent:planner → provider:openai', 'figures', 2, 0, 700],
        ['agent:planner → tool:index', 'figures', 2, 0, 900],
        ['agent:solver → tool:fetch', 'figures', 1, 0, 800],
        ['service:shop → service:stock', 'sample', 1, 1, 600],
        ['service:stock → database:postgresql', 'sample', 1, 0, 100],
        ['service:web → service:auth', 'sample', 1, 0, 40],
      ]),
    );
    expect(lines).toHaveLength(10);
    const provider = edges.find(({ to }) => to === 'provider:openai');
    // Of 600 and 800.
    expect(provider?.p95_ms).toBeCloseTo(790, 6);
    expect(nodes.find(({ id }) => id === 'service:shop')).toMatchObject({
      calls: 4,
      errors: 1,
      of: 'figures',
    });
    expect(nodes.find(({ id }) => id === 'service:web')).toMatchObject({ calls: 1, of: 'sample' });
    expect(sample).toEqual({ traces: 4, spans: 14, calls_for_p95: 5 });
  });

  test('of an environment that nothing is of is empty', async () => {
    const map = await get<ServiceMap>(hub, '/api/v1/service-map?environment=nowhere');
    expect([map.nodes, map.edges]).toEqual([[], []]);
  });
});

const timeline = (query: string) => get<Timeline>(hub, `/api/v1/timeline?${query}`);
const told = ({ entries }: Timeline) =>
  entries.map(({ time, type, title }) => [Date.parse(time) - T0, type, title]);

describe('the timeline', () => {
  test('tells of an agent what happened, in order: runs, calls, events and alerts', async () => {
    expect(told(await timeline('agent=planner'))).toEqual([
      [0, 'execution_start', 'planner started'],
      [0, 'tool_call', 'index'],
      [400, 'llm_call', 'ask'],
      [500, 'log', 'planner log'],
      [1000, 'execution_end', 'planner ended'],
      [10_000, 'execution_start', 'planner started'],
      [10_000, 'tool_call', 'index'],
      [10_200, 'llm_call', 'ask'],
      [11_000, 'execution_end', 'planner ended'],
      [30_000, 'alert', 'AgentFailing fires: Runs of an agent fail.'],
    ]);
  });

  test('tells of everything in pages without gap or double, either way', async () => {
    const whole = await timeline('');
    expect(whole.next_cursor).toBeNull();
    for (const order of ['asc', 'desc']) {
      const paged: Timeline['entries'] = [];
      let cursor: string | null = '';
      for (let pages = 0; cursor !== null && pages < 30; pages++) {
        const page: Timeline = await timeline(
          `order=${order}&limit=3&cursor=${cursor}`.replace(/&cursor=$/, ''),
        );
        paged.push(...page.entries);
        cursor = page.next_cursor;
      }
      expect(order === 'asc' ? paged : paged.toReversed()).toEqual(whole.entries);
    }
  });

  test('tells of the types alone that are asked for', async () => {
    expect(told(await timeline('agent=planner&types=llm_call,alert,log'))).toEqual([
      [400, 'llm_call', 'ask'],
      [500, 'log', 'planner log'],
      [10_200, 'llm_call', 'ask'],
      [30_000, 'alert', 'AgentFailing fires: Runs of an agent fail.'],
    ]);
    expect(told(await timeline('types=execution_error,tool_call&agent=solver'))).toEqual([
      [60_600, 'tool_call', 'fetch'],
      [61_500, 'execution_error', 'solver failed: TimeoutError: too slow'],
    ]);
    expect((await timeline('types=health_change')).entries).toEqual([]);
    const page = await timeline('types=execution_start&limit=2&order=desc');
    const next = await timeline(`types=execution_start&limit=9&order=desc&cursor=${page.next_cursor}`);
    expect([...page.entries, ...next.entries].map(({ title }) => title)).toEqual([
      'solver started',
      'nightly started',
      'planner started',
      'planner started',
    ]);
  });

  test('is counted by type, in equal parts of a stretch', async () => {
    const at = (ms: number) => new Date(T0 + ms).toISOString();
    // Parts of ten seconds; what happens at the very begin of a stretch is not in it.
    const counts = await get<TimelineCounts>(
      hub,
      `/api/v1/timeline/counts?from=${at(-1)}&to=${at(70_000 - 1)}&parts=7&types=execution_start,execution_error,alert,llm_call`,
    );
    expect(counts).toMatchObject({ total: 8, parts: 7, truncated: false, counted_from: counts.from });
    const part = (at: number, count: number, failed = 0, warned = 0) => ({ part: at, count, failed, warned });
    expect(Object.fromEntries(counts.types.map(({ type, ...of }) => [type, of]))).toEqual({
      execution_start: { count: 4, failed: 0, filled: [part(0, 1), part(1, 1), part(6, 2)] },
      execution_error: { count: 1, failed: 1, filled: [part(6, 1, 1)] },
      llm_call: { count: 2, failed: 0, filled: [part(0, 1), part(1, 1)] },
      // A critical one.
      alert: { count: 1, failed: 1, filled: [part(3, 1, 1)] },
    });
    const none = await get<TimelineCounts>(hub, '/api/v1/timeline/counts?agent=nobody');
    expect([none.total, none.types]).toEqual([0, []]);
  });

  test('counts as many as it tells', async () => {
    for (const query of ['minutes=1440', 'user=ada', 'session=s1', `trace_id=${night.traceId}`]) {
      const [{ entries }, { total }] = await Promise.all([
        timeline(`${query}&limit=500`),
        get<TimelineCounts>(hub, `/api/v1/timeline/counts?${query}`),
      ]);
      expect(entries.length, query).toBeGreaterThan(0);
      expect(total, query).toBe(entries.length);
    }
  });

  test('tells of a trace, of an execution, of a user and of a session', async () => {
    expect(told(await timeline(`trace_id=${night.traceId}`))).toEqual([
      [60_000, 'execution_start', 'nightly started'],
      [60_500, 'execution_start', 'solver started'],
      [60_600, 'tool_call', 'fetch'],
      [61_500, 'execution_error', 'solver failed: TimeoutError: too slow'],
      [62_000, 'execution_end', 'nightly ended'],
    ]);
    const ofSolver = await timeline(`trace_id=${solver.id}`);
    expect(ofSolver.entries.map(({ type }) => type)).toEqual([
      'execution_start',
      'tool_call',
      'execution_error',
    ]);
    expect(ofSolver.entries.at(-1)).toMatchObject({
      severity: 'error',
      execution_id: solver.id,
      trace_id: night.traceId,
      service: 'shop',
      duration_ms: 1000,
    });
    const ofAda = await timeline('user=ada');
    expect(ofAda.entries).toHaveLength(9);
    expect((await timeline('session=s1')).entries).toEqual(ofAda.entries);
    expect((await timeline('session=s2')).entries).toEqual([]);
    expect((await timeline('user=ada&agent=solver')).entries).toEqual([]);
  });
});

test.each([
  ['/api/v1/analysis/bottlenecks?agent=a&workflow=b', 'query.workflow'],
  ['/api/v1/analysis/bottlenecks?minutes=0', 'query.minutes'],
  ['/api/v1/analysis/bottlenecks?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'query.from'],
  ['/api/v1/service-map?from=2999-01-01T00:00:00Z&to=2999-01-02T00:00:00Z', 'query.from'],
  ['/api/v1/service-map?env=x', 'query.env'],
  ['/api/v1/timeline?trace_id=12', 'query.trace_id'],
  ['/api/v1/timeline?order=up', 'query.order'],
  ['/api/v1/timeline?cursor=MSAxIDEgOXg', 'query.cursor'],
  ['/api/v1/timeline?limit=501', 'query.limit'],
  ['/api/v1/timeline?types=llm_call,run', 'query.types'],
  ['/api/v1/timeline/counts?parts=0', 'query.parts'],
  ['/api/v1/timeline/counts?types=x', 'query.types'],
])('a wrong question is told where it is wrong: %s', async (path, where) => {
  expect(await ask(hub, path)).toMatchObject({
    status: 400,
    body: { error: { code: 'OBS_BAD_REQUEST', where } },
  });
});
