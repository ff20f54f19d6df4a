import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runService } from '../../shim/src/testing/run-service.ts';
import { AgentRun } from '../support/agent-run.ts';
import { ask, detailOf, get, listed, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { newSpanId, newTraceId, sendRecords } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

type List = Schemas['SnapshotList'];
let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.remove());

type Attributes = NonNullable<Parameters<AgentRun['event']>[1]>['attributes'];
const whole = (sequence: number, state: string): Attributes => ({
  'observatory.snapshot.sequence': sequence,
  'observatory.snapshot.state': state,
});
const changed = (sequence: number, ...changes: object[]): Attributes => ({
  'observatory.snapshot.sequence': sequence,
  'observatory.snapshot.difference': JSON.stringify(changes),
});
const left = (sequence: number): Attributes => ({
  'observatory.snapshot.sequence': sequence,
  'observatory.snapshot.omitted': 'too_large',
});
const set = (path: string, value: unknown) => ({ op: 'replace', path, value });
const add = (path: string, value: unknown) => ({ op: 'add', path, value });
const snapshot = (run: AgentRun, attributes: Attributes) =>
  run.event('snapshot', { severity: 5, attributes: attributes ?? {} });
const send = (run: AgentRun, ...all: Attributes[]) =>
  sendRecords(
    hub,
    all.map((attributes) => snapshot(run, attributes)),
  );
const listOf = (run: AgentRun, query = '') =>
  get<List>(hub, `/api/v1/executions/${run.id}/snapshots${query}`);
const states = ({ snapshots }: List) =>
  snapshots.map(({ sequence, state, unknown }) => [sequence, unknown ?? state]);

describe('the snapshots of an execution', () => {
  test('are listed with the states that they recorded', async () => {
    const run = new AgentRun();
    await send(
      run,
      whole(0, '{"goal":"refund","open":[1]}'),
      { ...changed(1, add('/open/1', 2), set('/goal', 'done')), 'observatory.step.name': 'plan' },
      changed(2, { op: 'remove', path: '/open' }),
      whole(3, 'null'),
    );
    const { snapshots, next_from } = await listOf(run);
    const time = `${new Date(run.startMs).toISOString().slice(0, -1)}000Z`;
    expect(snapshots).toEqual([
      { sequence: 0, time, step: null, state: { goal: 'refund', open: [1] }, unknown: null },
      { sequence: 1, time, step: 'plan', state: { goal: 'done', open: [1, 2] }, unknown: null },
      { sequence: 2, time, step: null, state: { goal: 'done' }, unknown: null },
      { sequence: 3, time, step: null, state: null, unknown: null },
    ]);
    expect(next_from).toBeNull();
  });

  test('are the same in any order and however often they come', async () => {
    const run = new AgentRun();
    const sent = [whole(0, '[0]'), changed(1, set('/0', 1)), changed(2, set('/0', 2))].map((one) =>
      snapshot(run, one),
    );
    await sendRecords(hub, [run.start(), ...sent.toReversed()]);
    await Promise.all([sendRecords(hub, sent), sendRecords(hub, sent)]);
    await sendRecords(hub, [...sent, ...sent]);
    expect(states(await listOf(run))).toEqual([
      [0, [0]],
      [1, [1]],
      [2, [2]],
    ]);
    const { events } = await detailOf(hub, run.id);
    expect(events.filter(({ type }) => type === 'snapshot')).toHaveLength(3);
  });

  test('say where a state cannot be known, and why, and go on from the next whole one', async () => {
    const run = new AgentRun();
    await send(
      run,
      whole(0, '{"n":0}'),
      changed(1, set('/n', 1)),
      // 2 never came.
      changed(3, set('/n', 3)),
      changed(4, set('/n', 4)),
      left(5),
      whole(6, '{"n":6}'),
      changed(7, set('/wrong/path', 7)),
      whole(8, '{"n":'),
      whole(9, '{"n":9}'),
      changed(10, set('/n', 10)),
    );
    expect(states(await listOf(run))).toEqual([
      [0, { n: 0 }],
      [1, { n: 1 }],
      [3, 'missing'],
      [4, 'missing'],
      [5, 'too_large'],
      [6, { n: 6 }],
      [7, 'damaged'],
      [8, 'damaged'],
      [9, { n: 9 }],
      [10, { n: 10 }],
    ]);
  });

  test('begin with what is missing where the first is no whole state', async () => {
    const run = new AgentRun();
    await send(run, changed(0, set('/n', 1)), changed(1, set('/n', 2)));
    expect(states(await listOf(run))).toEqual([
      [0, 'missing'],
      [1, 'missing'],
    ]);
  });

  test('come in pages, whose states build upon those of the pages before', async () => {
    const run = new AgentRun();
    await send(
      run,
      ...Array.from({ length: 25 }, (_, n) =>
        n % 10 === 0 ? whole(n, `{"n":${n}}`) : changed(n, set('/n', n)),
      ),
    );
    const first = await listOf(run, '?limit=12');
    expect([first.snapshots.length, first.next_from]).toEqual([12, 12]);
    const second = await listOf(run, `?limit=12&from=${first.next_from}`);
    expect([second.snapshots.length, second.next_from]).toEqual([12, 24]);
    const third = await listOf(run, `?limit=12&from=${second.next_from}`);
    expect(third.next_from).toBeNull();
    expect([first, second, third].flatMap(states)).toEqual(Array.from({ length: 25 }, (_, n) => [n, { n }]));
    expect(states(await listOf(run, '?from=17&limit=1'))).toEqual([[17, { n: 17 }]]);
    expect(await listOf(run, '?from=400')).toEqual({ snapshots: [], next_from: null });
  });

  test('come in smaller pages where they are large, and one at least', async () => {
    const run = new AgentRun();
    const large = JSON.stringify('x'.repeat(1_000_000));
    await send(run, ...Array.from({ length: 10 }, (_, n) => whole(n, large)));
    const { snapshots, next_from } = await listOf(run);
    expect([snapshots.length, next_from]).toEqual([8, 8]);
    await send(run, whole(10, JSON.stringify('x'.repeat(2_000_000))));
    expect((await listOf(run, '?from=10')).snapshots).toMatchObject([{ sequence: 10, unknown: 'too_large' }]);
  });

  test('come in pages that are bounded by what is stored, too, and lose none', {
    timeout: 120_000,
  }, async () => {
    const run = new AgentRun();
    // Their states are small: a megabyte of changes that undo each other.
    const noise = add('/noise', 'x'.repeat(1_000_000));
    const count = 40;
    await send(run, whole(0, '{"n":0}'));
    for (let n = 1; n < count; n += 1)
      await send(run, changed(n, noise, { op: 'remove', path: '/noise' }, set('/n', n)));
    const got: unknown[] = [];
    const pages: number[] = [];
    for (let from: number | null = 0; from !== null; ) {
      const { snapshots, next_from }: List = await listOf(run, `?limit=200&from=${from}`);
      got.push(...snapshots.map(({ state, unknown }) => unknown ?? state));
      pages.push(snapshots.length);
      from = next_from;
    }
    expect(got).toEqual(Array.from({ length: count }, (_, n) => ({ n })));
    expect(pages).toEqual([17, 16, 7]);
    // What lies further than 32 MiB behind the last whole state is not built up again.
    expect(states(await listOf(run, '?from=39'))).toEqual([[39, 'missing']]);
  });

  test('bear any text', async () => {
    const run = new AgentRun();
    await send(run, whole(0, '{"nul":"\\u0000","half":"\\ud800","__proto__":{"polluted":1}}'));
    const { snapshots } = await listOf(run);
    expect(JSON.stringify(snapshots[0]?.state)).toBe(
      '{"nul":"\\u0000","half":"\\ud800","__proto__":{"polluted":1}}',
    );
  });

  test('are signs of life, and events that hold no state', async () => {
    const run = new AgentRun();
    const atMs = run.startMs + 3000;
    await sendRecords(hub, [run.start()]);
    await sendRecords(hub, [run.event('snapshot', { atMs, attributes: whole(0, '{"secret":1}') ?? {} })]);
    await eventually(async () =>
      expect(await listed(hub, run.id)).toMatchObject({
        status: 'running',
        last_event_at: `${new Date(atMs).toISOString().slice(0, -1)}000Z`,
      }),
    );
    const { events } = await detailOf(hub, run.id);
    const event = events.find(({ type }) => type === 'snapshot');
    expect(event?.data).toMatchObject({ 'observatory.snapshot.sequence': 0 });
    expect(event?.data).not.toHaveProperty('observatory.snapshot.state');
  });

  test.each([
    ['no sequence', { 'observatory.snapshot.state': '1' }],
    ['a negative one', whole(-1, '1')],
    ['a broken one', { ...whole(0, '1'), 'observatory.snapshot.sequence': 1.5 }],
    ['one that is too large', whole(2 ** 31, '1')],
    ['no start', { ...whole(0, '1'), 'observatory.execution.start_unix_us': 'then' }],
  ])('without what they need are events only: %s', async (_case, attributes) => {
    const run = new AgentRun();
    await sendRecords(hub, [run.start(), snapshot(run, attributes)]);
    await eventually(async () => expect(await listed(hub, run.id)).toBeDefined());
    expect(await listOf(run)).toEqual({ snapshots: [], next_from: null });
    const { events } = await detailOf(hub, run.id);
    expect(events.find(({ type }) => type === 'snapshot')?.data).toHaveProperty('observatory.snapshot.state');
  });

  test('go with the day of their execution', async () => {
    const run = new AgentRun({ startMs: Date.now() - 40 * 86_400_000 });
    await send(run, whole(0, '1'));
    expect((await listOf(run)).snapshots).toHaveLength(1);
    hub = await hub.restart();
    const rows = await queryStore(
      hub,
      'SELECT 1 FROM execution_snapshots WHERE execution_id = decode($1, $2)',
      [run.id, 'hex'],
    );
    expect(rows).toEqual([]);
  });
});

describe('the list of snapshots', () => {
  test.each([newTraceId() + newSpanId(), 'no-id'])('of no execution is not found: %s', async (id) => {
    const { status, body } = await ask(hub, `/api/v1/executions/${id}/snapshots`);
    expect([status, body]).toMatchObject([404, { error: { code: 'OBS_EXECUTION_NOT_FOUND' } }]);
  });

  test.each([
    ['?from=-1', 'query.from'],
    ['?from=x', 'query.from'],
    ['?limit=0', 'query.limit'],
    ['?limit=1000', 'query.limit'],
    ['?cursor=1', 'query.cursor'],
  ])('names a parameter that is wrong: %s', async (query, where) => {
    const { status, body } = await ask(
      hub,
      `/api/v1/executions/${newTraceId() + newSpanId()}/snapshots${query}`,
    );
    expect([status, body]).toMatchObject([400, { error: { code: 'OBS_BAD_REQUEST', where } }]);
  });
});

test('what a service records with the shim is what the hub gives back', { timeout: 40_000 }, async () => {
  const { code } = await runService(
    `import { agentTracking, enhancedObservability, init } from '@observatory/shim';
     await init();
     const id = await enhancedObservability.startAgentExecution('traveller', 'work');
     const state = { goal: 'refund', notes: 'n'.repeat(200), seen: [] };
     for (let n = 0; n < 15; n += 1) {
       state.seen.push({ n, even: n % 2 === 0 });
       if (n === 7) delete state.goal;
       await enhancedObservability.recordSnapshot(id, state);
     }
     await enhancedObservability.completeAgentExecution(id, 'done');`,
    { env: { OTEL_EXPORTER_OTLP_ENDPOINT: hub.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' } },
  );
  expect(code).toBe(0);
  const run = await eventually(async () => {
    const { executions } = await get<Schemas['ExecutionList']>(hub, '/api/v1/executions?name=traveller');
    expect(executions).toMatchObject([{ status: 'completed' }]);
    return executions[0];
  });
  const { snapshots } = await get<List>(hub, `/api/v1/executions/${run?.id}/snapshots`);
  const seen = (count: number) => Array.from({ length: count }, (_, n) => ({ n, even: n % 2 === 0 }));
  expect(snapshots.map(({ state }) => state)).toEqual(
    Array.from({ length: 15 }, (_, n) => ({
      ...(n < 7 ? { goal: 'refund' } : {}),
      notes: 'n'.repeat(200),
      seen: seen(n + 1),
    })),
  );
  const kinds = await queryStore<{ whole: number; changed: number }>(
    hub,
    'SELECT count(state)::int AS whole, count(difference)::int AS changed FROM execution_snapshots WHERE execution_id = decode($1, $2)',
    [run?.id, 'hex'],
  );
  expect(kinds).toEqual([{ whole: 2, changed: 13 }]);
});
