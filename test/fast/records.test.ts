import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { ask, get, listed } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { newSpanId, sendRecords, sendSpans } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
/** The fold leaves twice the time of its last run free: on a busy machine that is long. */
const soon = (check: () => Promise<unknown>) => eventually(check, 30_000);
beforeAll(async () => {
  hub = await startTestHub();
  const warm = new AgentRun({ name: 'warm' });
  await sendSpans(hub, [warm.span()]);
  await soon(async () => expect(await listed(hub, warm.id)).toBeDefined());
});
afterAll(() => hub.remove());

// biome-ignore lint/suspicious/noExplicitAny: answers are compared with values written by hand
const read = (path: string) => get<any>(hub, path);
const call = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(hub.url + path, {
    method,
    ...(body === undefined
      ? {}
      : {
          headers: { 'content-type': 'application/json' },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
};
const put = (path: string, body: unknown) => call('PUT', path, body);
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

describe('the memory of an agent', () => {
  const T0 = Date.now() - 60_000;
  /** A span of one operation, which ends `atS` seconds after T0. */
  const operation = (
    run: AgentRun,
    name: string,
    atS: number,
    attributes: Record<string, string>,
    over = {},
  ) =>
    run.child(
      { 'gen_ai.operation.name': `${name}_memory`, ...attributes },
      { startMs: T0 + atS * 1000 - 5, endMs: T0 + atS * 1000, ...over },
    );
  const record = (store: string, id: string, content?: unknown, metadata?: object) => ({
    'gen_ai.memory.store.id': store,
    'gen_ai.memory.record.id': id,
    ...(content === undefined
      ? {}
      : { 'gen_ai.memory.records': JSON.stringify([{ id, content, metadata }]) }),
  });
  const contents = async (agent: string) =>
    (await read(`/api/v1/memory?agent=${agent}`)).records.map(
      (one: { store: string; record: string; content: unknown }) => [one.store, one.record, one.content],
    );

  test('is what its memory spans say, of the agent in which they ran', async () => {
    const run = new AgentRun({ name: 'keeper', startMs: T0 });
    await sendSpans(hub, [
      run.span(),
      operation(run, 'create', 1, record('notes', 'a', 'likes tea', { of: 'ada' })),
      operation(run, 'upsert', 2, record('notes', 'b', { city: 'Paris' })),
      operation(run, 'update', 3, record('notes', 'a')),
      operation(run, 'create', 4, record('notes', 'gone', 1)),
      operation(run, 'delete', 5, record('notes', 'gone')),
      operation(run, 'search', 6, {
        'gen_ai.memory.records': JSON.stringify([{ id: 'found', content: 'old', score: 0.9 }]),
      }),
      operation(run, 'create', 7, record('notes', 'failed', 1), {
        failure: { type: 'Error', message: 'no' },
      }),
      operation(run, 'create', 8, { 'gen_ai.memory.store.id': 'notes' }),
    ]);
    await soon(async () =>
      expect(await contents('keeper')).toEqual([
        ['default', 'found', 'old'],
        ['notes', 'a', 'likes tea'],
        ['notes', 'b', { city: 'Paris' }],
      ]),
    );
    const iso = (s: number) => `${new Date(T0 + s * 1000).toISOString().slice(0, -1)}000Z`;
    expect(await read('/api/v1/memory/keeper/notes/a')).toEqual({
      agent: 'keeper',
      store: 'notes',
      record: 'a',
      content: 'likes tea',
      metadata: { of: 'ada' },
      execution_id: run.id,
      created_at: iso(1),
      updated_at: iso(3),
    });
  });

  test('heeds the later of two operations, whichever comes first', async () => {
    const late = new AgentRun({ name: 'sleeper', startMs: T0 });
    const early = new AgentRun({ name: 'sleeper', startMs: T0 });
    const made = operation(early, 'create', 1, record('s', 'r', 'made'));
    await sendSpans(hub, [late.span(), operation(late, 'update', 9, record('s', 'r', 'changed'))]);
    await soon(async () => expect(await contents('sleeper')).toEqual([['s', 'r', 'changed']]));
    await sendSpans(hub, [early.span(), made, operation(early, 'create', 2, record('s', 'other', 'x'))]);
    await soon(async () => expect(await contents('sleeper')).toHaveLength(2));
    expect((await read('/api/v1/memory/sleeper/s/r')).content).toBe('changed');
    // Deleted, and then the trace that made it is folded once more.
    expect((await call('DELETE', '/api/v1/memory/sleeper/s/r')).status).toBe(204);
    await sendSpans(hub, [operation(early, 'create', 3, record('s', 'third', 'y')), made]);
    await soon(async () =>
      expect(await contents('sleeper')).toEqual([
        ['s', 'third', 'y'],
        ['s', 'other', 'x'],
      ]),
    );
  });

  test('of a store goes with the store', async () => {
    const run = new AgentRun({ name: 'mover', startMs: T0 });
    await sendSpans(hub, [
      run.span(),
      operation(run, 'create', 1, record('old', 'a', 1)),
      operation(run, 'create', 1, record('new', 'b', 2)),
      run.child(
        { 'gen_ai.operation.name': 'delete_memory_store', 'gen_ai.memory.store.id': 'old' },
        { startMs: T0 + 2000, endMs: T0 + 3000 },
      ),
    ]);
    await soon(async () => expect(await contents('mover')).toEqual([['new', 'b', 2]]));
    // Told late, of a time before: it does not come back. One of a time after does.
    const other = new AgentRun({ name: 'mover', startMs: T0 });
    await sendSpans(hub, [
      other.span(),
      operation(other, 'create', 1.5, record('old', 'late', 3)),
      operation(other, 'create', 4, record('old', 'again', 4)),
    ]);
    await soon(async () =>
      expect(await contents('mover')).toEqual([
        ['old', 'again', 4],
        ['new', 'b', 2],
      ]),
    );
  });

  test('takes whatever a span holds', async () => {
    const run = new AgentRun({ name: 'odd', startMs: T0 });
    const odd = (atS: number, id: string, records: string) =>
      operation(run, 'create', atS, { 'gen_ai.memory.record.id': id, 'gen_ai.memory.records': records });
    await sendSpans(hub, [
      run.span(),
      odd(1, 'half', '[{"id":"half","content":"cut o…[truncated]'),
      odd(2, 'nul', '[{"content":"a\\u0000\\ud800b"}]'),
      odd(3, 'large', JSON.stringify([{ content: 'x'.repeat(70_000) }])),
      odd(4, 'deep', `[{"content":${deep(5000)}}]`),
      odd(5, 'none', '7'),
    ]);
    await soon(async () => expect(await contents('odd')).toHaveLength(5));
    const found = Object.fromEntries(
      (await contents('odd')).map(([, id, content]: unknown[]) => [id, content]),
    );
    expect(found).toMatchObject({ half: null, nul: 'a\ufffd\ufffdb', large: null, deep: null, none: null });
  });

  test('is kept and deleted by the API, under any name', async () => {
    const path = `/api/v1/memory/${['a/b', 'ünï', 'r %'].map(encodeURIComponent).join('/')}`;
    const content = { list: [1, 'two', null], text: 'ok \\u0000 is text' };
    expect(await put(path, { content, metadata: { source: 'hand' } })).toMatchObject({
      status: 201,
      body: {
        agent: 'a/b',
        store: 'ünï',
        record: 'r %',
        content,
        metadata: { source: 'hand' },
        execution_id: null,
      },
    });
    expect(await put(path, { content: null })).toMatchObject({
      status: 200,
      body: { content: null, metadata: null },
    });
    expect((await call('DELETE', path)).status).toBe(204);
    expect(await ask(hub, path)).toMatchObject({
      status: 404,
      body: { error: { code: 'OBS_MEMORY_NOT_FOUND' } },
    });
    expect((await call('DELETE', path)).status).toBe(404);
    expect((await put(path, { content: 'again' })).status).toBe(201);
  });

  test('comes in pages, each record once', async () => {
    for (const id of ['1', '2', '3', '4', '5']) await put(`/api/v1/memory/pager/s/${id}`, { content: id });
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await read(
        `/api/v1/memory?agent=pager&store=s&limit=2${cursor ? `&cursor=${cursor}` : ''}`,
      );
      found.push(...page.records.map((one: { record: string }) => one.record));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(found).toEqual(['5', '4', '3', '2', '1']);
  });

  test('goes when it has not changed for longer than is kept', async () => {
    await put('/api/v1/memory/old/s/r', { content: 1 });
    await put('/api/v1/memory/young/s/r', { content: 1 });
    await queryStore(
      hub,
      "UPDATE agent_memory SET updated_at = now() - interval '40 days' WHERE agent = 'old'",
    );
    await queryStore(hub, 'SELECT observatory_drop_days_before(current_date - 30)');
    expect(await queryStore(hub, "SELECT agent FROM agent_memory WHERE agent IN ('old', 'young')")).toEqual([
      { agent: 'young' },
    ]);
  });

  test.each([
    ['a record without content', 'a/b/c', {}, 400, 'OBS_BAD_REQUEST', 'body'],
    ['another field', 'a/b/c', { content: 1, colour: 2 }, 400, 'OBS_BAD_REQUEST', 'body.colour'],
    [
      'metadata that is a list',
      'a/b/c',
      { content: 1, metadata: [1] },
      400,
      'OBS_BAD_REQUEST',
      'body.metadata',
    ],
    ['NUL in a name', 'a/b/%00', { content: 1 }, 400, 'OBS_BAD_REQUEST', 'params.record'],
    ['too long a name', `a/b/${'x'.repeat(513)}`, { content: 1 }, 400, 'OBS_BAD_REQUEST', 'params.record'],
    [
      'too many bytes of name',
      `a/b/${'%C3%BC'.repeat(300)}`,
      { content: 1 },
      400,
      'OBS_BAD_REQUEST',
      'params.record',
    ],
    ['NUL in content', 'a/b/c', { content: ['a\0'] }, 400, 'OBS_BAD_REQUEST', 'body.content'],
    ['NUL in a member', 'a/b/c', { content: { 'a\0': 1 } }, 400, 'OBS_BAD_REQUEST', 'body.content'],
    ['content too deep', 'a/b/c', `{"content":${deep(40)}}`, 400, 'OBS_BAD_REQUEST', 'body.content'],
    [
      'content deeper than a stack',
      'a/b/c',
      `{"content":${deep(200_000)}}`,
      400,
      'OBS_BAD_REQUEST',
      'body.content',
    ],
    [
      'content too large',
      'a/b/c',
      { content: 'x'.repeat(70_000) },
      413,
      'OBS_BODY_TOO_LARGE',
      'body.content',
    ],
    ['a huge body', 'a/b/c', { content: 'x'.repeat(2_000_000) }, 413, 'OBS_BODY_TOO_LARGE', 'body'],
    ['half of JSON', 'a/b/c', '{"content":', 400, 'OBS_BAD_REQUEST', 'body'],
  ])('PUT of %s is refused with its place', async (_what, path, body, status, code, where) => {
    const answer = await put(`/api/v1/memory/${path}`, body);
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect(answer.body.error.where).toBe(where);
  });

  test('keeps half a pair of surrogates as the sign of what cannot be shown', async () => {
    const { body } = await put('/api/v1/memory/a/b/half', '{"content":{"x\\ud800":"\\udfff"}}');
    expect(body.content).toEqual({ 'x\ufffd': '\ufffd' });
  });

  test.each(['memory?cursor=x', 'memory?agent=%00', 'memory?limit=0', 'memory?shop=1'])(
    'GET %s is refused',
    async (path) => {
      expect(await ask(hub, `/api/v1/${path}`)).toMatchObject({
        status: 400,
        body: { error: { code: 'OBS_BAD_REQUEST', where: expect.stringMatching(/^query\./) } },
      });
    },
  );
});

describe('workflows', () => {
  const FIVE_MINUTES = 300_000;
  const T0 = Math.floor((Date.now() - 40 * 60_000) / FIVE_MINUTES) * FIVE_MINUTES;
  const us = (ms: number) => `${new Date(ms).toISOString().slice(0, -1)}000Z`;
  const stretch = `from=${new Date(T0).toISOString()}&to=${new Date(T0 + FIVE_MINUTES).toISOString()}`;
  const runOf = (name: string, atMs: number) => new AgentRun({ name, kind: 'workflow', startMs: T0 + atMs });
  const workflow = async (name: string) => (await read(`/api/v1/workflows/${name}?${stretch}`)).workflow;

  test('are told with the figures of their runs, what their agents call included', async () => {
    const first = runOf('refund', 1000);
    const second = runOf('refund', 60_000);
    const agent = new AgentRun({ name: 'clerk', traceId: first.traceId, startMs: T0 + 1200 });
    await sendSpans(hub, [
      first.span(),
      second.span({ failure: { type: 'Error', message: 'x' }, endMs: T0 + 64_000 }),
      agent.span({ parentSpanId: first.spanId }),
      agent.chat({}, { startMs: T0 + 1300, endMs: T0 + 1400 }),
    ]);
    await soon(async () => {
      const { runs } = await workflow('refund');
      expect(runs.executions).toBe(2);
      expect(runs.input_tokens).toBe(100);
    });
    const { runs, ...rest } = await workflow('refund');
    expect(rest).toEqual({
      name: 'refund',
      definition: null,
      defined_at: null,
      first_seen_at: us(T0 + 1000),
      last_seen_at: us(T0 + 60_000),
    });
    // 2 s and 4 s; 100 tokens at $2 and 10 at $8 a million.
    expect(runs).toMatchObject({
      completed: 1,
      failed: 1,
      error_rate: 0.5,
      mean_duration_ms: 3000,
      unpriced_calls: 0,
    });
    expect(runs.cost_usd).toBeCloseTo(0.000_28, 12);
  });

  test('keep the definition that is given, also before they run', async () => {
    const definition = { steps: ['collect', 'decide'], next: null };
    const path = '/api/v1/workflows/planned%2Fone';
    expect((await put(path, { definition })).status).toBe(204);
    const { workflow: planned } = await read(path);
    expect(planned).toMatchObject({
      definition,
      first_seen_at: null,
      last_seen_at: null,
      runs: { executions: 0 },
    });
    expect(planned.defined_at).not.toBeNull();
    const run = new AgentRun({ name: 'planned/one', kind: 'workflow' });
    await sendSpans(hub, [run.span()]);
    await soon(async () => expect((await read(path)).workflow.first_seen_at).toBe(us(run.startMs)));
    expect((await read(path)).workflow.definition).toEqual(definition);
    expect((await put(path, { definition: null })).status).toBe(204);
    expect((await read(path)).workflow).toMatchObject({ definition: null, defined_at: null });
    await put('/api/v1/workflows/never', { definition: 1 });
    await put('/api/v1/workflows/never', { definition: null });
    expect((await ask(hub, '/api/v1/workflows/never')).status).toBe(404);
  });

  test('were not seen by what turned out to be none', async () => {
    const good = runOf('settle', 5000);
    const wrong = runOf('settle', 90_000);
    const name = 'misnamed';
    const misnamed = runOf(name, 7000);
    await sendSpans(hub, [good.span()]);
    await sendRecords(hub, [wrong.start(), misnamed.start()]);
    await soon(async () => {
      expect((await workflow('settle')).last_seen_at).toBe(us(T0 + 90_000));
      expect((await workflow(name)).last_seen_at).not.toBeNull();
    });
    // The spans win: the one was of another workflow, and so was the other.
    const other = { attributes: { 'gen_ai.workflow.name': 'audit' } };
    await sendSpans(hub, [wrong.span(other), misnamed.span(other)]);
    await soon(async () => expect((await workflow('audit')).first_seen_at).toBe(us(T0 + 7000)));
    expect(await workflow('settle')).toMatchObject({
      first_seen_at: us(T0 + 5000),
      last_seen_at: us(T0 + 5000),
    });
    expect((await ask(hub, `/api/v1/workflows/${name}`)).status).toBe(404);
  });

  test('come in pages, by name', async () => {
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await read(`/api/v1/workflows?limit=1${cursor ? `&cursor=${cursor}` : ''}`);
      names.push(...page.workflows.map((one: { name: string }) => one.name));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(names).toEqual(['audit', 'planned/one', 'refund', 'settle']);
  });

  test.each([
    ['no definition', 'w', {}, 400, 'body'],
    ['another field', 'w', { definition: 1, graph: 2 }, 400, 'body.graph'],
    ['NUL in a name', '%00', { definition: 1 }, 400, 'params.name'],
    ['NUL in it', 'w', { definition: '\0' }, 400, 'body.definition'],
    ['too deep a definition', 'w', `{"definition":${deep(40)}}`, 400, 'body.definition'],
    ['too large a definition', 'w', { definition: 'x'.repeat(300_000) }, 413, 'body.definition'],
    ['a huge body', 'w', { definition: 'x'.repeat(2_000_000) }, 413, 'body'],
  ])('PUT of %s is refused with its place', async (_what, name, body, status, where) => {
    const answer = await put(`/api/v1/workflows/${name}`, body);
    expect(answer.status).toBe(status);
    expect(answer.body.error.where).toBe(where);
  });

  test('one that is not known has a code', async () => {
    expect(await ask(hub, '/api/v1/workflows/none')).toMatchObject({
      status: 404,
      body: { error: { code: 'OBS_WORKFLOW_NOT_FOUND', where: 'params.name' } },
    });
  });
});

describe('the states of an execution', () => {
  const run = new AgentRun();
  const path = `/api/v1/executions/${run.id}/snapshots`;
  const snapshot = (sequence: number, attributes: Record<string, string>) =>
    run.event('snapshot', {
      severity: 5,
      atMs: run.startMs + sequence,
      attributes: {
        'log.record.uid': newSpanId(),
        'observatory.snapshot.sequence': sequence,
        'observatory.step.name': `step-${sequence}`,
        ...attributes,
      },
    });
  const whole = (state: unknown) => ({ 'observatory.snapshot.state': JSON.stringify(state) });
  const changed = (...changes: object[]) => ({ 'observatory.snapshot.difference': JSON.stringify(changes) });

  beforeAll(async () => {
    await sendRecords(hub, [
      run.start(),
      snapshot(0, whole({ goal: 'refund', 'a/b': 1, open: [1, 2, 3] })),
      snapshot(1, changed({ op: 'add', path: '/open/3', value: 4 })),
      snapshot(2, changed({ op: 'replace', path: '/goal', value: 'done' }, { op: 'remove', path: '/a~1b' })),
      snapshot(4, changed({ op: 'replace', path: '/goal', value: 'lost' })),
      snapshot(5, whole({ many: Array.from({ length: 3000 }, (_, at) => at) })),
      snapshot(6, whole({ many: Array.from({ length: 3000 }, (_, at) => -1 - at) })),
    ]);
  });

  test('can be seen one by one, rebuilt from differences', async () => {
    expect(await read(`${path}/2`)).toMatchObject({
      snapshot: { sequence: 2, step: 'step-2', state: { goal: 'done', open: [1, 2, 3, 4] }, unknown: null },
      previous: 1,
      next: 4,
    });
    expect((await read(`${path}/0`)).previous).toBeNull();
    expect(await read(`${path}/4`)).toMatchObject({
      snapshot: { state: null, unknown: 'missing' },
      previous: 2,
    });
  });

  test('differ by a patch that also tells what was there, and by the steps between', async () => {
    const answer = await read(`${path}/difference?from=0&to=2`);
    expect(answer.changes).toEqual([
      { op: 'remove', path: '/a~1b', before: 1 },
      { op: 'replace', path: '/goal', value: 'done', before: 'refund' },
      { op: 'add', path: '/open/3', value: 4 },
    ]);
    expect(answer).toMatchObject({
      from: { sequence: 0 },
      to: { sequence: 2 },
      change_count: 3,
      truncated: false,
    });
    expect(answer.steps.map((one: { step: string }) => one.step)).toEqual(['step-1', 'step-2']);
  });

  test('differ backwards too', async () => {
    const { changes, steps } = await read(`${path}/difference?from=1&to=0`);
    expect(changes).toEqual([{ op: 'remove', path: '/open/3', before: 4 }]);
    expect(steps.map((one: { sequence: number }) => one.sequence)).toEqual([1]);
  });

  test('do not differ from themselves', async () => {
    expect(await read(`${path}/difference?from=2&to=2`)).toMatchObject({
      changes: [],
      change_count: 0,
      steps: [],
    });
  });

  test('differ by nothing that is known where one is not known', async () => {
    expect(await read(`${path}/difference?from=2&to=4`)).toMatchObject({
      changes: null,
      change_count: null,
      to: { unknown: 'missing' },
    });
  });

  test('that are deeper than can be answered with are damaged, not a fault', async () => {
    const deeper = new AgentRun();
    await sendRecords(hub, [
      deeper.event('snapshot', {
        attributes: { 'observatory.snapshot.sequence': 0, 'observatory.snapshot.state': deep(100_000) },
      }),
    ]);
    const states = `/api/v1/executions/${deeper.id}/snapshots`;
    expect((await read(`${states}/0`)).snapshot).toMatchObject({ state: null, unknown: 'damaged' });
    expect((await read(states)).snapshots).toMatchObject([{ state: null, unknown: 'damaged' }]);
  });

  test('that differ by more than can be shown say so', async () => {
    const answer = await read(`${path}/difference?from=5&to=6`);
    expect([answer.changes.length, answer.change_count, answer.truncated]).toEqual([1000, 3000, true]);
  });

  test.each([
    ['/3', 404, 'OBS_SNAPSHOT_NOT_FOUND', 'params.sequence'],
    ['/x', 400, 'OBS_BAD_REQUEST', 'params.sequence'],
    ['/-1', 400, 'OBS_BAD_REQUEST', 'params.sequence'],
    ['/99999999999', 400, 'OBS_BAD_REQUEST', 'params.sequence'],
    ['/difference', 400, 'OBS_BAD_REQUEST', 'query'],
    ['/difference?from=0', 400, 'OBS_BAD_REQUEST', 'query'],
    ['/difference?from=0&to=3', 404, 'OBS_SNAPSHOT_NOT_FOUND', 'query.to'],
    ['/difference?from=7&to=0', 404, 'OBS_SNAPSHOT_NOT_FOUND', 'query.from'],
    ['/difference?from=a&to=0', 400, 'OBS_BAD_REQUEST', 'query.from'],
  ])('snapshots%s is refused with its place', async (rest, status, code, where) => {
    expect(await ask(hub, path + rest)).toMatchObject({ status, body: { error: { code, where } } });
  });

  test('of an execution that is not known has a code', async () => {
    for (const rest of ['0', 'difference?from=0&to=1'])
      expect(await ask(hub, `/api/v1/executions/${'e'.repeat(48)}/snapshots/${rest}`)).toMatchObject({
        status: 404,
        body: { error: { code: 'OBS_EXECUTION_NOT_FOUND', where: 'params.id' } },
      });
  });
});
