import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { ask, detailOf, get, listed, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { sendRecords, sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

type Detail = Schemas['ExecutionDetail'];
type Page = Schemas['SpanLineList'];
let hub: TestHub;
const run = new AgentRun();
/** Starts that many share, so that their order is by id. */
const children = Array.from({ length: 250 }, (_, at) =>
  run.child(
    { 'http.request.method': 'GET' },
    { name: `GET /${at}`, startMs: run.startMs + Math.floor(at / 5), endMs: run.startMs + 500 + at },
  ),
);

beforeAll(async () => {
  hub = await startTestHub();
  const step = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' };
  await sendSpans(hub, [run.span(), run.child(step, { name: 'search' }), ...children]);
  await sendRecords(hub, [run.start(), run.end()]);
  await eventually(async () => expect((await listed(hub, run.id))?.status).toBe('completed'));
});
afterAll(() => hub.remove());

const path = `/api/v1/executions/${run.id}`;
const part = (parts: string) => get<Detail>(hub, `${path}?parts=${parts}`);

describe('the parts of an execution', () => {
  test('are all unless some are asked for', async () => {
    const whole = await detailOf(hub, run.id);
    expect(await part('steps,spans,events,logs,evaluations')).toEqual(whole);
    expect([whole.spans.length, whole.steps.length > 0, whole.events.length > 0]).toEqual([252, true, true]);
  });

  test.each(['steps', 'spans', 'events', 'logs', 'evaluations'] as const)(
    'are %s as the whole has them, and nothing else',
    async (name) => {
      const whole = await detailOf(hub, run.id);
      const { execution, parents, children: inner, links, logs_from: from, ...lists } = await part(name);
      expect({ execution, parents, inner, links, from }).toEqual({
        execution: whole.execution,
        parents: whole.parents,
        inner: whole.children,
        links: whole.links,
        from: whole.logs_from,
      });
      expect(lists[name]).toEqual(whole[name]);
      const others = (['steps', 'spans', 'events', 'logs', 'evaluations'] as const).filter(
        (one) => one !== name,
      );
      for (const other of others) expect(lists[other]).toEqual([]);
    },
  );

  test('may be none', async () => {
    const whole = await detailOf(hub, run.id);
    expect(await part('')).toEqual({
      ...whole,
      ...{ steps: [], spans: [], events: [], logs: [], evaluations: [] },
    });
  });

  test('that are no parts are refused', async () => {
    const { status, body } = await ask(hub, `${path}?parts=steps,weather`);
    expect([status, (body as { error: { where: string } }).error.where]).toEqual([400, 'query.parts']);
  });

  test('of what is not there are not found', async () => {
    expect((await ask(hub, `/api/v1/executions/${'0'.repeat(48)}?parts=`)).status).toBe(404);
  });
});

describe('the spans of a trace', () => {
  test('come in pages, each once and in the order of the whole', async () => {
    const { spans } = await detailOf(hub, run.id);
    const found: Page['spans'] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await get(
        hub,
        `${path}/spans?limit=40${cursor === null ? '' : `&cursor=${cursor}`}`,
      );
      expect(page.spans.length).toBeLessThanOrEqual(40);
      found.push(...page.spans);
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(found).toEqual(
      spans.map(({ span_id, parent_span_id, name, kind, service, start_time, duration_ms, status }) => ({
        span_id,
        parent_span_id,
        name,
        kind,
        service,
        start_time,
        duration_ms,
        status,
      })),
    );
  });

  test('are one page where they fit', async () => {
    const { spans, next_cursor: next } = await get<Page>(hub, `${path}/spans`);
    expect([spans.length, next]).toEqual([252, null]);
  });

  test.each([
    ['cursor=x', 'query.cursor'],
    ['limit=20001', 'query.limit'],
    [`cursor=${Buffer.from('1 no-id').toString('base64url')}`, 'query.cursor'],
  ])('are not asked for by %s', async (query, where) => {
    const { status, body } = await ask(hub, `${path}/spans?${query}`);
    expect([status, (body as { error: { where: string } }).error.where]).toEqual([400, where]);
  });

  test('of an execution that is not there are not found', async () => {
    expect((await ask(hub, `/api/v1/executions/${'0'.repeat(48)}/spans`)).status).toBe(404);
  });
});
