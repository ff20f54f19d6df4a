import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { ask, detailOf, get } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { newSpanId, sendRecords, sendSpans } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
const FIVE_MINUTES = 300_000;
const T0 = Math.floor((Date.now() - 40 * 60_000) / FIVE_MINUTES) * FIVE_MINUTES;
const iso = (ms: number) => new Date(ms).toISOString();
const stretch = `from=${iso(T0)}&to=${iso(T0 + 2 * FIVE_MINUTES)}`;

const planner = new AgentRun({ startMs: T0 + 1000, attributes: { 'gen_ai.agent.version': 'v1' } });
const coder = new AgentRun({
  startMs: T0 + 2000,
  name: 'coder',
  attributes: { 'gen_ai.agent.version': 'v2' },
});
const within = new AgentRun({ startMs: T0 + 1100, name: 'helper', traceId: planner.traceId });
const chat = planner.chat();
const step = planner.child({ 'observatory.step.name': 'draft' });
const newRun = new AgentRun();

type Told = { name?: string; score?: number; label?: string; more?: Record<string, string> };
const judgement = (
  traceId: string,
  spanId: string,
  atMs: number,
  { name = 'relevance', score, label, more }: Told,
) => ({
  timeMs: atMs,
  eventName: 'gen_ai.evaluation.result',
  body: 'judged',
  traceId,
  spanId,
  attributes: {
    'log.record.uid': newSpanId(),
    'gen_ai.evaluation.name': name,
    ...(score === undefined ? {} : { 'gen_ai.evaluation.score.value': score }),
    ...(label === undefined ? {} : { 'gen_ai.evaluation.score.label': label }),
    ...more,
  },
});

beforeAll(async () => {
  hub = await startTestHub();
  await sendSpans(hub, [
    planner.span(),
    chat,
    step,
    within.span({ parentSpanId: planner.spanId }),
    coder.span(),
    coder.chat({ 'gen_ai.request.model': 'gpt-4.1-mini' }),
    newRun.span(),
  ]);
  const at = (s: number) => T0 + s * 1000;
  await sendRecords(hub, [
    // The stretch before: 0.5 on average.
    judgement(planner.traceId, planner.spanId, at(-60), { score: 0.4 }),
    judgement(coder.traceId, coder.spanId, at(-30), { score: 0.6 }),
    judgement(planner.traceId, planner.spanId, at(10), { score: 0.9, label: 'pass' }),
    judgement(planner.traceId, chat.spanId, at(20), { score: 1, label: 'pass' }),
    judgement(planner.traceId, step.spanId, at(30), { score: 0.05, label: 'fail' }),
    judgement(coder.traceId, coder.spanId, at(400), { score: 0.25 }),
    judgement(planner.traceId, within.spanId, at(40), {
      name: 'tone',
      label: 'rude',
      more: { 'gen_ai.evaluation.explanation': 'it shouts' },
    }),
    judgement(planner.traceId, planner.spanId, at(50), { name: 'thumbs', score: -1 }),
    // As a collector leaves it that does not know names of events.
    { ...judgement(coder.traceId, coder.spanId, at(60), { name: 'length', score: 0.5 }), eventName: '' },
  ]);
  await eventually(
    async () => expect(await queryStore(hub, 'SELECT FROM agent_executions')).toHaveLength(4),
    30_000,
  );
});
afterAll(() => hub.remove());

// biome-ignore lint/suspicious/noExplicitAny: answers are compared with values written by hand
const read = (path: string) => get<any>(hub, path);
const listed = async (query: string) =>
  (await read(`/api/v1/evaluations?${stretch}&${query}`)).evaluations.map(
    (one: { name: string; score: number | null }) => [one.name, one.score],
  );

describe('the evaluations', () => {
  test('are listed, newest first, each with the execution that it is of', async () => {
    const { evaluations } = await read(`/api/v1/evaluations?${stretch}`);
    expect(evaluations).toMatchObject([
      { name: 'relevance', score: 0.25, execution_id: coder.id, agent: 'coder' },
      { name: 'length', score: 0.5, execution_id: coder.id },
      { name: 'thumbs', score: -1, execution_id: planner.id },
      {
        name: 'tone',
        score: null,
        label: 'rude',
        explanation: 'it shouts',
        execution_id: within.id,
        agent: 'helper',
      },
      { name: 'relevance', score: 0.05, label: 'fail', agent: 'planner' },
      { name: 'relevance', score: 1, span_id: chat.spanId, execution_id: planner.id },
      { name: 'relevance', score: 0.9, service: 'shop', source: null, user_id: null },
    ]);
  });

  test('are found by name, agent, label and score', async () => {
    expect(await listed('name=tone')).toEqual([['tone', null]]);
    expect(await listed('agent=coder')).toEqual([
      ['relevance', 0.25],
      ['length', 0.5],
    ]);
    expect(await listed('label=pass&max_score=0.95')).toEqual([['relevance', 0.9]]);
    expect(await listed('min_score=0.9')).toEqual([
      ['relevance', 1],
      ['relevance', 0.9],
    ]);
    expect(await listed('agent=nobody')).toEqual([]);
  });

  test.each(['', 'agent=planner&'])('come in pages, each once (%s)', async (filter) => {
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await read(
        `/api/v1/evaluations?${stretch}&${filter}limit=2${cursor ? `&cursor=${cursor}` : ''}`,
      );
      found.push(...page.evaluations.map((one: { id: string }) => one.id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(new Set(found).size).toBe(found.length);
    expect(found).toHaveLength(filter === '' ? 7 : 4);
  });

  test('are part of the execution that they are of, and of that around it', async () => {
    const names = (detail: { evaluations: { name: string; agent: string | null }[] }) =>
      detail.evaluations.map(({ name, agent }) => `${name} of ${agent}`);
    // The answer is of the trace, whenever it was judged.
    expect(names(await detailOf(hub, planner.id))).toEqual([
      'relevance of planner',
      'relevance of planner',
      'relevance of planner',
      'relevance of planner',
      'tone of helper',
      'thumbs of planner',
    ]);
    expect(names(await detailOf(hub, within.id))).toEqual(['tone of helper']);
  });
});

describe('the summary', () => {
  const groupsBy = async (by: string, more = '') =>
    (await read(`/api/v1/evaluations/summary?${stretch}&by=${by}${more}`)).groups;

  test('tells mean, distribution, labels, course and change by name', async () => {
    const answer = await read(`/api/v1/evaluations/summary?${stretch}`);
    expect(answer).toMatchObject({
      considered: 9,
      truncated: false,
      bucket_seconds: 300,
      groups_truncated: false,
    });
    const [relevance, ...others] = answer.groups;
    expect(relevance).toMatchObject({
      group: 'relevance',
      name: 'relevance',
      count: 4,
      scored: 4,
      min: 0.05,
      max: 1,
      distribution: [
        { from: 0, to: 0.1, count: 1 },
        { from: 0.2, to: 0.3, count: 1 },
        { from: 0.9, to: 1, count: 2 },
      ],
      labels: [
        { label: 'pass', count: 2 },
        { label: 'fail', count: 1 },
      ],
      trend: [
        { time: `${iso(T0).slice(0, -1)}000Z`, count: 3 },
        { time: `${iso(T0 + FIVE_MINUTES).slice(0, -1)}000Z`, count: 1, mean: 0.25 },
      ],
      before: { count: 2, mean: 0.5 },
    });
    // 0.9 + 1 + 0.05 + 0.25 = 2.2
    expect(relevance.mean).toBeCloseTo(0.55, 12);
    expect(relevance.change).toBeCloseTo(0.05, 12);
    expect(relevance.trend[0].mean).toBeCloseTo(0.65, 12);
    expect(others).toMatchObject([
      { name: 'length', mean: 0.5, change: null, before: { count: 0, mean: null } },
      { name: 'thumbs', mean: -1, distribution: [{ from: null, to: 0, count: 1 }] },
      {
        name: 'tone',
        count: 1,
        scored: 0,
        mean: null,
        distribution: [],
        labels: [{ label: 'rude', count: 1 }],
      },
    ]);
  });

  test('never mixes evaluations of different names, whatever it is grouped by', async () => {
    const groups = await groupsBy('agent', '&agent=planner');
    expect(groups).toMatchObject([
      { group: 'planner', name: 'relevance', count: 3, before: { count: 1, mean: 0.4 } },
      { group: 'planner', name: 'thumbs', count: 1, mean: -1 },
    ]);
  });

  test('is by version and by model, where that is one', async () => {
    const versions = await groupsBy('version', '&name=relevance');
    expect(versions.map((one: { group: string; count: number }) => [one.group, one.count])).toEqual([
      ['v1', 3],
      ['v2', 1],
    ]);
    const models = await groupsBy('model', '&name=relevance');
    expect(models.map((one: { group: string; count: number }) => [one.group, one.count])).toEqual([
      ['gpt-4.1', 3],
      ['gpt-4.1-mini', 1],
    ]);
  });
});

describe('feedback', () => {
  const give = async (id: string, body: unknown, key?: string) => {
    const response = await fetch(`${hub.url}/api/v1/executions/${id}/feedback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };

  test('is an evaluation like others, and counts in the metrics', async () => {
    const comment = 'wrong city; password=hunter22 \ud800';
    const { status, body } = await give(newRun.id.toUpperCase(), { score: 0.25, comment, user_id: 'anna' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: 'user_feedback',
      score: 0.25,
      explanation: 'wrong city; password=[redacted] \ufffd',
      source: 'user',
      user_id: 'anna',
      execution_id: newRun.id,
      agent: 'planner',
    });
    const [evaluation] = (await detailOf(hub, newRun.id)).evaluations;
    expect(evaluation).toMatchObject({ id: body.id, score: 0.25, user_id: 'anna', agent: 'planner' });
    const { evaluations } = await read('/api/v1/evaluations?minutes=5');
    expect(evaluations[0]).toEqual(evaluation);
    await eventually(async () => {
      const metrics = await (await fetch(`${hub.url}/metrics`)).text();
      expect(metrics).toMatch(
        /observatory_evaluation_score_sum\{[^}]*evaluation="user_feedback"[^}]*\} 0\.25/,
      );
    });
    const views = await queryStore(
      hub,
      "SELECT agent, score FROM views.evaluations WHERE name = 'user_feedback'",
    );
    expect(views).toEqual([{ agent: 'planner', score: 0.25 }]);
  });

  test('takes a label alone, under a name of its own', async () => {
    const { status, body } = await give(newRun.id, { name: 'tone', label: 'kind' });
    expect([status, body.name, body.label, body.score]).toEqual([201, 'tone', 'kind', null]);
  });

  describe('with an Idempotency-Key', () => {
    const storedUnder = async (name: string) =>
      (await read(`/api/v1/evaluations?minutes=5&name=${name}`)).evaluations.map(
        ({ id }: { id: string }) => id,
      );

    test('is given once, however often it is sent, also at once', async () => {
      const said = { name: 'once', score: 1, comment: 'yes' };
      const first = await give(newRun.id, said, '"k-1"');
      expect(first.status).toBe(201);
      const again = await Promise.all(['"k-1"', 'k-1', '"k-1"'].map((key) => give(newRun.id, said, key)));
      expect(again).toEqual([first, first, first]);
      const atOnce = await Promise.all(
        Array.from({ length: 6 }, () => give(newRun.id, { ...said, name: 'crowd' }, '"k-2"')),
      );
      expect(new Set(atOnce.map(({ body }) => body.id)).size).toBe(1);
      expect(await storedUnder('once')).toEqual([first.body.id]);
      expect(await storedUnder('crowd')).toEqual([atOnce[0]?.body.id]);
    });

    test('is stored once, too, where the first was cut off before its end', async () => {
      const said = { name: 'cut', score: 0 };
      const first = await give(newRun.id, said, '"k-3"');
      await queryStore(hub, 'UPDATE idempotency_keys SET done = false');
      expect(await give(newRun.id, said, '"k-3"')).toEqual(first);
      expect(await storedUnder('cut')).toEqual([first.body.id]);
    });

    test('is refused where the key was of other feedback', async () => {
      await give(newRun.id, { name: 'mine', score: 1 }, '"k-4"');
      const other = await give(newRun.id, { name: 'mine', score: 0 }, '"k-4"');
      expect(other).toMatchObject({
        status: 422,
        body: { error: { code: 'OBS_IDEMPOTENCY_KEY_REUSED', where: 'headers.idempotency-key' } },
      });
      expect(await storedUnder('mine')).toHaveLength(1);
    });

    test('is new after a day', async () => {
      const said = { name: 'late', score: 1 };
      const first = await give(newRun.id, said, '"k-5"');
      await queryStore(hub, "UPDATE idempotency_keys SET made_at = made_at - interval '25 hours'");
      const next = await give(newRun.id, said, '"k-5"');
      expect(next.body.id).not.toBe(first.body.id);
      expect(await queryStore(hub, 'SELECT count(*)::int AS keys FROM idempotency_keys')).toEqual([
        { keys: 1 },
      ]);
    });

    test.each(['', '""', '"a', 'a b', `"${'x'.repeat(256)}"`, 'é'])(
      'of the form %j is refused',
      async (key) => {
        expect(await give(newRun.id, { score: 1 }, key)).toMatchObject({
          status: 400,
          body: { error: { code: 'OBS_BAD_REQUEST', where: 'headers.idempotency-key' } },
        });
      },
    );
  });

  test.each([
    [
      'an execution that is not known',
      'f'.repeat(48),
      { score: 1 },
      404,
      'OBS_EXECUTION_NOT_FOUND',
      'params.id',
    ],
    ['an id that is none', 'x', { score: 1 }, 404, 'OBS_EXECUTION_NOT_FOUND', 'params.id'],
    ['nothing said', '', {}, 400, 'OBS_BAD_REQUEST', 'body'],
    ['a score that is none', '', { score: 'good' }, 400, 'OBS_BAD_REQUEST', 'body.score'],
    ['a score that is a list', '', { score: [{}] }, 400, 'OBS_BAD_REQUEST', 'body.score'],
    ['a score without end', '', '{"score":1e999}', 400, 'OBS_BAD_REQUEST', 'body.score'],
    ['a label with NUL', '', { label: 'a\0b' }, 400, 'OBS_BAD_REQUEST', 'body.label'],
    ['a label of a book', '', { label: 'x'.repeat(201) }, 400, 'OBS_BAD_REQUEST', 'body.label'],
    ['another field', '', { score: 1, stars: 5 }, 400, 'OBS_BAD_REQUEST', 'body.stars'],
    ['a list', '', [1], 400, 'OBS_BAD_REQUEST', 'body'],
    ['half of JSON', '', '{"score":', 400, 'OBS_BAD_REQUEST', 'body'],
    ['a huge body', '', { comment: 'x'.repeat(70_000) }, 413, 'OBS_BODY_TOO_LARGE', 'body'],
  ])('of %s is refused with its place', async (_what, id, body, status, code, where) => {
    const answer = await give(id || newRun.id, body);
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect(answer.body.error.where).toBe(where);
  });
});

test.each([
  ['evaluations?min_score=1&max_score=0', 'query.min_score'],
  ['evaluations?min_score=high', 'query.min_score'],
  ['evaluations?name=%00', 'query.name'],
  ['evaluations?cursor=abc', 'query.cursor'],
  ['evaluations?limit=501', 'query.limit'],
  ['evaluations?minutes=-1', 'query.minutes'],
  ['evaluations/summary?by=moon', 'query.by'],
  ['evaluations/summary?from=2020-13-01', 'query.from'],
])('GET /api/v1/%s is refused with its place', async (path, where) => {
  expect(await ask(hub, `/api/v1/${path}`)).toMatchObject({
    status: 400,
    body: { error: { code: 'OBS_BAD_REQUEST', where } },
  });
});
