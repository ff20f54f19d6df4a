import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { ask, get } from '../support/api.ts';
import { sendRecords } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

interface Listed {
  readonly events: {
    readonly message: string;
    readonly type: string;
    readonly severity: string;
    readonly agent: string | null;
    readonly service: string | null;
    readonly time: string;
    readonly data: Record<string, unknown>;
  }[];
  readonly next_cursor: string | null;
  readonly start_time: string;
  readonly end_time: string;
}

const MINUTE = 60_000;
let hub: TestHub;
const nowMs = Date.now();
const red = new AgentRun({ name: 'red', startMs: nowMs - 10 * MINUTE });
const blue = new AgentRun({ name: 'blue', startMs: nowMs - 5 * MINUTE });
const nightly = new AgentRun({ name: 'nightly', kind: 'workflow', startMs: nowMs - 3 * MINUTE });
const old = new AgentRun({ name: 'old', startMs: nowMs - 3 * 24 * 60 * MINUTE });

beforeAll(async () => {
  hub = await startTestHub({ MAX_EVENTS_PER_QUERY: '50' });
  await sendRecords(hub, [
    red.start(),
    { ...red.event('log', { atMs: red.startMs + 1000, severity: 17 }), body: 'Database ERROR: no answer' },
    red.event('log', { atMs: red.startMs + 2000, severity: 5, attributes: { region: 'eu', retries: 3 } }),
    blue.event('tool_call', { severity: 13, attributes: { note: ['the 100% Needle', 'Ärger'] } }),
    nightly.event('log', { severity: 21 }),
    old.start(),
  ]);
});
afterAll(() => hub.remove());

const list = (query = '') => get<Listed>(hub, `/api/v1/events${query}`);
const messages = async (query = '') => (await list(query)).events.map(({ message }) => message);
const iso = (ms: number) => new Date(ms).toISOString();

/** As sent, newest first; `old` is of three days ago. */
const all = [
  'nightly log',
  'blue tool_call',
  'red log',
  'Database ERROR: no answer',
  'red execution_start',
] as const;

describe('the list of events', () => {
  test('is of the last day unless a time is given, newest first, with agent, service and attributes', async () => {
    const { events, next_cursor, start_time, end_time } = await list();
    expect(events.map(({ message }) => message)).toEqual(all);
    expect(events[2]).toMatchObject({
      type: 'log',
      severity: 'debug',
      agent: 'red',
      service: 'shop',
      time: `${iso(red.startMs + 2000).slice(0, -1)}000Z`,
      data: { region: 'eu', retries: 3 },
    });
    expect(events[0]?.agent).toBe('nightly');
    expect(next_cursor).toBeNull();
    expect(Date.parse(end_time) - Date.parse(start_time)).toBe(24 * 60 * MINUTE);
  });

  test('is the same at both of its paths', async () => {
    const short = await get<Listed>(hub, '/events');
    expect(short.events).toEqual((await list()).events);
  });

  test.each([
    [`?start_time=${iso(nowMs - 6 * MINUTE)}`, ['nightly log', 'blue tool_call']],
    [`?start_time=${iso(nowMs - 6 * MINUTE)}&end_time=${iso(nowMs - 4 * MINUTE)}`, ['blue tool_call']],
    [
      `?start_time=${iso(nowMs - 4 * 24 * 60 * MINUTE)}&end_time=${iso(nowMs - 24 * 60 * MINUTE)}`,
      ['old execution_start'],
    ],
    ['?start_time=2025-01-14T10:00:00Z&end_time=2025-01-14T20:00:00Z', []],
    ['?severity=3', ['nightly log', 'Database ERROR: no answer']],
    ['?severity=2', ['blue tool_call']],
    ['?severity=1', ['red log', 'red execution_start']],
    ['?severity=fatal,2', ['nightly log', 'blue tool_call']],
    ['?type=tool_call,execution_start', ['blue tool_call', 'red execution_start']],
    ['?agent=red', ['red log', 'Database ERROR: no answer', 'red execution_start']],
    ['?agent=blue,nightly', ['nightly log', 'blue tool_call']],
    ['?agent=,', []],
    ['?search=database+error', ['Database ERROR: no answer']],
    ['?search=error%20DATABASE%20red', ['Database ERROR: no answer']],
    ['?search=error+nothing', []],
    ['?search=100%25+needle', ['blue tool_call']],
    ['?search=%C3%84RGER', ['blue tool_call']],
    ['?search=tool_call', ['blue tool_call']],
    ['?search=_____', []],
    [`?trace_id=${red.traceId}`, ['red log', 'Database ERROR: no answer', 'red execution_start']],
    [`?trace_id=${red.id}&severity=3`, ['Database ERROR: no answer']],
    [`?trace_id=${old.traceId.toUpperCase()}`, ['old execution_start']],
    ['?trace_id=abc123def456', []],
    [`?execution_id=${blue.id}`, ['blue tool_call']],
    ['?tag.region=eu', ['red log']],
    ['?tag.retries=3&tag.region=eu', ['red log']],
    ['?tag.region=us', []],
    ['?tag.gen_ai.agent.name=blue', ['blue tool_call']],
  ])('answers %s', async (query, expected) => {
    expect(await messages(query)).toEqual(expected);
  });

  test('comes in pages without gap or double, while new events arrive', async () => {
    const run = new AgentRun({ name: 'paged' });
    // Several of one moment, so that the time alone does not tell them apart.
    await sendRecords(
      hub,
      Array.from({ length: 9 }, (_, at) => ({
        ...run.event('log', { atMs: nowMs - MINUTE }),
        body: `page ${at}`,
      })),
    );
    const got: string[] = [];
    let cursor: string | null = '';
    let start = '';
    while (cursor !== null) {
      const page: Listed = await list(
        `?agent=paged&limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      got.push(...page.events.map(({ message }) => message));
      cursor = page.next_cursor;
      start ||= page.start_time;
      expect(page.start_time).toBe(start);
      await sendRecords(hub, [{ ...run.event('log', { atMs: Date.now() }), body: 'newer' }]);
    }
    expect(got.toSorted()).toEqual(Array.from({ length: 9 }, (_, at) => `page ${at}`));
  });

  test.each([
    ['?limit=51', 'query.limit'],
    ['?limit=0', 'query.limit'],
    ['?cursor=nonsense', 'query.cursor'],
    [`?cursor=${Buffer.from('999999999999999999 0 x').toString('base64url')}`, 'query.cursor'],
    ['?severity=4', 'query.severity'],
    ['?severity=loud', 'query.severity'],
    ['?severity=__proto__', 'query.severity'],
    ['?type=nonsense', 'query.type'],
    ['?execution_id=12', 'query.execution_id'],
    ['?start_time=yesterday', 'query.start_time'],
    ['?start_time=2090-01-01T00:00:00Z', 'query.start_time'],
    ['?end_time=0000-01-01', 'query.end_time'],
    ['?start_time=2026-01-02T00:00:00Z&end_time=2026-01-01T00:00:00Z', 'query.start_time'],
    ['?start_time=1990-01-01T00:00:00Z', 'query.start_time'],
    ['?search=a%00b', 'query.search'],
    ['?tag.a=x%00', 'query.tag.a'],
    ['?tagged=x', 'query.tagged'],
    ['?agent=a&agent=b', 'query.agent'],
  ])('refuses %s, with a code and where', async (query, where) => {
    const { status, body } = await ask(hub, `/events${query}`);
    expect([status, body]).toMatchObject([400, { error: { code: 'OBS_BAD_REQUEST', where } }]);
  });
});
