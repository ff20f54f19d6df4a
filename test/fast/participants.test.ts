import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun, type RunOptions } from '../support/agent-run.ts';
import { ask, get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { sendRecords, sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
const FIVE_MINUTES = 300_000;
/** Begin of the stretch that is asked for, of ten minutes; figures are kept by five. */
const T0 = Math.floor((Date.now() - 40 * 60_000) / FIVE_MINUTES) * FIVE_MINUTES;
const iso = (ms: number) => new Date(ms).toISOString();
const stretch = `from=${iso(T0)}&to=${iso(T0 + 2 * FIVE_MINUTES)}`;

const ada = { 'user.id': 'ada', 'session.id': 'cart/1' };
const runOf = (atS: number, seconds: number, options: RunOptions = {}) => {
  const startMs = T0 + atS * 1000;
  return new AgentRun({ startMs, endMs: startMs + seconds * 1000, ...options });
};
const first = runOf(10, 1, { attributes: ada });
const second = runOf(60, 2, { attributes: ada });
const third = runOf(120, 3, { attributes: { ...ada, 'session.id': 'cart/2' } });
const fourth = runOf(180, 10, { attributes: { 'user.id': 'bob', 'gen_ai.conversation.id': 'thread-9' } });
/** Says neither user nor session: it is within one that does. */
const coder = runOf(10.2, 0.5, { name: 'coder', traceId: first.traceId });
const earlier = runOf(-240, 1);
const nightly = runOf(300, 4, { name: 'nightly', kind: 'workflow' });

beforeAll(async () => {
  hub = await startTestHub();
  const call = (run: AgentRun) => run.chat({}, { startMs: run.startMs + 100, endMs: run.startMs + 300 });
  const failed = { failure: { type: 'TimeoutError', message: 'late' } };
  await sendSpans(
    hub,
    [
      ...[first.span(), second.span(failed), third.span(), fourth.span()],
      ...[first, second, third, fourth].map(call),
      third.tool('search', { startMs: third.startMs + 300, endMs: third.startMs + 700 }),
      coder.span({ parentSpanId: first.spanId }),
      coder.chat(
        {
          'gen_ai.request.model': 'mystery-1',
          'gen_ai.usage.input_tokens': 50,
          'gen_ai.usage.output_tokens': 5,
        },
        { startMs: coder.startMs, endMs: coder.startMs + 100 },
      ),
      earlier.span(),
      nightly.span(),
    ],
    'shop',
    { 'deployment.environment.name': 'prod', 'service.version': '1.2' },
  );
  await sendRecords(hub, [
    {
      timeMs: T0 + 70_000,
      eventName: 'gen_ai.evaluation.result',
      body: 'judged',
      traceId: second.traceId,
      spanId: second.spanId,
      attributes: { 'gen_ai.evaluation.name': 'relevance', 'gen_ai.evaluation.score.value': 0.5 },
    },
  ]);
  await eventually(async () => {
    const { agents } = await get<{ agents: { agent: string; cost_usd: number; executions: number }[] }>(
      hub,
      `/api/v1/agents?${stretch}&sort=cost`,
    );
    expect(agents.reduce((sum, one) => sum + one.executions, 0)).toBe(6);
    expect(agents[0]?.cost_usd).toBeGreaterThan(0.001);
  }, 30_000);
});
afterAll(() => hub.remove());

/** gpt-4.1: $2 and $8 a million tokens; 100 in, 10 out. */
const CALL_USD = 0.000_28;

// biome-ignore lint/suspicious/noExplicitAny: answers are compared with values written by hand
const read = (path: string) => get<any>(hub, path);

describe('the agents', () => {
  test('are told with how they fared, what they cost, and how that was before', async () => {
    const answer = await read(`/api/v1/agents?${stretch}&kind=agent&sort=executions`);
    expect(answer).toMatchObject({
      from: `${iso(T0).slice(0, -1)}000Z`,
      to: `${iso(T0 + 2 * FIVE_MINUTES).slice(0, -1)}000Z`,
      total: 2,
      next_cursor: null,
    });
    const [planner, other] = answer.agents;
    expect(planner).toMatchObject({
      agent: 'planner',
      kind: 'agent',
      services: ['shop'],
      environments: ['prod'],
      versions: ['1.2'],
      executions: 4,
      running: 0,
      completed: 3,
      failed: 1,
      cancelled: 0,
      error_rate: 0.25,
      mean_duration_ms: 4000,
      input_tokens: 400,
      output_tokens: 40,
      unpriced_calls: 0,
      sessions: 3,
      users: 2,
      last_seen: `${iso(T0 + 190_000).slice(0, -1)}000Z`,
      // 40 · 0.75 + 0 (a quarter failed, twice the threshold is a fifth) + 30 (below five seconds)
      score: 60,
      status: 'degraded',
      trend: 'down',
      before: { executions: 1, error_rate: 0, mean_duration_ms: 1000, cost_usd: 0, score: 100 },
    });
    expect(planner.cost_usd).toBeCloseTo(4 * CALL_USD, 12);
    // Between the third and fourth of 1, 2, 3 and 10 s: 3 + 0.85 · 7.
    expect(planner.p95_duration_ms).toBeCloseTo(8950, 6);
    expect(planner.p50_duration_ms).toBeCloseTo(2500, 6);
    // Ten minutes in parts of five.
    expect(planner.course).toEqual([
      { executions: 4, failed: 1 },
      { executions: 0, failed: 0 },
    ]);
    expect(other).toMatchObject({
      agent: 'coder',
      executions: 1,
      input_tokens: 50,
      cost_usd: null,
      unpriced_calls: 1,
      users: 1,
      before: { executions: 0, error_rate: null, score: null },
      trend: 'steady',
    });
  });

  test('add up to what was spent: an agent within another counts for itself', async () => {
    const { agents } = await read(`/api/v1/agents?${stretch}`);
    const tokens = agents.reduce((sum: number, one: { input_tokens: number }) => sum + one.input_tokens, 0);
    expect(tokens).toBe(450);
    expect(agents.map((one: { agent: string }) => one.agent)).toContain('nightly');
  });

  test('come in pages, each once', async () => {
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await read(
        `/api/v1/agents?${stretch}&limit=1&sort=tokens${cursor ? `&cursor=${cursor}` : ''}`,
      );
      names.push(...page.agents.map((one: { agent: string }) => one.agent));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(names).toEqual(['planner', 'coder', 'nightly']);
  });

  test('are those of one environment, where one is asked for', async () => {
    expect((await read(`/api/v1/agents?${stretch}&environment=prod`)).total).toBe(3);
    expect((await read(`/api/v1/agents?${stretch}&environment=test`)).total).toBe(0);
  });

  test('each tell their models, tools, errors and course', async () => {
    const answer = await read(`/api/v1/agents/planner?${stretch}`);
    expect(answer).toMatchObject({
      agent: { agent: 'planner', executions: 4 },
      models: [
        {
          provider: 'openai',
          model: 'gpt-4.1',
          calls: 4,
          failed: 0,
          mean_duration_ms: 200,
          input_tokens: 400,
        },
      ],
      tools: [{ tool: 'search', calls: 1, mean_duration_ms: 400 }],
      error_types: [{ type: 'TimeoutError', count: 1 }],
      bucket_seconds: 300,
      series: [
        {
          time: `${iso(T0).slice(0, -1)}000Z`,
          executions: 4,
          failed: 1,
          error_rate: 0.25,
          input_tokens: 400,
          p50_duration_ms: expect.closeTo(2500, 6),
          p95_duration_ms: expect.closeTo(8950, 6),
        },
      ],
    });
  });
});

describe('the users', () => {
  test('are told with what was done for them, agents within agents included', async () => {
    const { users } = await read(`/api/v1/users?${stretch}`);
    expect(users.map((one: { user_id: string }) => one.user_id)).toEqual(['bob', 'ada']);
    expect(users[1]).toMatchObject({
      executions: 4,
      failed: 1,
      error_rate: 0.25,
      input_tokens: 350,
      output_tokens: 35,
      llm_calls: 4,
      unpriced_calls: 1,
      agents: ['coder', 'planner'],
      agent_count: 2,
      sessions: 2,
    });
    expect(users[1].cost_usd).toBeCloseTo(3 * CALL_USD, 12);
  });

  test('come by their cost, page by page', async () => {
    const one = await read(`/api/v1/users?${stretch}&sort=cost&limit=1`);
    expect(one.users[0].user_id).toBe('ada');
    const two = await read(`/api/v1/users?${stretch}&sort=cost&limit=1&cursor=${one.next_cursor}`);
    expect(two.users[0].user_id).toBe('bob');
    expect(two.next_cursor).toBeNull();
  });

  test('are those of one agent, where one is asked for', async () => {
    const { users } = await read(`/api/v1/users?${stretch}&agent=coder`);
    expect(users).toMatchObject([{ user_id: 'ada', executions: 1 }]);
  });

  test('each tell their agents and sessions', async () => {
    const answer = await read('/api/v1/users/ada');
    expect(answer.user.executions).toBe(4);
    expect(answer.agents).toMatchObject([
      { agent: 'planner', executions: 3, failed: 1 },
      { agent: 'coder', executions: 1, cost_usd: null, unpriced_calls: 1 },
    ]);
    expect(answer.sessions.map((one: { session_id: string }) => one.session_id)).toEqual([
      'cart/2',
      'cart/1',
    ]);
  });
});

describe('the sessions', () => {
  test('are told from first to last, a conversation where no session is said', async () => {
    const { sessions } = await read(`/api/v1/sessions?${stretch}`);
    expect(sessions).toMatchObject([
      { session_id: 'thread-9', source: 'conversation', executions: 1, turns: 1, users: ['bob'] },
      { session_id: 'cart/2', source: 'session', executions: 1 },
      { session_id: 'cart/1', executions: 3, turns: 2, duration_ms: 52_000, failed: 1, users: ['ada'] },
    ]);
  });

  test('each tell their runs in order and how they were judged', async () => {
    const answer = await read(`/api/v1/sessions/${encodeURIComponent('cart/1')}`);
    expect(answer.runs.map((run: { id: string }) => run.id)).toEqual([first.id, coder.id, second.id]);
    expect(answer.evaluations).toMatchObject([{ name: 'relevance', score: 0.5, execution_id: second.id }]);
    expect(answer.truncated).toEqual([]);
  });
});

describe('what is asked wrongly', () => {
  test.each([
    ['an agent that never ran', '/api/v1/agents/nobody', 404, 'OBS_AGENT_NOT_FOUND', 'params.name'],
    ['a workflow asked for as an agent', '/api/v1/agents/nightly', 404, 'OBS_AGENT_NOT_FOUND', 'params.name'],
    ['a user who is not known', '/api/v1/users/nobody', 404, 'OBS_USER_NOT_FOUND', 'params.id'],
    ['a session that is not known', '/api/v1/sessions/nothing', 404, 'OBS_SESSION_NOT_FOUND', 'params.id'],
    ['a name with NUL', '/api/v1/agents/a%00b', 400, 'OBS_BAD_REQUEST', 'params.name'],
    ['a user with NUL', '/api/v1/users/%00', 400, 'OBS_BAD_REQUEST', 'params.id'],
    ['an order that is none', '/api/v1/agents?sort=luck', 400, 'OBS_BAD_REQUEST', 'query.sort'],
    ['a kind that is none', '/api/v1/agents?kind=robot', 400, 'OBS_BAD_REQUEST', 'query.kind'],
    ['a cursor that is none', '/api/v1/users?cursor=e30', 400, 'OBS_BAD_REQUEST', 'query.cursor'],
    [
      'time upside down',
      `/api/v1/agents?from=${iso(T0)}&to=${iso(T0 - 1)}`,
      400,
      'OBS_BAD_REQUEST',
      'query.from',
    ],
    ['time to come', '/api/v1/sessions?from=2999-01-01T00:00:00Z', 400, 'OBS_BAD_REQUEST', 'query.from'],
    ['too long a time for rows', '/api/v1/users?minutes=100000', 400, 'OBS_BAD_REQUEST', 'query.from'],
    ['a page of none', '/api/v1/users?limit=0', 400, 'OBS_BAD_REQUEST', 'query.limit'],
    ['a misspelt filter', '/api/v1/sessions?agents=planner', 400, 'OBS_BAD_REQUEST', 'query.agents'],
  ])('%s is refused with its place', async (_what, path, status, code, where) => {
    const answer = await ask(hub, path);
    expect(answer).toMatchObject({ status, body: { error: { code, where } } });
  });

  test('a cursor of another order is refused', async () => {
    const { next_cursor } = await read(`/api/v1/users?${stretch}&limit=1`);
    const answer = await ask(hub, `/api/v1/users?${stretch}&limit=1&sort=cost&cursor=${next_cursor}`);
    expect(answer).toMatchObject({ status: 400, body: { error: { where: 'query.sort' } } });
  });

  test.each([
    ['text', 'x'],
    ['other JSON', '[1,2,3]'],
    ['a time that is none', '["cost",1,"a",-1e300,5]'],
    ['a time of ages', '["cost",1,"a",1,8000000000000000]'],
    ['an endless figure', '["cost",1e999,"a",1000000,2000000]'],
    ['NUL', '["cost",1,"a\\u0000",1000000,2000000]'],
  ])('a cursor that holds %s makes no fault', async (_what, text) => {
    const cursor = Buffer.from(text).toString('base64url');
    const answer = await ask(hub, `/api/v1/users?sort=cost&cursor=${cursor}`);
    expect(answer.status).toBeLessThan(500);
  });
});

describe('calls of models that say no tokens', () => {
  test('have no known cost: an agent, a user and a session of such calls alone do not cost $0', async () => {
    const mute = runOf(-7200, 1, { name: 'mute', attributes: { 'user.id': 'zoe', 'session.id': 'mute-1' } });
    const call = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4.1' };
    await sendSpans(hub, [mute.span(), mute.child(call)]);
    const within = `from=${iso(mute.startMs - FIVE_MINUTES)}&to=${iso(mute.startMs + FIVE_MINUTES)}`;
    await eventually(async () => {
      const { agent, models } = await get<Schemas['AgentDetail']>(hub, `/api/v1/agents/mute?${within}`);
      expect(models).toMatchObject([{ calls: 1, cost_usd: null }]);
      expect(agent.cost_usd).toBeNull();
    });
    const user = await get<Schemas['UserDetail']>(hub, `/api/v1/users/zoe?${within}`);
    expect(user).toMatchObject({ user: { llm_calls: 1, cost_usd: null }, agents: [{ cost_usd: null }] });
    const session = await get<Schemas['SessionDetail']>(hub, `/api/v1/sessions/mute-1?${within}`);
    expect(session).toMatchObject({ session: { llm_calls: 1, cost_usd: null } });
  });
});
