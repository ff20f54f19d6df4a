import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun, type RunOptions } from '../support/agent-run.ts';
import { ask, get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { PlainRecord } from '../support/otlp-json.ts';
import { anyQuery } from '../support/random-queries.ts';
import { newSpanId, sendRecords, sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
const T0 = Date.now() - 600_000;
let seconds = 0;
/** Each run starts a second after the one before, so that their order is known. */
const newRun = (name: string, options: RunOptions = {}) =>
  new AgentRun({ name, startMs: T0 + 1000 * seconds++, ...options });

const old = newRun('old', {
  startMs: Date.parse('2026-01-02T03:04:05.250Z'),
  endMs: Date.parse('2026-01-02T03:04:05.500Z'),
});
const ada = newRun('ada-run', {
  attributes: {
    'user.id': 'ada',
    'session.id': 's-7',
    'gen_ai.conversation.id': 'c-9',
    'observatory.task.id': 'task-12',
    'observatory.workflow.id': 'wf-17',
    'observatory.execution.operation': 'answer',
    'gen_ai.agent.version': '1.4.2',
  },
});
const failing = newRun('failing');
const cancelled = newRun('cancelled', { attributes: { 'observatory.execution.status': 'cancelled' } });
const nightly = newRun('nightly', { kind: 'workflow' });
const inner = newRun('within', { traceId: nightly.traceId });
const calling = newRun('calling', { endMs: T0 + 60_000 });
const cheap = newRun('cheap');
const unpriced = newRun('unpriced');
const judged = newRun('judged');
const poorly = newRun('poorly');
const running = newRun('running', { startMs: Date.now() });
const names = [
  'old',
  'ada-run',
  'failing',
  'cancelled',
  'nightly',
  'within',
  'calling',
  'cheap',
  'unpriced',
  'judged',
  'poorly',
  'running',
];

const evaluation = (run: AgentRun, score: number): PlainRecord => ({
  timeMs: run.startMs + 2000,
  severity: 9,
  eventName: 'gen_ai.evaluation.result',
  body: '',
  traceId: run.traceId,
  spanId: run.spanId,
  attributes: {
    'log.record.uid': newSpanId(),
    'gen_ai.evaluation.name': 'helpfulness',
    'gen_ai.evaluation.score.value': score,
  },
});

beforeAll(async () => {
  hub = await startTestHub();
  await sendSpans(hub, [
    old.span(),
    failing.span({ failure: { type: 'TimeoutError', message: 'a database error: 100% full' } }),
    cancelled.span(),
    nightly.span(),
    inner.span({ parentSpanId: nightly.spanId }),
    // 2,000,000 and 1,000,000 tokens of gpt-4.1 at $2 and $8 a million: $12. The calls: 2 of models, 1 of a tool.
    calling.span(),
    calling.chat({ 'gen_ai.usage.input_tokens': 2_000_000, 'gen_ai.usage.output_tokens': 1_000_000 }),
    calling.chat({ 'gen_ai.usage.input_tokens': 0, 'gen_ai.usage.output_tokens': 0 }),
    calling.tool('search'),
    calling.child({ 'http.route': '/checkout', retries: 3, ratio: 0.5, cached: true }),
    cheap.span(),
    // 1,000 at $3 a million.
    cheap.chat({
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'claude-sonnet-4-5',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 0,
    }),
    unpriced.span(),
    unpriced.chat({ 'gen_ai.request.model': 'house-model', 'gen_ai.provider.name': 'house' }),
    judged.span(),
    poorly.span(),
  ]);
  await sendSpans(hub, [ada.span()], 'desk', { 'deployment.environment.name': 'staging' });
  await sendRecords(hub, [running.start(), evaluation(judged, 0.9), evaluation(poorly, 0.25)]);
  await eventually(async () => expect((await found('')).sort()).toEqual([...names].sort()));
});
afterAll(() => hub.remove());

const list = (query: string) => get<Schemas['ExecutionList']>(hub, `/api/v1/executions?${query}`);
const namesOf = (page: Schemas['ExecutionList']) => page.executions.map((execution) => execution.name);
/** Names that a query finds, the newest first. */
const found = async (query: string) => namesOf(await list(`query=${encodeURIComponent(query)}&limit=500`));
const allBut = (...left: string[]) => names.filter((name) => !left.includes(name)).sort();

describe('a query', () => {
  test.each<[string, string[]]>([
    ['status:failed', ['failing']],
    ['status:(failed OR cancelled)', ['cancelled', 'failing']],
    ['kind:workflow', ['nightly']],
    ['name:within', ['within']],
    ['agent:nightly', []],
    ['agent:ad*', ['ada-run']],
    ['agent:AD*', []],
    ['agent:c?eap', ['cheap']],
    ['agent:"ad*"', []],
    ['workflow:nightly', ['nightly']],
    ['workflow_id:wf-17', ['ada-run']],
    ['operation:answer', ['ada-run']],
    ['service:desk', ['ada-run']],
    ['environment:staging', ['ada-run']],
    ['env:*', ['ada-run']],
    ['version:1.4.*', ['ada-run']],
    ['user:ada', ['ada-run']],
    ['userId:*', ['ada-run']],
    ['session:s-7', ['ada-run']],
    ['conversation:c-9', ['ada-run']],
    ['task:task-12', ['ada-run']],
    ['root:false', ['within']],
    ['error:TimeoutError', ['failing']],
    ['message:*database*', ['failing']],
    ['"database error"', ['failing']],
    ['"DATABASE error"', ['failing']],
    ['"100%"', ['failing']],
    ['data*full', ['failing']],
    ['model:gpt-4*', ['calling']],
    ['model:claude-sonnet-4-5', ['cheap']],
    ['provider:anthropic', ['cheap']],
    ['(model:gpt-4* OR provider:anthropic) NOT user:ada', ['cheap', 'calling']],
    ['tool:search', ['calling']],
    ['tool:sea*', ['calling']],
    ['tool:write', []],
    ['duration:>5s', ['calling']],
    ['duration:<1s', ['old']],
    ['duration:0.25', ['old']],
    ['duration:[250ms TO 1s]', ['old']],
    ['duration:{250ms TO 1s}', []],
    ['tokens:>1M', ['calling']],
    ['tokens:[1000 TO 5000]', ['cheap']],
    ['tokens:{1000 TO 5000]', []],
    ['input_tokens:2000000', ['calling']],
    ['output_tokens:>=1M', ['calling']],
    ['cost:>0.10', ['calling']],
    ['cost:12', ['calling']],
    ['cost:0.003', ['cheap']],
    ['cost:<0.10', ['cheap']],
    ['cost:*', ['cheap', 'calling']],
    ['unpriced:>0', ['unpriced']],
    ['calls:3', ['calling']],
    ['llm_calls:2', ['calling']],
    ['tool_calls:>0', ['calling']],
    ['steps:>=3', ['calling']],
    ['score.helpfulness:<0.5', ['poorly']],
    ['score.helpfulness:*', ['poorly', 'judged']],
    ['score.other:*', []],
    ['attr.http.route:"/checkout"', ['calling']],
    ['attr.http.route:/check*', ['calling']],
    ['attr.retries:3', ['calling']],
    ['attr.retries:>2', ['calling']],
    ['attr.retries:>3', []],
    ['attr.ratio:[0.4 TO 0.6]', ['calling']],
    ['attr.cached:true', ['calling']],
    ['attr.http.route:>1', []],
    ['started:2026-01-02', ['old']],
    ['started:2026-01-02T03:04:05.25Z', ['old']],
    ['started:<=2026-01-02', ['old']],
    ['started:<2026-01-02', []],
    ['ended:2026-01-02T03:04:05.5Z', ['old']],
    ['until:1d', ['old']],
    ['kind:workflow AND status:failed', []],
    ['status:failed OR kind:workflow user:ada', ['failing']],
  ])('%s finds %j', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ['NOT user:ada', ['ada-run']],
    ['-user:*', ['ada-run']],
    ['NOT (status:failed OR cost:>1)', ['failing', 'calling']],
    ['-ended:*', allBut('running')],
    ['since:1h', ['old']],
    ['started:>now-1h', ['old']],
    ['NOT score.helpfulness:<0.5', ['poorly']],
    ['NOT attr.http.route:*', ['calling']],
    ['root:true', ['within']],
    ['status:(completed OR running)', ['failing', 'cancelled']],
  ])('%s finds all but %j', async (query, left) => {
    expect((await found(query)).sort()).toEqual(allBut(...left));
  });

  test('holds for what the last minutes hold', async () => {
    expect(namesOf(await list('minutes=60&limit=500')).sort()).toEqual(allBut('old'));
  });

  test('finds by id, its beginning and its trace', async () => {
    expect(await found(`id:${judged.id}`)).toEqual(['judged']);
    expect(await found(`id:${judged.id.slice(0, 11).toUpperCase()}`)).toEqual(['judged']);
    expect(await found(`trace:${nightly.traceId}`)).toEqual(['within', 'nightly']);
  });

  test('holds together with the other filters', async () => {
    expect(namesOf(await list('query=cost:*&model=claude-sonnet-4-5'))).toEqual(['cheap']);
    expect(namesOf(await list('query=cost:*&status=failed'))).toEqual([]);
  });
});

describe('the exact filters', () => {
  test.each([
    ['service=desk', ['ada-run']],
    ['environment=staging', ['ada-run']],
    ['user=ada', ['ada-run']],
    ['session=s-7', ['ada-run']],
    ['workflow=nightly', ['nightly']],
    ['model=gpt-4.1', ['calling']],
    ['user=ad*', []],
    ['from=2026-01-02T03:04:05Z&to=2026-01-02T03:04:06Z', ['old']],
    ['to=2026-01-02T03:04:05.250Z', []],
    ['to=2026-01-02T03:05:00Z&minutes=1', ['old']],
  ])('%s finds %j', async (query, expected) => {
    expect(namesOf(await list(query))).toEqual(expected);
  });
});

describe('the count of a search', () => {
  const count = (query: string) => get(hub, `/api/v1/executions/count?query=${encodeURIComponent(query)}`);

  test('is of all that is found', async () => {
    expect(await count('')).toEqual({ count: 12, complete: true });
    expect(await count('status:failed OR user:ada')).toEqual({ count: 2, complete: true });
  });
});

describe('an order', () => {
  test('is by cost, the dearest first, and what has no price last', async () => {
    const dearest = namesOf(await list('sort=cost&limit=500'));
    expect(dearest.slice(0, 3)).toEqual(['calling', 'cheap', 'running']);
    // Of the last day.
    expect(dearest).toHaveLength(11);
  });

  test('is by duration and by tokens, the largest first', async () => {
    expect(namesOf(await list('sort=duration&limit=1'))).toEqual(['calling']);
    expect(namesOf(await list('sort=duration&limit=500')).at(-1)).toBe('running');
    expect(namesOf(await list('sort=tokens&limit=3'))).toEqual(['calling', 'cheap', 'unpriced']);
  });

  test('goes further back where the time is given', async () => {
    expect(namesOf(await list('sort=duration&query=since:2026-01-01&limit=500'))).toContain('old');
    expect(namesOf(await list('sort=duration&from=2026-01-01T00:00:00Z&limit=500'))).toContain('old');
  });
});

describe('pages', () => {
  test.each(['started', 'duration', 'cost', 'tokens'])(
    'in the order of %s have neither gaps nor doubles while executions arrive',
    async (sort) => {
      const query = `sort=${sort}&query=${encodeURIComponent('since:30d NOT name:newcomer')}`;
      const before = (await list(`${query}&limit=500`)).executions.map((execution) => execution.id);
      const seen: string[] = [];
      let cursor: string | null = null;
      let arrived = (await found('name:newcomer')).length;
      do {
        const page: Schemas['ExecutionList'] = await list(
          `${query}&limit=3${cursor ? `&cursor=${cursor}` : ''}`,
        );
        seen.push(...page.executions.map((execution) => execution.id));
        cursor = page.next_cursor;
        await sendSpans(hub, [new AgentRun({ name: 'newcomer', startMs: Date.now() }).span()]);
        arrived += 1;
        await eventually(async () => expect(await found('name:newcomer')).toHaveLength(arrived));
      } while (cursor !== null);
      expect(seen).toEqual(before);
    },
  );

  test.each(['sort=cost', 'query=status:completed', 'user=ada', 'sort=started&roots=true'])(
    'refuse the cursor of another question than %s',
    async (query) => {
      const { next_cursor } = await list('limit=1');
      const { status, body } = await ask(hub, `/api/v1/executions?${query}&cursor=${next_cursor}`);
      expect([status, body]).toMatchObject([
        400,
        {
          error: { where: 'query.cursor', message: expect.stringMatching(/same question.*first page again/) },
        },
      ]);
    },
  );

  test('of traces go on', async () => {
    const traces = (query: string) => get<Schemas['TraceList']>(hub, `/api/v1/observability/traces?${query}`);
    const all = (await traces('limit=200&query=NOT+name:newcomer')).traces.map((trace) => trace.execution_id);
    const seen: (string | null)[] = [];
    let cursor: string | null = null;
    do {
      const page: Schemas['TraceList'] = await traces(
        `limit=5&query=NOT+name:newcomer${cursor ? `&cursor=${cursor}` : ''}`,
      );
      seen.push(...page.traces.map((trace) => trace.execution_id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(all);
    expect(all.length).toBeGreaterThan(5);
  });
});

describe('the list of traces', () => {
  const traces = async (query: string) =>
    (await get<Schemas['TraceList']>(hub, `/api/v1/observability/traces?${query}`)).traces.map(
      (trace) => trace.name,
    );

  test.each([
    ['query=cost:*', ['cheap', 'calling']],
    ['query=agent:within', ['within']],
    ['session=s-7', ['ada-run']],
    ['min_cost=0.1', ['calling']],
    ['max_cost=0.1', ['cheap']],
    ['min_cost=12&max_cost=12', ['calling']],
    ['min_duration=5', ['calling']],
    ['start_time=2026-01-02T00:00:00Z&end_time=2026-01-03T00:00:00Z', ['old']],
  ])('with %s has %j', async (query, expected) => {
    expect(await traces(query)).toEqual(expected);
  });
});

describe('a faulty question', () => {
  test.each([
    ['executions?query=a+statsu:failed', 'query.query@2'],
    [`executions?query=${'x'.repeat(501)}`, 'query.query@500'],
    ['executions?query=%00', 'query.query@0'],
    ['executions/count?query=(a', 'query.query@2'],
    ['executions?sort=name', 'query.sort'],
    ['executions?from=yesterday', 'query.from'],
    ['executions?from=2999-01-01T00:00:00Z', 'query.from'],
    ['executions?to=%2B275760-09-13T00:00:00Z', 'query.to'],
    ['executions?from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z', 'query.from'],
    ['executions?from=2026-01-02T00:00:00Z&minutes=5', 'query.minutes'],
    ['observability/traces?query=cost:', 'query.query@5'],
    ['observability/traces?cursor=xyz', 'query.cursor'],
    ['observability/traces?start_time=2999-01-01T00:00:00Z', 'query.start_time'],
    [
      'observability/traces?start_time=2026-01-03T00:00:00Z&end_time=2026-01-02T00:00:00Z',
      'query.start_time',
    ],
    ['observability/traces?min_duration=5&max_duration=4', 'query.min_duration'],
    ['observability/traces?min_cost=5&max_cost=4', 'query.min_cost'],
    ['compare/groups?a=status:failed&b=(', 'query.b@1'],
    ['compare/groups?a=cost:x&b=a', 'query.a@5'],
    ['compare/groups?a=a&b=b&sample=501', 'query.sample'],
    ['compare/groups?a=a&b=b&from=2999-01-01T00:00:00Z', 'query.from'],
  ])('%s is answered with 400 and where', async (path, where) => {
    const { status, body } = await ask(hub, `/api/v1/${path}`);
    expect([status, body]).toMatchObject([400, { error: { code: 'OBS_BAD_REQUEST', where } }]);
  });

  test('names the nearest field', async () => {
    const { body } = await ask(hub, '/api/v1/executions?query=modle:x');
    expect(body).toMatchObject({ error: { message: expect.stringMatching(/no field "modle".*"model"/) } });
  });
});

describe('the fields of queries', () => {
  test('are listed, and each example is a query', async () => {
    const { fields } = await get<Schemas['SearchFields']>(hub, '/api/v1/search/fields');
    expect(fields.find((field) => field.name === 'duration')).toMatchObject({ type: 'duration', unit: 's' });
    expect(fields.find((field) => field.name === 'status')?.values).toContain('failed');
    for (const { example } of fields) await found(example);
  });
});

describe('any query', () => {
  test('that is accepted runs on the database, and what is not has a place within it', async () => {
    await fc.assert(
      fc.asyncProperty(anyQuery, async (text) => {
        const path = `/api/v1/executions?limit=2&query=${encodeURIComponent(text.toWellFormed())}`;
        const { status, body } = await ask(hub, path);
        if (status === 200) return;
        const { error } = body as Schemas['ErrorAnswer'];
        expect([status, error.code]).toEqual([400, 'OBS_BAD_REQUEST']);
        const at = Number(/^query\.query@(\d+)$/.exec(error.where ?? '')?.[1]);
        expect(at).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: Number(process.env.RUNS ?? 5000) / 10 },
    );
  }, 120_000);
});

describe('two groups beside each other', () => {
  test('have their figures, differences and steps', async () => {
    const compared = await get<Schemas['GroupComparison']>(
      hub,
      '/api/v1/compare/groups?a=agent:cheap&b=agent:calling&minutes=60',
    );
    expect(compared).toMatchObject({
      sample: 200,
      a: { query: 'agent:cheap', matched: 1, complete: true, stepped: 1, success_rate: 1 },
      b: { cost_usd: { samples: 1, mean: 12 }, tokens: { samples: 1, mean: 3_000_000 } },
      differences: { cost_mean_usd: { absolute: 11.997 }, success_rate: { absolute: 0, relative: 0 } },
      computed_at: expect.any(String),
    });
    expect(compared.steps.map(({ kind, name, a, b }) => [kind, name, a.count, b.count])).toEqual([
      ['llm', 'gpt-4.1', 0, 2],
      ['llm', 'claude-sonnet-4-5', 1, 0],
      ['tool', 'search', 0, 1],
    ]);
  });

  test('that find nothing have nulls', async () => {
    const compared = await get<Schemas['GroupComparison']>(
      hub,
      '/api/v1/compare/groups?a=user:nobody&b=user:ada',
    );
    expect(compared.a).toMatchObject({
      matched: 0,
      success_rate: null,
      cost_usd: { samples: 0, mean: null },
    });
    expect(compared.differences.success_rate).toEqual({ absolute: null, relative: null });
  });
});
