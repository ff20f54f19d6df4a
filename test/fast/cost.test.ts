import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Budget, CostReport as Report } from '../../hub/src/api/schemas/cost.ts';
import { AgentRun, type RunOptions } from '../support/agent-run.ts';
import { ask, get } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { sendSpans } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
const MINUTE = 60_000;
/** Three hours ago, on the hour of UTC. */
const HOUR = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3 * 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();
const micros = (ms: number) => iso(ms).replace('Z', '000Z');

const run = (
  minute: number,
  name: string,
  attributes: RunOptions['attributes'] = {},
  over: RunOptions = {},
) => new AgentRun({ name, startMs: HOUR + minute * MINUTE, attributes, ...over });

/** 100 tokens at $2 and 10 at $8 for a million: $0.00028 a chat. */
const CHAT = 0.00028;
const claude = { 'gen_ai.provider.name': 'anthropic', 'gen_ai.request.model': 'claude-sonnet-4-5' };
/** 1,000 at $3, of which 400 from the cache at $0.30, 100 at $15: $0.00342. */
const CLAUDE = 0.00342;
const claudeTokens = {
  'gen_ai.usage.input_tokens': 1000,
  'gen_ai.usage.cache_read.input_tokens': 400,
  'gen_ai.usage.output_tokens': 100,
};
const unknown = { 'gen_ai.provider.name': 'corp', 'gen_ai.request.model': 'nobody-knows-it' };

beforeAll(async () => {
  hub = await startTestHub();
  const ada = run(0, 'planner', { 'user.id': 'ada', 'session.id': 's1' });
  const again = run(65, 'planner', { 'user.id': 'ada', 'session.id': 's2' });
  const workflow = run(10, 'nightly', {}, { kind: 'workflow' });
  // The workflow does not say whom it runs for; what runs within it does.
  const within = run(
    10,
    'writer',
    { 'user.id': 'bob', 'gen_ai.conversation.id': 'c1' },
    { traceId: workflow.traceId },
  );
  const inner = run(10, 'critic', { 'user.id': 'bob' }, { traceId: workflow.traceId });
  const odd = run(20, 'odd');
  const before = run(-30, 'planner', { 'user.id': 'ada' });
  await sendSpans(hub, [
    ...[ada.span(), ada.chat(), ada.chat(), ada.tool('search')],
    ...[again.span(), again.chat()],
    ...[workflow.span(), within.span({ parentSpanId: workflow.spanId })],
    ...[
      within.chat({ ...claude, ...claudeTokens }),
      inner.span({ parentSpanId: within.spanId }),
      inner.chat(),
    ],
    ...[odd.span(), odd.chat(unknown)],
    ...[before.span(), before.chat()],
  ]);
  await sendSpans(hub, [run(30, 'abroad').span()], 'abroad', { 'deployment.environment.name': 'test' });
  await eventually(async () => {
    expect(await queryStore(hub, 'SELECT 1 FROM agent_executions')).toHaveLength(8);
    expect(await queryStore(hub, 'SELECT 1 FROM fold_queue UNION ALL SELECT 1 FROM figures_queue')).toEqual(
      [],
    );
  }, 20_000);
});
afterAll(() => hub.remove());

const STRETCH = `from=${iso(HOUR)}&to=${iso(HOUR + 120 * MINUTE)}`;
const cost = (query: string) => get<Report>(hub, `/api/v1/cost?${STRETCH}&${query}`);
const groupsBy = async (query: string) =>
  (await cost(query)).groups.map(({ key, cost_usd, calls, unpriced_calls, executions }) => [
    key,
    cost_usd === null ? null : Number(cost_usd.toFixed(8)),
    calls,
    unpriced_calls,
    executions,
  ]);
const dollars = (usd: number) => Number(usd.toFixed(8));

describe('cost by what calls say', () => {
  test('adds up agents, the dearest first, with what is unpriced as unknown and never as $0', async () => {
    expect(await groupsBy('by=agent')).toEqual([
      ['writer', CLAUDE, 1, 0, 1],
      ['planner', dollars(3 * CHAT), 3, 0, 2],
      ['critic', CHAT, 1, 0, 1],
      ['odd', null, 1, 1, 1],
    ]);
  });

  test('tells the whole, its share, its tokens with their parts, and cost per execution', async () => {
    const { total, groups, group_count } = await cost('by=agent&limit=1');
    expect(group_count).toBe(4);
    expect(groups).toHaveLength(1);
    expect(groups[0]?.share).toBeCloseTo(CLAUDE / (CLAUDE + 4 * CHAT), 10);
    expect(groups[0]?.cost_per_execution_usd).toBeCloseTo(CLAUDE, 10);
    expect(groups[0]).toMatchObject({
      input_tokens: 1000,
      output_tokens: 100,
      cache_read_tokens: 400,
      cache_write_tokens: 0,
      reasoning_tokens: 0,
    });
    // Runs that no other started: two of planner, nightly, odd, abroad.
    expect(total).toMatchObject({ calls: 6, unpriced_calls: 1, executions: 5 });
    expect(total.cost_usd).toBeCloseTo(CLAUDE + 4 * CHAT, 10);
  });

  test('counts the calls within a workflow as its own, and those of none under null', async () => {
    expect(await groupsBy('by=workflow')).toEqual([
      ['nightly', dollars(CLAUDE + CHAT), 2, 0, 1],
      [null, dollars(3 * CHAT), 4, 1, null],
    ]);
  });

  test.each([
    [
      'provider',
      [
        ['anthropic', CLAUDE, 1, 0, null],
        ['openai', dollars(4 * CHAT), 4, 0, null],
        ['corp', null, 1, 1, null],
      ],
    ],
    [
      'model',
      [
        ['claude-sonnet-4-5', CLAUDE, 1, 0, null],
        ['gpt-4.1', dollars(4 * CHAT), 4, 0, null],
        ['nobody-knows-it', null, 1, 1, null],
      ],
    ],
    ['service', [['shop', dollars(CLAUDE + 4 * CHAT), 6, 1, 6]]],
    ['environment', [[null, dollars(CLAUDE + 4 * CHAT), 6, 1, null]]],
  ])('tells them by %s', async (by, expected) => {
    expect(await groupsBy(`by=${by}`)).toEqual(expected);
  });

  test('filters, all filters together', async () => {
    expect(await groupsBy('by=model&agent=planner')).toEqual([['gpt-4.1', dollars(3 * CHAT), 3, 0, null]]);
    expect(await groupsBy('by=agent&workflow=nightly&provider=openai')).toEqual([
      ['critic', CHAT, 1, 0, null],
    ]);
    expect(await groupsBy('by=agent&service=none')).toEqual([]);
    expect(await groupsBy('by=agent&environment=test')).toEqual([]);
  });

  test('compares with the same stretch before', async () => {
    const { previous } = await cost('by=agent');
    expect(previous).toMatchObject({ calls: 1, executions: 1 });
    expect(previous.cost_usd).toBeCloseTo(CHAT, 10);
  });

  test('tells the trend by the hour, empty buckets as no cost', async () => {
    const { series, interval } = await cost('by=agent&interval=1h');
    expect(interval).toBe('1h');
    expect(series.map(({ time, calls, unpriced_calls }) => [time, calls, unpriced_calls])).toEqual([
      [micros(HOUR), 5, 1],
      [micros(HOUR + 60 * MINUTE), 1, 0],
    ]);
    expect(series[1]?.groups).toEqual([
      { key: 'writer', cost_usd: 0, calls: 0 },
      { key: 'planner', cost_usd: CHAT, calls: 1 },
      { key: 'critic', cost_usd: 0, calls: 0 },
      { key: 'odd', cost_usd: 0, calls: 0 },
    ]);
    const fine = await cost('by=agent');
    expect(fine.series).toHaveLength(24);
    expect(fine.series.filter(({ calls }) => calls > 0).map(({ time }) => time)).toEqual(
      [0, 10, 20, 65].map((minute) => micros(HOUR + minute * MINUTE)),
    );
  });
});

describe('cost by whom runs are for', () => {
  test('leaves no run out between a stretch that begins at any second and the one before', async () => {
    const stretch = `from=${iso(HOUR + 2 * MINUTE)}&to=${iso(HOUR + 12 * MINUTE)}`;
    const { total, previous } = await get<Report>(hub, `/api/v1/cost?by=user&${stretch}`);
    expect(total).toMatchObject({ calls: 2, executions: 1 });
    // That of ada at minute 0, from 8 minutes before the hour on.
    expect(previous).toMatchObject({ calls: 2, executions: 1 });
  });

  test('adds up whole runs, what runs within them included, for whom they or those within say', async () => {
    expect(await groupsBy('by=user')).toEqual([
      ['bob', dollars(CLAUDE + CHAT), 2, 0, 1],
      ['ada', dollars(3 * CHAT), 3, 0, 2],
      [null, null, 1, 1, 2],
    ]);
  });

  test('is the sum of the calls of the traces of each user', async () => {
    const rows = await queryStore<{ user: string; cost: number }>(
      hub,
      `SELECT t.user_id AS user, sum(c.cost_pico)::float8 / 1e12 AS cost
       FROM agent_calls c JOIN (SELECT DISTINCT trace_id, user_id FROM agent_executions WHERE user_id IS NOT NULL) t USING (trace_id)
       WHERE c.started_at >= $1 GROUP BY 1 ORDER BY 2 DESC`,
      [iso(HOUR)],
    );
    const { groups } = await cost('by=user');
    expect(rows.map(({ user, cost: usd }) => [user, dollars(usd)])).toEqual(
      groups.filter(({ key }) => key !== null).map(({ key, cost_usd }) => [key, dollars(cost_usd ?? 0)]),
    );
  });

  test('is told by session and conversation too, with tokens and trend', async () => {
    expect(await groupsBy('by=session')).toEqual([
      [null, dollars(CLAUDE + CHAT), 3, 1, 3],
      ['s1', dollars(2 * CHAT), 2, 0, 1],
      ['s2', CHAT, 1, 0, 1],
    ]);
    const { groups, series, previous } = await cost('by=conversation&interval=1h');
    expect(groups.find(({ key }) => key === 'c1')).toMatchObject({
      input_tokens: 1100,
      output_tokens: 110,
      cache_read_tokens: 400,
      cache_write_tokens: 0,
      reasoning_tokens: 0,
    });
    expect(series.map((point) => point.groups.find(({ key }) => key === 'c1')?.calls)).toEqual([2, 0]);
    expect(series.map(({ calls }) => calls)).toEqual([5, 1]);
    expect(previous.calls).toBe(1);
  });

  test('filters by the topmost agent, workflow and service, and refuses what only calls say', async () => {
    expect(await groupsBy('by=user&agent=planner')).toEqual([['ada', dollars(3 * CHAT), 3, 0, 2]]);
    expect(await groupsBy('by=user&workflow=nightly')).toEqual([['bob', dollars(CLAUDE + CHAT), 2, 0, 1]]);
    expect((await ask(hub, '/api/v1/cost?by=user&model=gpt-4.1')).body).toMatchObject({
      error: { code: 'OBS_BAD_REQUEST', where: 'query.model' },
    });
  });
});

describe('the route of cost', () => {
  test.each([
    ['by=colour', 'by'],
    ['interval=2h', 'interval'],
    ['interval=5m&minutes=100000', 'interval'],
    ['limit=0', 'limit'],
    ['minutes=0', 'minutes'],
    ['from=2099-01-01T00:00:00Z', 'from'],
    ['agent=%00', 'agent'],
    ['colour=red', 'colour'],
  ])('refuses %s and says where', async (query, where) => {
    const answer = await ask(hub, `/api/v1/cost?${query}`);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(where);
  });

  test('says that nothing was spent where nothing was called', async () => {
    const { total, groups } = await get<Report>(
      hub,
      '/api/v1/cost?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&by=user',
    );
    expect(groups).toEqual([]);
    expect(total).toMatchObject({ cost_usd: 0, calls: 0, executions: 0, cost_per_execution_usd: null });
  });

  test('says when it was found', async () => {
    const { headers, body } = await ask(hub, '/api/v1/cost');
    expect(Number(headers.get('age'))).toBeGreaterThanOrEqual(0);
    expect(body).toMatchObject({ computed_at: expect.any(String) });
  });
});

describe('budgets', () => {
  const put = (name: string, body: object) =>
    fetch(`${hub.url}/api/v1/budgets/${encodeURIComponent(name)}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const list = async () => (await get<{ budgets: Budget[] }>(hub, '/api/v1/budgets')).budgets;

  test('are made, told with what is spent, changed and deleted', async () => {
    expect(await list()).toEqual([]);
    const made = await put('all of it', { period: 'month', limit_usd: 100 });
    expect(made.status).toBe(200);
    expect((await put('ada', { period: 'month', by: 'user', value: 'ada', limit_usd: 0.001 })).status).toBe(
      200,
    );
    expect(
      (await put('model', { period: 'month', by: 'model', value: 'gpt-4.1', limit_usd: 0.0001 })).status,
    ).toBe(200);
    // All in this month, unless it began within the last hours.
    const begin = Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth());
    const spentSince = (times: readonly number[]) =>
      times.filter((minute) => HOUR + minute * MINUTE >= begin).length;
    const byName = new Map((await list()).map((one) => [one.name, one]));
    expect([...byName.keys()]).toEqual(['ada', 'all of it', 'model']);
    const spentOnAda = spentSince([-30, 0, 0, 65]) * CHAT;
    expect(byName.get('ada')?.spent_usd).toBeCloseTo(spentOnAda, 10);
    expect(byName.get('ada')?.status === 'spent').toBe(spentOnAda > 0.001);
    expect(byName.get('all of it')).toMatchObject({ by: null, value: null, limit_usd: 100, status: 'ok' });
    expect(byName.get('all of it')?.unpriced_calls).toBe(spentSince([20]));
    expect(byName.get('model')?.remaining_usd).toBeCloseTo(
      0.0001 - spentSince([-30, 0, 0, 10, 65]) * CHAT,
      10,
    );

    await put('model', { period: 'day', limit_usd: 5 });
    expect((await list())[2]).toMatchObject({ name: 'model', period: 'day', by: null, limit_usd: 5 });
    const remove = () => fetch(`${hub.url}/api/v1/budgets/model`, { method: 'DELETE' });
    expect((await remove()).status).toBe(204);
    const gone = await remove();
    expect(gone.status).toBe(404);
    expect(await gone.json()).toMatchObject({ error: { code: 'OBS_BUDGET_NOT_FOUND' } });
    expect((await list()).map(({ name }) => name)).toEqual(['ada', 'all of it']);
  });

  test.each([
    [{ period: 'week', limit_usd: 1 }, 'period'],
    [{ period: 'day' }, 'limit_usd'],
    [{ period: 'day', limit_usd: 0 }, 'limit_usd'],
    [{ period: 'day', limit_usd: -1 }, 'limit_usd'],
    [{ period: 'day', limit_usd: 1, by: 'user' }, 'value'],
    [{ period: 'day', limit_usd: 1, value: 'ada' }, 'by'],
    [{ period: 'day', limit_usd: 1, by: 'colour', value: 'red' }, 'by'],
    [{ period: 'day', limit_usd: 1, by: 'user', value: '\u0000' }, 'value'],
    [{ period: 'day', limit_usd: 1, currency: 'EUR' }, 'currency'],
    [[], 'body'],
  ])('refuse %j and say where', async (body, where) => {
    const answer = await put('bad', body);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(await answer.json())).toContain(where);
  });
});
