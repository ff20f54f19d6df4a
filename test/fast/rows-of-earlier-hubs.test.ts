import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { get } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { sendRecords, sendSpans } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/**
 * Executions and calls have smaller rows since migration 0027, events since 0032, spans since 0025 and 0033, which leave those
 * that are there as they are: both read the same, and a fold makes one of the new form of what it changes, without a call more
 * or less.
 */
let hub: TestHub;
const workflow = new AgentRun({ name: 'handle', kind: 'workflow' });
const agent = new AgentRun({ traceId: workflow.traceId, attributes: { 'user.id': 'ada' } });
const query = <R extends object>(text: string) => queryStore<R>(hub, text);

/** What migration 0000 to 0026 stored: totals and tallies as objects, and each call with all that it says. */
const TO_EARLIER = `
  UPDATE agent_executions e SET
    total = jsonb_build_object('toolCalls', e.total_sums->0, 'models', models(e.total_sums)),
    own = jsonb_build_object('toolCalls', coalesce(e.own_sums, e.total_sums)->0, 'models', models(coalesce(e.own_sums, e.total_sums))),
    total_sums = NULL, own_sums = NULL, tally_sums = NULL;
  CREATE TEMP TABLE earlier AS SELECT * FROM whole_calls;
  DELETE FROM agent_calls;
  INSERT INTO agent_calls (project, started_at, trace_id, span_id, execution_id, agent, workflow, service, environment, kind,
    name, provider, status, error_type, ended_at, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,
    reasoning_tokens, cost_pico) SELECT * FROM earlier;
  UPDATE observability_events e SET
    attributes = observatory_attributes(e), agent = NULL, shape = NULL, attribute_values = NULL;
  UPDATE spans s SET
    attributes = w.attributes, name = w.name, operation = w.operation, label = w.label, provider = w.provider, model = w.model,
    cost_source = w.cost_source, shape = NULL, attribute_values = NULL
  FROM whole_spans w WHERE w.trace_id = s.trace_id AND w.span_id = s.span_id;`;
const MODELS = `CREATE FUNCTION models(sums json) RETURNS jsonb LANGUAGE sql AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('provider', m->0, 'model', m->1, 'calls', m->2, 'costPico', m->8, 'unpriced', m->9,
    'usage', jsonb_build_object('input', m->3, 'output', m->4, 'cacheRead', m->5, 'cacheWrite', m->6, 'reasoning', m->7))), '[]')
  FROM json_array_elements(sums) WITH ORDINALITY AS e(m, place) WHERE place > 1 $$;`;

const paths = [
  `/api/v1/executions/${agent.id}`,
  `/api/v1/executions/${workflow.id}`,
  '/api/v1/executions?query=model:gpt-4.1',
  '/api/v1/executions?query=provider:open*',
  '/api/v1/executions?query=tool:search',
  `/api/v1/timeline?trace_id=${agent.traceId}`,
  `/api/v1/timeline?trace_id=${agent.id}`,
  `/otlp/logs?trace_id=${agent.traceId}`,
  `/otlp/traces?trace_id=${agent.traceId}`,
  `/api/v1/observability/traces/${agent.traceId}`,
  '/api/v1/executions?query=attr.gen_ai.request.model:gpt-4.1',
];
/** Of the events all or some, by each way to find them; the same in either form. */
const found = [
  ['', 4],
  [`?trace_id=${agent.traceId}`, 3],
  [`?execution_id=${agent.id}`, 3],
  ['?agent=planner', 2],
  ['?agent=far', 1],
  ['?agent=handle', 1],
  ['?tag.app.tenant=acme', 1],
  ['?tag.gen_ai.operation.name=invoke_workflow', 1],
  ['?tag.log.record.uid=called', 1],
  ['?search=acme', 1],
  ['?search=plan.v2', 1],
] as const;
async function events(): Promise<{ events: object[] }[]> {
  const pages: { events: object[] }[] = [];
  for (const [asked] of found) pages.push(await get<{ events: object[] }>(hub, `/events${asked}`));
  return pages;
}
const costs = ['/api/v1/cost?by=user', '/api/v1/cost?by=session'];
const views = [
  'SELECT * FROM views.executions ORDER BY id',
  'SELECT * FROM views.calls ORDER BY span_id',
  'SELECT * FROM views.events ORDER BY time, id',
];
/** One after the other: a search that waits for others on a busy machine is given up. */
async function answers(): Promise<object[]> {
  const given: object[] = [];
  for (const path of paths) given.push(await get<object>(hub, path));
  // The rest of these answers goes by the clock.
  for (const path of costs) given.push((await get<{ groups: object[] }>(hub, path)).groups);
  for (const view of views) given.push(await query(view));
  return [...given, ...(await events()).map((page) => page.events)];
}
const eventForms = () =>
  query<{ earlier: number; now: number }>(
    'SELECT count(attributes)::int AS earlier, count(attribute_values)::int AS now FROM observability_events',
  );
const spanForms = () =>
  query<{ earlier: number; now: number }>(
    'SELECT count(name)::int AS earlier, count(shape)::int AS now FROM spans',
  );
const forms = () =>
  query<{ earlier: number; now: number }>(
    `SELECT count(*) FILTER (WHERE c.name IS NOT NULL)::int AS earlier, count(*) FILTER (WHERE c.series_id IS NOT NULL)::int AS now
     FROM agent_calls c`,
  );

beforeAll(async () => {
  hub = await startTestHub();
  await sendSpans(hub, [
    workflow.span(),
    agent.span({ parentSpanId: workflow.spanId }),
    agent.chat({ 'gen_ai.usage.cache_read.input_tokens': 40 }),
    agent.tool('search', { failure: { type: 'Timeout', message: 'too slow' } }),
    workflow.tool('file'),
  ]);
  await sendRecords(hub, [
    workflow.start(),
    agent.start(),
    agent.event('step_start', { attributes: { 'observatory.step.name': 'plan.v2', step: 'plan.v2' } }),
    // Of the run, and told by a service whose trace is another one.
    {
      ...new AgentRun({ name: 'far' }).event('tool_call', {
        attributes: {
          'app.tenant': 'acme',
          'log.record.uid': 'called',
          'observatory.execution.id': agent.id,
        },
      }),
    },
  ]);
  await eventually(async () => expect(await forms()).toEqual([{ earlier: 0, now: 3 }]));
});
afterAll(async () => {
  await hub.remove();
});

describe('rows of earlier hubs', () => {
  test('read as those of now do', async () => {
    expect((await events()).map((page) => page.events.length)).toEqual(found.map(([, count]) => count));
    expect(await eventForms()).toEqual([{ earlier: 0, now: 4 }]);
    expect(await spanForms()).toEqual([{ earlier: 0, now: 5 }]);
    const now = await answers();
    await query(MODELS);
    await query(TO_EARLIER);
    expect(await forms()).toEqual([{ earlier: 3, now: 0 }]);
    expect(await eventForms()).toEqual([{ earlier: 4, now: 0 }]);
    expect(await spanForms()).toEqual([{ earlier: 5, now: 0 }]);
    expect(withoutClock(await answers())).toEqual(withoutClock(now));
  });

  test('become rows of now when something of their trace comes, each call once', async () => {
    await sendSpans(hub, [agent.tool('search')]);
    await eventually(async () => expect(await forms()).toEqual([{ earlier: 0, now: 4 }]));
    expect(
      await query(
        'SELECT name, status, agent, workflow, input_tokens::int, cache_read_tokens::int, output_tokens::int FROM whole_calls ORDER BY 1, 2',
      ),
    ).toEqual([
      call('file', 'completed', null, [null, null, null]),
      call('gpt-4.1', 'completed', 'planner', [100, 40, 10]),
      call('search', 'completed', 'planner', [null, null, null]),
      call('search', 'failed', 'planner', [null, null, null]),
    ]);
    expect(
      await query(
        `SELECT name, tool_calls, llm_calls, total IS NULL AND own IS NULL AND tallies IS NULL AS is_packed,
                own_sums IS NULL AS is_alone FROM agent_executions ORDER BY name`,
      ),
    ).toEqual([
      { name: 'handle', tool_calls: 3, llm_calls: 1, is_packed: true, is_alone: false },
      { name: 'planner', tool_calls: 2, llm_calls: 1, is_packed: true, is_alone: true },
    ]);
  });
});

function call(name: string, status: string, by: string | null, tokens: (number | null)[]) {
  const [input_tokens, cache_read_tokens, output_tokens] = tokens;
  return { name, status, agent: by, workflow: 'handle', input_tokens, cache_read_tokens, output_tokens };
}

/** Answers say when they were made. */
const withoutClock = (all: readonly object[]) =>
  JSON.parse(
    JSON.stringify(all, (key, value) =>
      /^(since|until|from|to|as_of|generated_at|now)$/.test(key) ? undefined : value,
    ),
  );
