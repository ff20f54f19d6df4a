import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { get } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { sendRecords } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** How events are stored, in plain and sealed: whatever their attributes are, they come back as they were sent, once. */
const folder = mkdtempSync(join(tmpdir(), 'observatory-events-'));
writeFileSync(join(folder, 'keys'), `a:${Buffer.alloc(32, 7).toString('base64')}\n`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const forms = [
  ['plain', {}],
  ['sealed', { OBSERVATORY_ENCRYPTION_KEY_FILE: join(folder, 'keys') }],
] as const;

describe.each(forms)('events that are stored in %s', (form, settings) => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub(settings);
  });
  afterAll(() => hub.remove());

  const listed = (run: AgentRun, query = '') =>
    get<{ events: { id: string; data: Record<string, unknown> }[] }>(
      hub,
      `/events?trace_id=${run.traceId}${query}`,
    ).then(({ events }) => events);
  const rows = (run: AgentRun) =>
    queryStore<{
      agent: string | null;
      keys: string[];
      held: string[];
      columns: string[];
      values: string | null;
    }>(
      hub,
      `SELECT e.agent, h.keys, h.column_keys AS held, h.columns, e.attribute_values AS values
       FROM observability_events e LEFT JOIN span_shapes h ON h.project = e.project AND h.id = e.shape
       WHERE e.trace_id = '\\x${run.traceId}' ORDER BY e.time`,
    );

  test.runIf(form === 'plain')('have no name of an attribute, and no value twice', async () => {
    const run = new AgentRun();
    const step = { 'observatory.step.name': 'plan', step: 'plan', 'observatory.step.kind': 'tool' };
    const who = { 'user.id': 'ada-lovelace', userId: 'ada-lovelace', 'app.tenant': 'acme' };
    await sendRecords(hub, [run.event('step_start', { attributes: { ...step, ...who } })]);
    expect(await rows(run)).toEqual([
      {
        agent: 'planner',
        keys: ['observatory.execution.start_unix_us', 'user.id', 'app.tenant'],
        held: [
          'gen_ai.operation.name',
          'gen_ai.agent.name',
          'log.record.uid',
          'observatory.execution.id',
          'observatory.execution.kind',
          'observatory.step.name',
          'step',
          'observatory.step.kind',
          'userId',
        ],
        columns: ['"invoke_agent"', 'agent', 'id', 'execution_id', '"agent"', 'step', 'step', '"tool"', '#1'],
        values: `[${run.startMs * 1000},"ada-lovelace","acme"]`,
      },
    ]);
  });

  test('have the attributes that were sent, however odd', async () => {
    const run = new AgentRun();
    const odd: Record<string, string | number | boolean | string[]>[] = [
      { 'gen_ai.agent.name': 17 },
      { 'gen_ai.agent.name': 'n'.repeat(2000) },
      { 'gen_ai.agent.name': '', 'gen_ai.workflow.name': 'planner' },
      { 'observatory.execution.kind': 'workflow', 'gen_ai.workflow.name': '🐢'.repeat(300) },
      {
        'observatory.execution.kind': 'else',
        'observatory.step.kind': '"tool"',
        'observatory.step.attempt': 2,
      },
      { 'observatory.step.name': 's'.repeat(2000), step: 'other' },
      { 'user.id': 'grace', userId: 'ada', sessionId: 's1', requestId: 'r1' },
      { __proto__2: 'x', '#1': '#1', columns: ['id', '#0'], '': 'empty', '\t"': '\\' },
      { 'event.name': 'observatory.log', 'observatory.execution.status': 'completed' },
      { 'event.name': 'log', executionId: run.id, agentType: 'planner' },
    ];
    const sent = odd.map((attributes, at) => run.event('log', { atMs: run.startMs + at, attributes }));
    await sendRecords(hub, sent);
    const found = (await listed(run)).map(({ data }) => data).reverse();
    expect(found).toEqual(sent.map(({ attributes }) => attributes));
    const [number, long] = await rows(run);
    // No column holds a number; of a name too long the column has the part that is indexed, unless it is sealed.
    expect([number?.agent, number?.values]).toEqual([null, null]);
    expect(long?.agent).toBe(form === 'plain' ? 'n'.repeat(256) : null);
  });

  test('are found by a text of their attributes, and by no other', async () => {
    const run = new AgentRun({ name: `searcher-${form}` });
    await sendRecords(hub, [run.event('log', { attributes: { 'app.colour': 'Ultramarine' } }), run.end()]);
    const search = async (words: string) =>
      (await listed(run, `&search=${encodeURIComponent(words)}`)).length;
    expect(await search('ultraMARINE')).toBe(form === 'plain' ? 1 : 0);
    expect(await search('execution_id')).toBe(0);
    expect(await search('execution.kind')).toBe(2);
    expect(await search('"agent"')).toBe(2);
  });

  test('count once, though they come again', async () => {
    const run = new AgentRun();
    const events = [run.start(), run.event('log', { atMs: run.startMs + 5 })];
    await sendRecords(hub, events);
    await Promise.all([sendRecords(hub, events), sendRecords(hub, [...events, run.end()])]);
    expect((await listed(run)).length).toBe(3);
    await eventually(async () =>
      expect(
        await queryStore(hub, `SELECT status FROM agent_executions WHERE trace_id = '\\x${run.traceId}'`),
      ).toEqual([{ status: 'completed' }]),
    );
  });

  test('are whole again once their shape is, where the database lost it', async () => {
    const before = new AgentRun();
    const after = new AgentRun();
    await sendRecords(hub, [before.start()]);
    await queryStore(hub, 'TRUNCATE span_shapes, sources');
    await queryStore(
      hub,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await eventually(() => sendRecords(hub, [after.start()]));
    for (const run of [before, after])
      await eventually(async () =>
        expect((await listed(run))[0]?.data).toMatchObject({ 'observatory.execution.id': run.id }),
      );
  });
});
