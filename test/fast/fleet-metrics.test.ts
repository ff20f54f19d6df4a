import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { ask, listed } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { parseExposition, type Sample } from '../support/exposition.ts';
import type { PlainSpan } from '../support/otlp-json.ts';
import { newSpanId, newTraceId, sendRecords, sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

const folder = mkdtempSync(join(tmpdir(), 'observatory-prices-'));
let hub: TestHub;
beforeAll(async () => {
  const file = join(folder, 'prices.yaml');
  writeFileSync(file, '- { model: "measured-*", inputPerMillion: 2, outputPerMillion: 8 }\n');
  hub = await startTestHub({ OBSERVATORY_PRICES: file });
});
afterAll(async () => {
  await hub.remove();
  rmSync(folder, { recursive: true });
});

const scrape = async (): Promise<Sample[]> => parseExposition(String((await ask(hub, '/metrics')).body));

/** Sum of the samples of this name that have all of the given labels. */
function sumOf(samples: readonly Sample[], name: string, labels: Record<string, string> = {}): number {
  const isMeant = (sample: Sample) =>
    sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value);
  return samples.filter(isMeant).reduce((sum, { value }) => sum + value, 0);
}

const count = (samples: readonly Sample[], name: string, labels: Record<string, string>) => [
  sumOf(samples, `${name}_count`, labels),
  Number(sumOf(samples, `${name}_sum`, labels).toFixed(6)),
];

/** How each SDK says the same: an agent that calls a model twice, of which one fails, and a tool twice, of which one fails. */
interface Words {
  readonly agent: Record<string, string>;
  readonly model: (model: string) => Record<string, string | number>;
  readonly usage: (input: number, output: number) => Record<string, string | number>;
  /** That the first chunk came after a quarter of a second; empty where the SDK has no word for it. */
  readonly firstChunk: Record<string, string | number>;
  readonly tool: (tool: string) => Record<string, string>;
}

const sdks: Readonly<Record<string, Words>> = {
  'plain-opentelemetry': {
    agent: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'agent of plain-opentelemetry' },
    model: (model) => ({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': model,
    }),
    usage: (input, output) => ({ 'gen_ai.usage.input_tokens': input, 'gen_ai.usage.output_tokens': output }),
    firstChunk: { 'gen_ai.response.time_to_first_chunk': 0.25 },
    tool: (tool) => ({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': tool }),
  },
  openllmetry: {
    agent: { 'traceloop.span.kind': 'agent', 'traceloop.entity.name': 'agent of openllmetry' },
    model: (model) => ({
      'llm.request.type': 'chat',
      'gen_ai.system': 'OpenAI',
      'gen_ai.request.model': model,
    }),
    usage: (input, output) => ({
      'gen_ai.usage.prompt_tokens': input,
      'gen_ai.usage.completion_tokens': output,
      'llm.usage.total_tokens': input + output,
    }),
    firstChunk: {},
    tool: (tool) => ({ 'traceloop.span.kind': 'tool', 'traceloop.entity.name': tool }),
  },
  openinference: {
    agent: { 'openinference.span.kind': 'AGENT', 'agent.name': 'agent of openinference' },
    model: (model) => ({
      'openinference.span.kind': 'LLM',
      'llm.provider': 'openai',
      'llm.model_name': model,
    }),
    usage: (input, output) => ({ 'llm.token_count.prompt': input, 'llm.token_count.completion': output }),
    firstChunk: {},
    tool: (tool) => ({ 'openinference.span.kind': 'TOOL', 'tool.name': tool }),
  },
  'ai-sdk': {
    agent: { 'ai.operationId': 'ai.streamText', 'ai.telemetry.functionId': 'agent of ai-sdk' },
    model: (model) => ({
      'ai.operationId': 'ai.streamText.doStream',
      'ai.model.provider': 'openai.chat',
      'ai.model.id': model,
    }),
    usage: (input, output) => ({ 'ai.usage.inputTokens': input, 'ai.usage.outputTokens': output }),
    firstChunk: { 'ai.response.msToFirstChunk': 250 },
    tool: (tool) => ({ 'ai.operationId': 'ai.toolCall', 'ai.toolCall.name': tool }),
  },
};

/** The spans of one run: four seconds; calls of 2 s (the one that fails: 1 s), tools of 0.5 s (the one that fails: 0.25 s). */
function spansOf(sdk: string, words: Words): PlainSpan[] {
  const [traceId, root] = [newTraceId(), newSpanId()];
  const startMs = Date.now() - 10_000;
  const below = (name: string, afterMs: number, ms: number, attributes: PlainSpan['attributes'] = {}) => ({
    traceId,
    spanId: newSpanId(),
    parentSpanId: root,
    name,
    startMs: startMs + afterMs,
    endMs: startMs + afterMs + ms,
    attributes,
  });
  const model = `measured-${sdk}`;
  return [
    { traceId, spanId: root, name: 'run', startMs, endMs: startMs + 4000, attributes: words.agent },
    below('call', 0, 2000, { ...words.model(model), ...words.usage(1000, 50), ...words.firstChunk }),
    {
      ...below('call', 2000, 1000, words.model(model)),
      failure: { type: 'RateLimitError', message: 'slow down' },
    },
    below('tool', 3000, 500, words.tool(`search-${sdk}`)),
    {
      ...below('tool', 3500, 250, words.tool(`search-${sdk}`)),
      failure: { type: 'TimeoutError', message: 'late' },
    },
  ];
}

async function expectFigures(sdk: string, words: Words): Promise<void> {
  const samples = await scrape();
  const [agent, model, tool] = [`agent of ${sdk}`, `measured-${sdk}`, `search-${sdk}`];
  const value = (name: string, labels: Record<string, string>) => sumOf(samples, name, labels);
  expect({
    runs: value('observatory_runs_total', { agent, status: 'success' }),
    calls: value('observatory_llm_calls_total', { agent, model, provider: 'openai' }),
    errors: value('observatory_llm_errors_total', {
      agent,
      model,
      provider: 'openai',
      error_type: 'RateLimitError',
    }),
    allErrors: value('observatory_llm_errors_total', { agent }),
    duration: count(samples, 'observatory_llm_duration_seconds', { model, provider: 'openai' }),
    firstToken: count(samples, 'observatory_time_to_first_token_seconds', { model, provider: 'openai' }),
    toolsWell: value('observatory_tool_calls_total', { agent, workflow: '', tool, status: 'success' }),
    toolsFailed: value('observatory_tool_calls_total', { agent, workflow: '', tool, status: 'failed' }),
    toolDuration: count(samples, 'observatory_tool_duration_seconds', { tool }),
    runCalls: count(samples, 'observatory_run_calls', { agent }),
    runTokens: count(samples, 'observatory_run_tokens', { agent }),
    runCost: count(samples, 'observatory_run_cost_usd', { agent }),
  }).toEqual({
    runs: 1,
    calls: 2,
    errors: 1,
    allErrors: 1,
    duration: [1, 2],
    firstToken: Object.keys(words.firstChunk).length > 0 ? [1, 0.25] : [0, 0],
    toolsWell: 1,
    toolsFailed: 1,
    toolDuration: [2, 0.75],
    runCalls: [1, 4],
    runTokens: [1, 1050],
    // 1,000 × 2 + 50 × 8 = 2,400 millionths of a dollar
    runCost: [1, 0.0024],
  });
  const bucket = (le: string) => value('observatory_llm_duration_seconds_bucket', { model, le });
  expect([bucket('1.28'), bucket('2.56')]).toEqual([0, 1]);
  const toolBucket = (le: string) => value('observatory_tool_duration_seconds_bucket', { tool, le });
  expect([toolBucket('0.16'), toolBucket('0.32'), toolBucket('0.64')]).toEqual([0, 1, 2]);
}

describe.each(Object.entries(sdks))('a service with nothing but %s', (sdk, words) => {
  const spans = spansOf(sdk, words);
  const id = `${spans[0]?.traceId}${spans[0]?.spanId}`;

  test('fills the metrics of its calls, tools and runs', async () => {
    await sendSpans(hub, spans);
    await eventually(async () =>
      expect(await listed(hub, id)).toMatchObject({ llm_calls: 2, tool_calls: 2 }),
    );
    await eventually(() => expectFigures(sdk, words));
  });

  test('counts nothing again that is sent again, whole or in parts', async () => {
    await sendSpans(hub, spans);
    for (const span of spans.toReversed()) await sendSpans(hub, [span]);
    const sign = new AgentRun();
    await sendSpans(hub, [sign.span()]);
    await eventually(async () => expect(await listed(hub, sign.id)).toBeDefined());
    await expectFigures(sdk, words);
  });
});

describe('the metrics of calls', () => {
  const toolCalls = async (agent: string) => sumOf(await scrape(), 'observatory_tool_calls_total', { agent });

  test('count what comes after its run was folded', async () => {
    const run = new AgentRun({ name: 'late parts' });
    await sendSpans(hub, [run.span()]);
    await eventually(async () => expect(await listed(hub, run.id)).toMatchObject({ tool_calls: 0 }));
    await sendSpans(hub, [run.tool('late')]);
    await eventually(async () => expect(await toolCalls('late parts')).toBe(1));
    await sendSpans(hub, [run.tool('late'), run.tool('later')]);
    await eventually(async () => expect(await toolCalls('late parts')).toBe(3));
  });

  test('count a call once that its event tells, and then its span', async () => {
    const run = new AgentRun({ name: 'told twice' });
    const span = run.tool('lookup', { failure: { type: 'TimeoutError', message: 'late' } });
    const told = {
      ...run.event('tool_call', { atMs: run.startMs + 1500, severity: 17 }),
      spanId: span.spanId,
    };
    const attributes = {
      ...told.attributes,
      'gen_ai.operation.name': 'execute_tool',
      'observatory.step.name': 'lookup',
      'observatory.step.kind': 'tool',
      'observatory.step.status': 'failed',
      'observatory.step.duration_ms': 1003.5,
      'error.type': 'Error',
    };
    await sendRecords(hub, [run.start(), { ...told, attributes }]);
    const failed = { agent: 'told twice', tool: 'lookup', status: 'failed' };
    await eventually(async () =>
      expect(sumOf(await scrape(), 'observatory_tool_calls_total', failed)).toBe(1),
    );
    await sendSpans(hub, [run.span(), span]);
    await eventually(async () => expect(await listed(hub, run.id)).toMatchObject({ status: 'completed' }));
    const samples = await scrape();
    expect(sumOf(samples, 'observatory_tool_calls_total', { agent: 'told twice' })).toBe(1);
    expect(count(samples, 'observatory_tool_duration_seconds', { tool: 'lookup' })).toEqual([1, 1.0035]);
  });

  test('begin at zero with the first sign of a run, so that its first failure is an increase', async () => {
    const run = new AgentRun({ name: 'newcomer' });
    await sendRecords(hub, [run.start()]);
    const failed = {
      name: 'observatory_runs_total',
      labels: { deployment_environment_name: '', agent: 'newcomer', workflow: '', status: 'failed' },
    };
    await eventually(async () => expect(await scrape()).toContainEqual({ ...failed, value: 0 }));
  });

  test('show how many calls the busiest of the running executions has made', async () => {
    const [busy, idle] = [new AgentRun({ name: 'looping' }), new AgentRun({ name: 'looping' })];
    await sendRecords(hub, [busy.start(), idle.start()]);
    await sendSpans(hub, [busy.chat(), busy.tool('search'), busy.tool('search'), idle.tool('search')]);
    const calls = async () => sumOf(await scrape(), 'observatory_active_run_calls', { agent: 'looping' });
    await eventually(async () => expect(await calls()).toBe(3));
    await sendRecords(hub, [busy.end()]);
    await eventually(async () => expect(await calls()).toBe(1));
  });

  test('leave a run out of the cost of runs whose cost is not known', async () => {
    const run = new AgentRun({ name: 'unpriced' });
    await sendSpans(hub, [
      run.span(),
      run.chat({ 'gen_ai.request.model': 'acme-lm', 'gen_ai.provider.name': 'acme' }),
    ]);
    await eventually(async () =>
      expect(count(await scrape(), 'observatory_run_tokens', { agent: 'unpriced' })).toEqual([1, 110]),
    );
    expect(count(await scrape(), 'observatory_run_cost_usd', { agent: 'unpriced' })).toEqual([0, 0]);
  });
});

describe('the environment that a service says', () => {
  const deployed = (attribute: string, environment: string) => ({
    [attribute]: environment,
    'service.version': '1.2.3',
  });

  test.each([
    ['deployment.environment.name', 'production'],
    ['deployment.environment', 'older-words'],
  ])('as %s is a label of all that its agents do', async (attribute, environment) => {
    const run = new AgentRun({ name: 'deployed' });
    const spans = [run.span(), run.chat(), run.tool('search')];
    await sendSpans(hub, spans, 'shop', deployed(attribute, environment));
    const value = async (name: string, labels: Record<string, string> = {}) =>
      sumOf(await scrape(), name, { deployment_environment_name: environment, ...labels });
    const agent = 'deployed';
    await eventually(async () =>
      expect(await value('observatory_runs_total', { agent, status: 'success' })).toBe(1),
    );
    expect(await value('observatory_run_duration_seconds_count', { agent })).toBe(1);
    expect(await value('observatory_llm_calls_total', { agent, model: 'gpt-4.1' })).toBe(1);
    expect(await value('observatory_llm_duration_seconds_count', { model: 'gpt-4.1' })).toBe(1);
    expect(await value('observatory_tool_calls_total', { agent, tool: 'search' })).toBe(1);
    expect(await value('observatory_tool_duration_seconds_count', { tool: 'search' })).toBe(1);
    expect(await value('observatory_agent_info', { agent, service_name: 'shop', version: '1.2.3' })).toBe(1);
  });

  test('tells running executions of one agent apart', async () => {
    const [here, there] = [new AgentRun({ name: 'both' }), new AgentRun({ name: 'both' })];
    await sendRecords(hub, [here.start()]);
    await sendSpans(hub, [there.span({ attributes: { 'gen_ai.agent.version': 'v7' } })], 'shop', {
      'deployment.environment.name': 'staging',
    });
    await eventually(async () => {
      const info = (await scrape()).filter(
        ({ name, labels: { agent } }) => name === 'observatory_agent_info' && agent === 'both',
      );
      const seen = info.map(
        ({ labels: { deployment_environment_name, version } }) => `${deployment_environment_name} ${version}`,
      );
      expect(seen.sort()).toEqual([' ', 'staging v7']);
    });
    const active = sumOf(await scrape(), 'observatory_active_runs', {
      agent: 'both',
      deployment_environment_name: '',
    });
    expect(active).toBe(1);
  });
});

describe('the scores of evaluations', () => {
  const scores = async (agent: string, evaluation: string) =>
    count(await scrape(), 'observatory_evaluation_score', { agent, evaluation });
  const judgement = (run: AgentRun, score: number, over: object = {}) => ({
    timeMs: Date.now(),
    eventName: 'gen_ai.evaluation.result',
    traceId: run.traceId,
    spanId: run.spanId,
    attributes: {
      'gen_ai.evaluation.name': 'relevance',
      'gen_ai.evaluation.score.value': score,
      'log.record.uid': newSpanId(),
    },
    ...over,
  });

  test('count by the agent that was judged, once, whether they come before or after it', async () => {
    const run = new AgentRun({ name: 'judged' });
    const call = run.chat();
    const early = judgement(run, 0.7);
    await sendRecords(hub, [early]);
    await sendSpans(hub, [run.span(), call]);
    await eventually(async () => expect(await scores('judged', 'relevance')).toEqual([1, 0.7]));
    const [ofCall, ofTrace] = [{ spanId: call.spanId }, { spanId: newSpanId() }];
    await sendRecords(hub, [early, judgement(run, 1, ofCall), judgement(run, 0, ofTrace)]);
    await eventually(async () => expect(await scores('judged', 'relevance')).toEqual([3, 1.7]));
    await sendSpans(hub, [run.tool('again')]);
    await eventually(async () => expect(await listed(hub, run.id)).toMatchObject({ tool_calls: 1 }));
    const samples = await scrape();
    const bucket = (le: string) =>
      sumOf(samples, 'observatory_evaluation_score_bucket', { agent: 'judged', le });
    expect([bucket('0.1'), bucket('0.6'), bucket('0.7'), bucket('0.9'), bucket('1')]).toEqual([
      1, 1, 2, 2, 3,
    ]);
  });

  test('beyond 0 and 1 are left out', async () => {
    const run = new AgentRun({ name: 'praised' });
    await sendSpans(hub, [run.span()]);
    await sendRecords(hub, [judgement(run, -1), judgement(run, 5), judgement(run, 0.5)]);
    await eventually(async () => expect(await scores('praised', 'relevance')).toEqual([1, 0.5]));
  });
});

describe('the metrics of the hub itself', () => {
  test('count each event once, by type and severity, from zero', async () => {
    const cancelled = { type: 'execution_cancel', severity: 'fatal' };
    const counted = async () => {
      const samples = await scrape();
      expect(samples).toContainEqual({ name: 'observatory_events_total', labels: cancelled, value: 0 });
      return sumOf(samples, 'observatory_events_total', { type: 'log', severity: 'warn' });
    };
    expect(await counted()).toBe(0);
    const event = new AgentRun().event('log', { severity: 13 });
    await sendRecords(hub, [event]);
    await sendRecords(hub, [event, new AgentRun().event('log', { severity: 13 })]);
    await eventually(async () => expect(await counted()).toBe(2));
  });

  test('tell how old the prices are, by the newer of table and file', async () => {
    const age = sumOf(await scrape(), 'observatory_price_table_age_seconds');
    expect(age).toBeGreaterThan(0);
    expect(age).toBeLessThan(3600);
  });

  test('tell that nothing waits to be folded', async () => {
    await eventually(async () =>
      expect(await scrape()).toContainEqual({ name: 'observatory_fold_delay_seconds', labels: {}, value: 0 }),
    );
  });
});

describe('a hub that starts again', () => {
  test('counts nothing that the one before it counted', async () => {
    const words = sdks['plain-opentelemetry'];
    if (!words) throw new Error('no such SDK');
    const spans = spansOf('restarted', {
      ...words,
      agent: { ...words.agent, 'gen_ai.agent.name': 'agent of restarted' },
    });
    await sendSpans(hub, spans);
    await eventually(() => expectFigures('restarted', words));
    hub = await hub.restart();
    await sendSpans(hub, spans.toReversed());
    const run = new AgentRun({ name: 'after the restart' });
    await sendSpans(hub, [run.span(), run.tool('search')]);
    const value = async (agent: string) => sumOf(await scrape(), 'observatory_tool_calls_total', { agent });
    await eventually(async () => expect(await value('after the restart')).toBe(1));
    expect(await value('agent of restarted')).toBe(0);
  });
});
