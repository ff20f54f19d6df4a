import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AdviceList as List } from '../../hub/src/api/schemas/cost.ts';
import { AgentRun } from '../support/agent-run.ts';
import { ask, get } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { PlainSpan } from '../support/otlp-json.ts';
import { sendSpans } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
const T0 = Date.now() - 3_600_000;
const failure = { type: 'TimeoutError', message: 'no answer' };
const times = <T>(count: number, make: (at: number) => T) =>
  Array.from({ length: count }, (_, at) => make(at));

/** 10 s, of which 8 s are one tool. */
function slow(at: number, name = 'slow'): PlainSpan[] {
  const run = new AgentRun({ name, startMs: T0 + at, endMs: T0 + at + 10_000 });
  return [run.span(), run.tool('crawl', { startMs: T0 + at, endMs: T0 + at + 8000 }), run.tool('save')];
}
/** 1,000 tokens in and 100 out: $0.0028 with gpt-4.1, $0.00056 with gpt-4.1-mini. */
function dear(at: number, name = 'dear', model = 'gpt-4.1'): PlainSpan[] {
  const run = new AgentRun({ name, startMs: T0 + at });
  const tokens = { 'gen_ai.usage.input_tokens': 1000, 'gen_ai.usage.output_tokens': 100 };
  return [run.span(), run.chat({ 'gen_ai.request.model': model, ...tokens })];
}
/** Three tries of a second each; the last one of the first run may succeed. */
function futile(at: number, name = 'futile', succeeds = false): PlainSpan[] {
  const run = new AgentRun({ name, startMs: T0 + at });
  return [
    run.span(),
    ...times(3, (attempt) =>
      run.tool('book', {
        startMs: T0 + at + 100 * attempt,
        endMs: T0 + at + 100 * attempt + 1000,
        ...(succeeds && attempt === 2 ? {} : { failure }),
      }),
    ),
  ];
}
/** Prompts of 1,000, 3,000, 5,000 and 7,000 tokens. */
function growing(at: number, name = 'growing', step = 2000): PlainSpan[] {
  const run = new AgentRun({ name, startMs: T0 + at });
  return [
    run.span(),
    ...times(4, (call) =>
      run.chat(
        { 'gen_ai.request.model': 'gpt-4.1-nano', 'gen_ai.usage.input_tokens': 1000 + call * step },
        { startMs: T0 + at + 100 * call, endMs: T0 + at + 100 * call + 50 },
      ),
    ),
  ];
}

const advice = (query: string) => get<List>(hub, `/api/v1/analysis/advice?min_saving_usd=0.01&${query}`);
async function settle(executions: number) {
  await eventually(async () => {
    expect(await queryStore(hub, 'SELECT 1 FROM agent_executions')).toHaveLength(executions);
    expect(await queryStore(hub, 'SELECT 1 FROM fold_queue UNION ALL SELECT 1 FROM figures_queue')).toEqual(
      [],
    );
  }, 20_000);
}

beforeAll(async () => {
  hub = await startTestHub();
  await sendSpans(
    hub,
    [
      ...times(20, (at) => slow(at)),
      ...times(19, (at) => slow(at, 'slow-but-rare')),
      ...times(20, (at) => dear(at)),
      ...times(20, (at) => dear(at, 'cheap', 'gpt-4.1-nano')),
      ...times(20, (at) => dear(at, 'unknown', 'nobody-knows-it')),
      ...times(5, (at) => futile(at)),
      ...times(4, (at) => futile(at, 'futile-but-rare')),
      ...times(6, (at) => futile(at, 'recovers', at === 0)),
      ...times(20, (at) => growing(at)),
      ...times(20, (at) => growing(at, 'steady', 0)),
      ...times(20, (at) => growing(at, 'short', 500)),
    ].flat(),
  );
  await settle(174);
});
afterAll(() => hub.remove());

describe('advice', () => {
  test('names the slowest step of an agent that is above the threshold, and what it could save', async () => {
    const [one, ...more] = (await advice('agent=slow')).advice;
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      kind: 'slow_step',
      subject: { agent: 'slow', step: 'crawl', model: null },
      finding: 'crawl takes 80 % of the time of slow: 8 s of 10 s on average.',
      evidence: {
        share: 0.8,
        average_ms: 10_000,
        step_ms_per_execution: 8000,
        threshold_ms: 5000,
        calls: 20,
      },
      saving_ms: 5000,
      saving_usd: null,
      samples: 20,
    });
  });

  test('prices the same tokens with the next cheaper model of the family', async () => {
    const [one, ...more] = (await advice('agent=dear')).advice;
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      kind: 'cheaper_model',
      subject: { agent: 'dear', provider: 'openai', model: 'gpt-4.1' },
      evidence: { cheaper_model: 'gpt-4.1-mini', calls: 20, input_tokens: 20_000, output_tokens: 2000 },
      samples: 20,
    });
    expect(one?.finding).toContain('not judged');
    expect(one?.saving_usd).toBeCloseTo(20 * (0.0028 - 0.00056), 10);
    const least = await get<List>(hub, '/api/v1/analysis/advice?agent=dear');
    expect(least.advice).toEqual([]);
  });

  test('tells of a step that is tried again and again and never succeeds', async () => {
    const [one, ...more] = (await advice('agent=futile')).advice;
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      kind: 'futile_retries',
      subject: { agent: 'futile', step: 'book' },
      evidence: { executions: 5, calls: 15, calls_per_execution: 3, succeeded: 0 },
      saving_ms: 2000,
      samples: 5,
    });
    expect(one?.examples).toHaveLength(3);
  });

  test('tells of prompts that grow along the steps', async () => {
    const [one, ...more] = (await advice('agent=growing')).advice;
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      kind: 'growing_prompts',
      subject: { agent: 'growing' },
      evidence: {
        executions: 20,
        growing_executions: 20,
        average_first_tokens: 1000,
        average_last_tokens: 7000,
        tokens_above_first_per_execution: 12_000,
      },
      samples: 20,
    });
  });

  test.each(['slow-but-rare', 'cheap', 'unknown', 'futile-but-rare', 'recovers', 'steady', 'short'])(
    'has none for the agent %s',
    async (agent) => expect((await advice(`agent=${agent}`)).advice).toEqual([]),
  );

  test('of all agents is that of each, by kind, and says what it is of', async () => {
    const all = await advice('');
    expect(all.advice.map(({ kind, subject }) => [kind, subject.agent])).toEqual([
      ['slow_step', 'slow'],
      ['cheaper_model', 'dear'],
      ['futile_retries', 'futile'],
      ['growing_prompts', 'growing'],
    ]);
    // Calls: 39 runs of 2, 60 of 1, 15 of 3, 60 of 4.
    expect(all.looked_at).toEqual({ executions: 174, calls: 423 });
    expect(await advice('to=2026-01-01T00:00:00Z')).toMatchObject({
      advice: [],
      looked_at: { executions: 0, calls: 0 },
    });
  });

  test.each([
    ['agent=', 'agent'],
    ['min_saving_usd=-1', 'min_saving_usd'],
    ['kind=all', 'kind'],
    ['minutes=x', 'minutes'],
  ])('refuses %s and says where', async (query, where) => {
    const answer = await ask(hub, `/api/v1/analysis/advice?${query}`);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(where);
  });
});
