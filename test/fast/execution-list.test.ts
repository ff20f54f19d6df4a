import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun, type RunOptions } from '../support/agent-run.ts';
import { ask, get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { PlainSpan } from '../support/otlp-json.ts';
import { sendRecords, sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
const T0 = Date.now() - 600_000;
let minutes = 0;
/** Each run starts a second after the one before, so that their order is known. */
const newRun = (options: RunOptions) => new AgentRun({ startMs: T0 + 1000 * minutes++, ...options });

const attributes = (given: NonNullable<PlainSpan['attributes']>) => ({ attributes: given });
const percent = newRun({ name: '100% done' });
const underscore = newRun({ name: 'a_b' });
const letters = newRun({ name: 'axb' });
const backslash = newRun({ name: 'C:\\agents\\one' });
const quote = newRun({ name: `it's "quoted"; DROP TABLE spans; --` });
const unicode = newRun({ name: 'Zürich 東京 🚲' });
const workflow = newRun({ name: 'nightly', kind: 'workflow' });
const failing = newRun({ name: 'failing' });
const cancelled = newRun({
  name: 'cancelled',
  ...attributes({ 'observatory.execution.status': 'cancelled' }),
});
const running = newRun({ name: 'running', startMs: Date.now() });
const ada = newRun({
  name: 'for-ada',
  ...attributes({
    'user.id': 'ada',
    'session.id': 'session-7',
    'observatory.task.id': 'task-12',
    'observatory.execution.operation': 'answer-ticket',
  }),
});
const inner = newRun({ name: 'within', traceId: workflow.traceId });

beforeAll(async () => {
  hub = await startTestHub();
  await sendSpans(hub, [
    ...[percent, underscore, letters, backslash, quote, unicode, workflow, cancelled, ada].map((run) =>
      run.span(),
    ),
    failing.span({ failure: { type: 'TimeoutError', message: 'the shelf is empty' } }),
    inner.span({ parentSpanId: workflow.spanId }),
  ]);
  await sendRecords(hub, [running.start()]);
  await eventually(async () => expect(await list('')).toHaveLength(12));
});
afterAll(() => hub.remove());

async function page(query: string): Promise<Schemas['ExecutionList']> {
  return get<Schemas['ExecutionList']>(hub, `/api/v1/executions?${query}`);
}
const list = async (query: string) => (await page(query)).executions.map((execution) => execution.name);
const find = (text: string) => list(`q=${encodeURIComponent(text)}`);

describe('the list of executions', () => {
  test('has the newest first', async () => {
    expect((await list('limit=3')).slice(0, 3)).toEqual(['running', 'within', 'for-ada']);
  });

  test('filters by status, and by several', async () => {
    expect(await list('status=failed')).toEqual(['failing']);
    expect(await list('status=running,cancelled')).toEqual(['running', 'cancelled']);
  });

  test('filters by kind and by exact name', async () => {
    expect(await list('kind=workflow')).toEqual(['nightly']);
    expect(await list('name=axb')).toEqual(['axb']);
    expect(await list('name=ax')).toEqual([]);
  });

  test('leaves out what another execution started, on request', async () => {
    const roots = await list('roots=true');
    expect(roots).toHaveLength(11);
    expect(roots).not.toContain('within');
  });

  test('applies all filters together', async () => {
    expect(await list('status=completed&kind=agent&q=a_b')).toEqual(['a_b']);
    expect(await list('status=failed&kind=workflow')).toEqual([]);
  });
});

describe('the search of executions', () => {
  test('takes %, _ and \\ as the characters that they are', async () => {
    expect(await find('%')).toEqual(['100% done']);
    expect(await find('a_b')).toEqual(['a_b']);
    expect(await find('\\agents\\')).toEqual(['C:\\agents\\one']);
  });

  test('takes quotes, SQL and any script as text', async () => {
    expect(await find(`'s "quoted"; DROP`)).toEqual([quote.name]);
    expect(await find('東京')).toEqual(['Zürich 東京 🚲']);
    expect(await find('🚲')).toEqual(['Zürich 東京 🚲']);
  });

  test('heeds no case', async () => {
    expect(await find('ZÜRICH')).toEqual(['Zürich 東京 🚲']);
  });

  test.each([
    ['the type of an error', 'timeouterr', 'failing'],
    ['the message of an error', 'shelf is empty', 'failing'],
    ['the operation', 'answer-tick', 'for-ada'],
    ['a user', 'ada', 'for-ada'],
    ['a session', 'session-7', 'for-ada'],
    ['a task', 'task-12', 'for-ada'],
  ])('finds %s', async (_what, text, name) => {
    expect(await find(text)).toEqual([name]);
  });

  test('finds an id by the whole of it, by its beginning and by its trace', async () => {
    expect(await find(letters.id)).toEqual(['axb']);
    expect(await find(letters.id.slice(0, 12).toUpperCase())).toEqual(['axb']);
    expect(await find(workflow.traceId)).toEqual(['within', 'nightly']);
  });

  test('finds nothing where there is nothing', async () => {
    expect(await find('no such text')).toEqual([]);
  });
});

describe('pages', () => {
  const collect = async (query: string, between: () => Promise<void> = async () => {}) => {
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const next: Schemas['ExecutionList'] = await page(`${query}${cursor ? `&cursor=${cursor}` : ''}`);
      names.push(...next.executions.map((execution) => execution.id));
      cursor = next.next_cursor;
      await between();
    } while (cursor !== null);
    return names;
  };

  test('have all executions once, also where many start in the same microsecond', async () => {
    const startMs = T0 - 3_600_000;
    const runs = Array.from({ length: 25 }, () => new AgentRun({ name: 'crowd', startMs }));
    await sendSpans(
      hub,
      runs.map((run) => run.span()),
    );
    await eventually(async () => expect(await list('name=crowd&limit=100')).toHaveLength(25));
    const ids = await collect('name=crowd&limit=4');
    expect(ids).toEqual(
      runs
        .map((run) => run.id)
        .sort()
        .reverse(),
    );
  });

  test('have neither gaps nor doubles while new executions arrive', async () => {
    const before = (await page('limit=500')).executions.map((execution) => execution.id);
    let arrived = 0;
    const ids = await collect('limit=5', async () => {
      const newcomers = [0, 1].map(() => new AgentRun({ name: 'newcomer', startMs: Date.now() }).span());
      await sendSpans(hub, newcomers);
      arrived += newcomers.length;
      await eventually(async () => expect(await list('name=newcomer&limit=500')).toHaveLength(arrived));
    });
    expect(ids).toEqual(before);
  });

  test('end where the last one is just full', async () => {
    expect(await page('kind=workflow&limit=1')).toMatchObject({ next_cursor: null });
    expect(await page('status=running,cancelled&limit=2')).toMatchObject({ next_cursor: null });
  });
});

describe('a bad request for the list', () => {
  const sealed = (text: string) => Buffer.from(text).toString('base64url');

  test.each([
    ['limit=0', 'query.limit'],
    ['limit=501', 'query.limit'],
    ['limit=many', 'query.limit'],
    ['limit=1.5', 'query.limit'],
    ['status=done', 'query.status'],
    ['status=running,done', 'query.status'],
    ['kind=robot', 'query.kind'],
    ['roots=maybe', 'query.roots'],
    ['cursor=xyz', 'query.cursor'],
    [`cursor=${sealed(`999999999999999999 ${'a'.repeat(48)}`)}`, 'query.cursor'],
    [`cursor=${sealed(`12 ${'a'.repeat(47)}`)}`, 'query.cursor'],
    [`q=${'x'.repeat(201)}`, 'query.q'],
    ['q=%00', 'query.q'],
    ['name=a%00b', 'query.name'],
    ['q=a&q=b', 'query.q'],
  ])('%s is answered with 400, a code and where', async (query, where) => {
    const { status, body } = await ask(hub, `/api/v1/executions?${query}`);
    expect([status, body]).toMatchObject([400, { error: { code: 'OBS_BAD_REQUEST', where } }]);
  });

  test('says what was expected and what came', async () => {
    const { body } = await ask(hub, '/api/v1/executions?limit=501');
    expect(body).toMatchObject({
      error: { message: expect.stringMatching(/query\.limit .*<= 500, got 501/) },
    });
  });
});
