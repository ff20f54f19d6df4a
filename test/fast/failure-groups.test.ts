import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun, type RunOptions } from '../support/agent-run.ts';
import { ask, get } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { newSpanId, sendRecords, sendSpans } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

interface Group {
  readonly fingerprint: string;
  readonly [key: string]: unknown;
}
interface Groups {
  readonly total: number;
  readonly groups: Group[];
  readonly [key: string]: unknown;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const path = '/api/v1/analysis/failures';
const now = Date.now();
const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, -1)}000Z`;

let hub: TestHub;

/** A run that ended some time ago by an error, in a tool where one is named. */
function failing(name: string, agoMs: number, message: string, tool: string | null, more: RunOptions = {}) {
  const endMs = now - agoMs;
  const run = new AgentRun({ name, startMs: endMs - 2000, endMs, ...more });
  const failure = { type: 'StockError', message };
  const spans = [run.span({ failure })];
  if (tool !== null) spans.push(run.tool(tool, { failure }));
  return { run, spans };
}

const user = (id: string, session: string) => ({ attributes: { 'user.id': id, 'session.id': session } });

/** Of the last day: three times no stock (one of them three executions deep), once another error of that step, once another step. */
const first = failing('buyer', 10 * MINUTE, 'no stock of item 17', 'search', user('ann', 's1'));
const second = failing('buyer', 70 * MINUTE, 'no stock of item 4711', 'search', user('bob', 's2'));
const other = failing('buyer', 20 * MINUTE, 'warehouse is closed', 'search', user('ann', 's3'));
const step = failing('packer', 30 * MINUTE, 'no stock of item 5', 'pack', user('cid', 's4'));
/** Two days ago, and within the day before: not new. Only two days ago and now: back. */
const before = failing('buyer', 26 * 60 * MINUTE, 'warehouse is closed', 'search');
const longAgo = failing('packer', 3 * DAY, 'no stock of item 6', 'pack');

/** A workflow around an agent around the agent whose tool fails; each wraps the error anew. */
function nested() {
  const endMs = now - 5 * MINUTE;
  const outer = new AgentRun({
    name: 'checkout',
    kind: 'workflow',
    startMs: endMs - 9000,
    endMs,
    ...user('ann', 's1'),
  });
  const middle = new AgentRun({
    name: 'seller',
    traceId: outer.traceId,
    startMs: endMs - 8000,
    endMs: endMs - 10,
  });
  const inner = failing('buyer', 5 * MINUTE + 100, 'no stock of item 9', 'search', {
    traceId: outer.traceId,
  });
  return {
    inner,
    spans: [
      outer.span({ failure: { type: 'WorkflowError', message: 'a part of it failed' } }),
      middle.span({
        parentSpanId: outer.spanId,
        failure: { type: 'AgentError', message: 'the buyer failed' },
      }),
      ...inner.spans.map((span) => (span.parentSpanId ? span : { ...span, parentSpanId: middle.spanId })),
    ],
  };
}
const deep = nested();
const well = new AgentRun({ name: 'buyer', startMs: now - MINUTE, endMs: now - MINUTE + 500 });

beforeAll(async () => {
  hub = await startTestHub();
  const environment = { 'deployment.environment.name': 'staging', 'service.version': '1.1' };
  await sendSpans(
    hub,
    [...first.spans, ...other.spans, ...before.spans, ...deep.spans, well.span()],
    'shop',
    environment,
  );
  await sendSpans(hub, [...second.spans, ...step.spans, ...longAgo.spans], 'depot', {
    'service.version': '2.0',
  });
  await eventually(async () => {
    const { total } = await get<Groups>(hub, `${path}?minutes=7200`);
    expect(total).toBe(7);
  });
});
afterAll(() => hub.remove());

describe('failures of a day', () => {
  test('are groups of one cause each, executions around the first one affected', async () => {
    const answer = await get<Groups>(hub, path);
    expect(answer).toMatchObject({
      total: 5,
      executions: 7,
      group_count: 3,
      ungrouped_executions: 0,
      bucket_seconds: 3600,
      computed_at: expect.any(String),
    });
    expect(answer.groups).toHaveLength(3);
    expect(answer.groups[0]).toMatchObject({
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      error_type: 'StockError',
      message: 'no stock of item 9',
      normalised_message: 'no stock of item <*>',
      step: 'search',
      count: 3,
      share: 3 / 5,
      affected_executions: 5,
      affected_users: 2,
      affected_sessions: 2,
      agents: [
        { name: 'buyer', executions: 3 },
        { name: 'checkout', executions: 1 },
        { name: 'seller', executions: 1 },
      ],
      services: [
        { name: 'shop', executions: 4 },
        { name: 'depot', executions: 1 },
      ],
      versions: [
        { name: '1.1', executions: 4 },
        { name: '2.0', executions: 1 },
      ],
      first_seen: iso(now - 70 * MINUTE),
      last_seen: iso(now - 5 * MINUTE),
      executions_before: 0,
      is_new: true,
      is_back: false,
      newest: [
        { id: deep.inner.run.id, origin_id: deep.inner.run.id, name: 'buyer' },
        { id: first.run.id, user_id: 'ann', session_id: 's1' },
        { id: second.run.id, service: 'depot', version: '2.0' },
      ],
    });
  });

  test('are new, known or back', async () => {
    const { groups } = await get<Groups>(hub, path);
    expect(groups.slice(1)).toMatchObject([
      {
        message: 'warehouse is closed',
        step: 'search',
        count: 1,
        executions_before: 1,
        is_new: false,
        is_back: false,
      },
      {
        message: 'no stock of item 5',
        step: 'pack',
        executions_before: 0,
        is_new: false,
        is_back: true,
        first_seen: iso(now - 3 * DAY),
      },
    ]);
  });

  test('have a trend whose buckets add up, those without failures too', async () => {
    const { groups } = await get<Groups>(hub, `${path}?minutes=120`);
    const trend = groups[0]?.trend as { start: string; count: number }[];
    expect(trend.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    expect(trend.length).toBeGreaterThanOrEqual(24);
    const width = Date.parse(trend[1]?.start ?? '') - Date.parse(trend[0]?.start ?? '');
    expect(width).toBe(5 * MINUTE);
  });

  test.each([
    ['agent=seller', 1, ['no stock of item 9']],
    ['agent=packer', 1, ['no stock of item 5']],
    ['service=depot', 2, ['no stock of item 5', 'no stock of item 4711']],
    ['environment=staging', 3, ['no stock of item 9', 'warehouse is closed']],
    ['agent=nobody', 0, []],
    ['limit=1', 5, ['no stock of item 9']],
  ])('are those of %s', async (query, total, messages) => {
    const answer = await get<Groups>(hub, `${path}?${query}`);
    expect(answer.total).toBe(total);
    expect(answer.groups.map(({ message }) => message).sort()).toEqual(messages.toSorted());
  });

  test('are one group by its fingerprint, with all its executions', async () => {
    const { groups } = await get<Groups>(hub, path);
    const one = await get<{ group: Group & { newest: unknown[] } }>(
      hub,
      `${path}/${groups[2]?.fingerprint}?minutes=7200`,
    );
    expect(one.group).toMatchObject({ step: 'pack', count: 2, is_new: true });
    expect(one.group.newest).toMatchObject([{ id: step.run.id }, { id: longAgo.run.id }]);
  });

  test('that an earlier hub folded are counted, in no group', async () => {
    const [row] = await queryStore<{ fp: string }>(
      hub,
      `UPDATE agent_executions SET error_fingerprint = NULL WHERE encode(id, 'hex') = $1 RETURNING status AS fp`,
      [longAgo.run.id],
    );
    expect(row).toEqual({ fp: 'failed' });
    const answer = await get<Groups>(hub, `${path}?minutes=7201`);
    expect(answer).toMatchObject({ total: 7, ungrouped_executions: 1 });
  });

  test.each([
    [`${path}/0123456789abcdef`, 404, 'OBS_FAILURE_NOT_FOUND', 'params.fingerprint'],
    [`${path}/xyz`, 400, 'OBS_BAD_REQUEST', 'params.fingerprint'],
    [`${path}?limit=0`, 400, 'OBS_BAD_REQUEST', 'query.limit'],
    [`${path}?agents=x`, 400, 'OBS_BAD_REQUEST', 'query.agents'],
    [`${path}?agent=%00`, 400, 'OBS_BAD_REQUEST', 'query.agent'],
    [`${path}?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z`, 400, 'OBS_BAD_REQUEST', 'query.from'],
    ['/api/v1/analysis/stuck?minutes=-1', 400, 'OBS_BAD_REQUEST', 'query.minutes'],
  ])('and what is wrong with a question: %s', async (wrong, status, code, where) => {
    const answer = await ask(hub, wrong);
    expect([answer.status, answer.body]).toMatchObject([status, { error: { code, where } }]);
  });
});

interface Stuck {
  readonly stuck: Record<string, unknown>[];
  readonly [key: string]: unknown;
}

describe('stuck executions', () => {
  let quiet: TestHub;
  beforeAll(async () => {
    // Half of it, 900 s, is the silence that is expected where nothing else is known.
    quiet = await startTestHub({ OBSERVATORY_EXECUTION_TIMEOUT: '1800' });
  });
  afterAll(() => quiet.remove());

  const stepOf = (run: AgentRun, type: string, spanId: string, name: string, atMs: number) => ({
    ...run.event(type, {
      atMs,
      attributes: { 'observatory.step.name': name, 'observatory.step.kind': 'tool' },
    }),
    spanId,
  });

  test('are those silent for longer than their own runs take, else than half the timeout, with the step that they are in', async () => {
    // 25 runs of 60 s: the 99th percentile is 60 s.
    const usual = Array.from({ length: 25 }, (_, n) => {
      const startMs = now - (n + 5) * MINUTE;
      return new AgentRun({ name: 'swift', startMs, endMs: startMs + 60_000 }).span();
    });
    await sendSpans(quiet, usual);
    const swift = new AgentRun({ name: 'swift', startMs: now - 3 * MINUTE });
    const [done, open] = [newSpanId(), newSpanId()];
    const fresh = new AgentRun({ name: 'swift', startMs: Date.now() });
    const slow = new AgentRun({ name: 'rare', startMs: now - 16 * MINUTE });
    const patient = new AgentRun({ name: 'rare', startMs: now - 10 * MINUTE });
    const parent = new AgentRun({ name: 'boss', kind: 'workflow', startMs: now - 21 * MINUTE });
    const child = new AgentRun({ name: 'rare', startMs: now - 20 * MINUTE, traceId: parent.traceId });
    const childStart = child.event('execution_start', {
      attributes: { 'observatory.execution.parent_id': parent.id },
    });
    await sendRecords(quiet, [
      swift.start(),
      stepOf(swift, 'step_start', done, 'look', now - 3 * MINUTE + 1),
      stepOf(swift, 'tool_call', done, 'look', now - 3 * MINUTE + 2),
      stepOf(swift, 'step_start', open, 'book', now - 2 * MINUTE),
      ...[fresh, slow, patient, parent].map((run) => run.start()),
      childStart,
    ]);
    const answer = await eventually(async () => {
      const found = await get<Stuck>(quiet, '/api/v1/analysis/stuck');
      expect(found).toMatchObject({ running: 6, stuck_count: 3, abandoned_count: 0 });
      return found;
    });
    // The workflow is silent too, for what it waits for is: the innermost one is told.
    expect(answer.stuck).toMatchObject([
      {
        id: child.id,
        parent_id: parent.id,
        expected_seconds: 900,
        expected_by: 'timeout_share',
        samples: 0,
        step: null,
      },
      { id: slow.id, name: 'rare', kind: 'agent', heartbeat_at: null, last_event_at: iso(slow.startMs) },
      {
        id: swift.id,
        expected_seconds: expect.closeTo(60, 6),
        expected_by: 'own_p99',
        samples: 25,
        step: { name: 'book', kind: 'tool', since: iso(now - 2 * MINUTE) },
      },
    ]);
    expect(answer.stuck[2]?.silent_seconds).toBeGreaterThan(119);
    const one = await get<Stuck>(quiet, '/api/v1/analysis/stuck?agent=swift');
    expect(one).toMatchObject({ running: 2, stuck_count: 1 });
  });

  test('are abandoned after the timeout, with the step in which they were left', async () => {
    const left = new AgentRun({ name: 'lost', startMs: now - 40 * MINUTE });
    await sendRecords(quiet, [
      left.start(),
      stepOf(left, 'step_start', newSpanId(), 'wait', now - 39 * MINUTE),
    ]);
    await eventually(async () => {
      const found = await get<Stuck>(quiet, '/api/v1/analysis/stuck?agent=lost');
      expect(found).toMatchObject({
        running: 0,
        stuck_count: 0,
        abandoned_count: 1,
        abandoned: [{ id: left.id, name: 'lost', step: 'wait', ended_at: iso(now - 39 * MINUTE) }],
      });
    });
    const groups = await get<Groups>(quiet, `${path}?agent=lost`);
    expect(groups.groups).toMatchObject([{ error_type: 'abandoned', step: 'wait', count: 1 }]);
  });
});
