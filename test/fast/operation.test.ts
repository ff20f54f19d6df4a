import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { type Answer, ask, detailOf, get, listed, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { parseExposition, type Sample } from '../support/exposition.ts';
import { logsBody, postJson, tracesBody } from '../support/otlp-json.ts';
import { newSpanId, newTraceId, sendRecords, sendSpans } from '../support/send.ts';
import { SseClient } from '../support/sse-client.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

const folder = mkdtempSync(join(tmpdir(), 'observatory-prices-'));
let hub: TestHub;
beforeAll(async () => {
  const file = join(folder, 'prices.yaml');
  writeFileSync(
    file,
    '- { model: gpt-4.1, inputPerMillion: 2, cacheReadPerMillion: 0.5, outputPerMillion: 8 }\n',
  );
  hub = await startTestHub({ OBSERVATORY_PRICES: file });
});
afterAll(async () => {
  await hub.remove();
  rmSync(folder, { recursive: true });
});

async function scrape(): Promise<Sample[]> {
  const { status, body, headers } = await ask(hub, '/metrics');
  expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  return parseExposition(String(body));
}

/** `name{labels}` → value, of the samples that have all of the given labels. */
const figures = (samples: readonly Sample[], labels: Record<string, string>) =>
  Object.fromEntries(
    samples
      .filter((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
      .map(({ name, labels: { type }, value }) => [type === undefined ? name : `${name} ${type}`, value]),
  );

describe('the metrics', () => {
  const run = new AgentRun({ name: 'measured' });
  const failed = new AgentRun({ name: 'measured' });
  const spans = [
    run.span(),
    run.chat({
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.cache_read.input_tokens': 400,
      'gen_ai.usage.output_tokens': 50,
      'gen_ai.usage.reasoning.output_tokens': 20,
    }),
    run.chat({ 'gen_ai.provider.name': 'acme', 'gen_ai.request.model': 'acme-lm' }),
    failed.span({ failure: { type: 'TimeoutError', message: 'late' } }),
  ];

  beforeAll(async () => {
    await sendSpans(hub, spans);
    await eventually(async () => expect(await listed(hub, failed.id)).toMatchObject({ status: 'failed' }));
    await eventually(async () => expect(await listed(hub, run.id)).toMatchObject({ llm_calls: 2 }));
  });

  /** Of the two runs: 600 × 2 + 400 × 0.5 + 50 × 8 = 1,800 millionths of a dollar. */
  async function expectFigures(): Promise<void> {
    const samples = await scrape();
    expect(figures(samples, { agent: 'measured', model: 'gpt-4.1', provider: 'openai' })).toEqual({
      observatory_llm_calls_total: 1,
      'observatory_tokens_total input': 1000,
      'observatory_tokens_total output': 50,
      'observatory_tokens_total cache_read': 400,
      'observatory_tokens_total cache_write': 0,
      'observatory_tokens_total reasoning': 20,
      observatory_cost_usd_total: 0.0018,
      observatory_unpriced_calls_total: 0,
    });
    expect(figures(samples, { agent: 'measured', model: 'acme-lm', provider: 'acme' })).toMatchObject({
      observatory_llm_calls_total: 1,
      'observatory_tokens_total input': 100,
      observatory_cost_usd_total: 0,
      observatory_unpriced_calls_total: 1,
    });
    const ended = (status: string) =>
      samples.find(
        ({ name, labels }) =>
          name === 'observatory_runs_total' && labels.agent === 'measured' && labels.status === status,
      );
    expect(ended('success')).toEqual({
      name: 'observatory_runs_total',
      labels: { deployment_environment_name: '', agent: 'measured', workflow: '', status: 'success' },
      value: 1,
    });
    expect(ended('failed')?.value).toBe(1);
    expect(figures(samples, { error_type: 'TimeoutError' })).toEqual({ observatory_run_errors_total: 1 });
    expect(figures(samples, { agent: 'measured', status: 'success', le: '2.5' })).toEqual({});
    expect(figures(samples, { agent: 'measured', status: 'success' })).toMatchObject({
      observatory_run_duration_seconds_sum: 2,
      observatory_run_duration_seconds_count: 1,
    });
  }

  test('have the runs, tokens, cost and unpriced calls of what was sent', expectFigures);

  test('say what the hub and its database take themselves', async () => {
    const samples = await scrape();
    const value = (name: string) => samples.find((sample) => sample.name === name)?.value ?? Number.NaN;
    const cpu = value('observatory_hub_cpu_seconds_total');
    expect(cpu).toBeGreaterThan(0.1);
    expect(value('observatory_hub_memory_bytes')).toBeGreaterThan(30e6);
    // An empty database takes seven megabytes.
    expect(value('observatory_hub_database_bytes')).toBeGreaterThan(7e6);
    const later = await scrape();
    const after = later.find(({ name }) => name === 'observatory_hub_cpu_seconds_total')?.value ?? 0;
    expect(after).toBeGreaterThanOrEqual(cpu);
    expect(after).toBeLessThan(2 * cpu);
  });

  test('count nothing again that is sent again, whole, in parts, or with its events', async () => {
    await sendSpans(hub, spans);
    for (const span of spans.toReversed()) await sendSpans(hub, [span]);
    await sendRecords(hub, [run.start(), run.end()]);
    const sign = new AgentRun();
    await sendSpans(hub, [sign.span()]);
    await eventually(async () => expect(await listed(hub, sign.id)).toBeDefined());
    await expectFigures();
  });

  test('count an inference once that moves to another execution', async () => {
    const [traceId, agent, chain] = [newTraceId(), newSpanId(), newSpanId()];
    const startMs = Date.now() - 5000;
    const span = { traceId, startMs, endMs: startMs + 1000 };
    const llm = {
      'openinference.span.kind': 'LLM',
      'llm.model_name': 'moved-model',
      'llm.token_count.prompt': 70,
      'llm.token_count.completion': 7,
    };
    const link = { 'openinference.span.kind': 'CHAIN' };
    await sendSpans(hub, [
      { ...span, spanId: newSpanId(), parentSpanId: chain, name: 'LLM', attributes: llm },
      { ...span, spanId: chain, parentSpanId: agent, name: 'link', attributes: link },
    ]);
    await eventually(async () => expect(await listed(hub, traceId + chain)).toMatchObject({ llm_calls: 1 }));
    const outer = { 'openinference.span.kind': 'AGENT', 'agent.name': 'mover' };
    await sendSpans(hub, [{ ...span, spanId: agent, name: 'AgentExecutor', attributes: outer }]);
    await eventually(async () => expect(await listed(hub, traceId + agent)).toMatchObject({ llm_calls: 1 }));
    const tokens = (await scrape()).filter(
      ({ name, labels }) =>
        name === 'observatory_tokens_total' && labels.model === 'moved-model' && labels.type === 'input',
    );
    expect(tokens.reduce((sum, sample) => sum + sample.value, 0)).toBe(70);
  });

  test('show what runs now, by agent, and for how long it has been silent', async () => {
    const runs = [0, 1].map(() => new AgentRun({ name: 'active', startMs: Date.now() - 60_000 }));
    await sendRecords(
      hub,
      runs.map((one) => one.start()),
    );
    await eventually(async () => {
      const now = figures(await scrape(), { agent: 'active' });
      expect(now.observatory_active_runs).toBe(2);
      expect(now.observatory_last_step_age_seconds).toBeGreaterThanOrEqual(60);
      expect(now.observatory_last_step_age_seconds).toBeLessThan(90);
    });
    await sendRecords(
      hub,
      runs.map((one) => one.end()),
    );
    await eventually(async () =>
      expect(figures(await scrape(), { agent: 'active' }).observatory_active_runs).toBeUndefined(),
    );
  });

  test('show the same to two that scrape at once', async () => {
    const active = new AgentRun({ name: 'scraped' });
    await sendRecords(hub, [active.start()]);
    await eventually(async () => expect(await listed(hub, active.id)).toBeDefined());
    const scrapes = await Promise.all([scrape(), scrape(), scrape()]);
    expect(scrapes.map((one) => figures(one, { agent: 'scraped' }).observatory_active_runs)).toEqual([
      1, 1, 1,
    ]);
  });

  test('count what the hub stored and what it refused', async () => {
    const stored = async () =>
      (await scrape()).find(
        ({ name, labels }) => name === 'observatory_ingested_total' && labels.signal === 'logs',
      )?.value ?? 0;
    const before = await stored();
    await sendRecords(hub, [{ timeMs: Date.now(), body: 'counted' }]);
    expect(await stored()).toBe(before + 1);
    const bad = { traceId: 'xyz', spanId: newSpanId(), name: 'bad', startMs: Date.now() };
    const good = new AgentRun().span();
    expect((await postJson(`${hub.url}/v1/traces`, tracesBody('shop', [bad, good]))).body).toMatchObject({
      partialSuccess: { rejectedSpans: expect.anything() },
    });
    const refused = (await scrape()).filter(({ name }) => name === 'observatory_rejected_total');
    expect(refused).toContainEqual({
      name: 'observatory_rejected_total',
      labels: { signal: 'traces', reason: 'invalid_record' },
      value: 1,
    });
  });

  test('keep names as they are, whatever is in them', async () => {
    const odd = new AgentRun({ name: 'quote " back \\ line\nbreak {}' });
    await sendSpans(hub, [odd.span()]);
    await eventually(async () =>
      expect(figures(await scrape(), { agent: odd.name, status: 'success' }).observatory_runs_total).toBe(1),
    );
  });

  test('have no id in any label', async () => {
    const attributes = {
      'user.id': 'user-4711',
      'session.id': 'session-4711',
      'observatory.task.id': 'task-4711',
      'gen_ai.conversation.id': 'conversation-4711',
      'observatory.workflow.id': 'wf-4711',
      'gen_ai.agent.id': 'agent-4711',
    };
    const one = new AgentRun({ name: 'with ids', attributes });
    await sendSpans(hub, [one.span(), one.chat(attributes)]);
    await sendRecords(hub, [one.start()]);
    await eventually(async () => expect(figures(await scrape(), { agent: 'with ids' })).not.toEqual({}));
    const values = (await scrape()).flatMap(({ labels }) => Object.values(labels));
    expect(values.filter((value) => /4711|[0-9a-f]{16}/.test(value))).toEqual([]);
  });
});

describe('the probes', () => {
  test('say that all is well', async () => {
    expect(await ask(hub, '/health')).toMatchObject({
      status: 200,
      body: { status: 'ok', checks: { database: { ok: true } } },
    });
    expect(await ask(hub, '/ready')).toMatchObject({
      status: 200,
      body: {
        status: 'ok',
        checks: { database: { ok: true }, migrations: { ok: true }, folder: { ok: true } },
      },
    });
  });

  test('come with a status of the hub: version, uptime, counts, queue', async () => {
    const before = await get<Schemas['Status']>(hub, '/status');
    expect(before).toMatchObject({
      version: 'test',
      node: process.version,
      store: 'embedded',
      streams: { open: 0 },
    });
    expect(before.uptime_seconds).toBeGreaterThan(0);
    const run = new AgentRun();
    await sendSpans(hub, [run.span(), run.chat()]);
    await sendRecords(hub, [run.start(), { timeMs: Date.now(), body: 'a line' }]);
    await eventually(async () => {
      const { counts, queue } = await get<Schemas['Status']>(hub, '/status');
      expect(counts).toMatchObject({
        executions: Number(before.counts?.executions) + 1,
        spans: Number(before.counts?.spans) + 2,
        events: Number(before.counts?.events) + 1,
        logs: Number(before.counts?.logs) + 1,
        fold_queue: 0,
      });
      expect(queue.waiting_bytes).toBe(0);
    });
  });
});

describe('while the database is killed', () => {
  const acknowledged: AgentRun[] = [];
  let stream: SseClient;
  let resumed: SseClient;
  let answers: Record<string, Answer | undefined> = {};
  let refused: Response;
  let refusedBody: unknown;

  beforeAll(async () => {
    const first = new AgentRun({ name: 'before the kill' });
    await sendSpans(hub, [first.span()]);
    acknowledged.push(first);
    stream = await SseClient.open(`${hub.url}/api/observability/events/stream`);
    const control = join(hub.dataDir, 'postgres', 'global', 'pg_control');
    process.kill(hub.databasePid() ?? 0, 'SIGKILL');
    // Without this file it cannot start again, which it would do within a tenth of a second.
    renameSync(control, `${control}.away`);
    try {
      await eventually(async () => expect((await ask(hub, '/health')).status).toBe(503));
      // What was found just before the kill is good for half a second.
      await eventually(async () =>
        expect((await ask(hub, '/status')).body).toMatchObject({ database: { up: false } }),
      );
      const [health, ready, list, status, metrics] = await Promise.all(
        ['/health', '/ready', '/api/v1/executions', '/status', '/metrics'].map((path) => ask(hub, path)),
      );
      answers = { health, ready, list, status, metrics };
      refused = await fetch(`${hub.url}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(tracesBody('shop', [new AgentRun({ name: 'while it is away' }).span()])),
      });
      refusedBody = await refused.json();
      resumed = await SseClient.open(`${hub.url}/api/observability/events/stream`, {
        headers: { 'last-event-id': stream.lastId },
      });
    } finally {
      renameSync(`${control}.away`, control);
    }
  });
  afterAll(() => {
    stream.close();
    resumed.close();
  });

  test('the probes say 503 and why', () => {
    for (const probe of [answers.health, answers.ready]) {
      expect(probe).toMatchObject({
        status: 503,
        body: { status: 'unavailable', checks: { database: { ok: false } } },
      });
    }
  });

  test('routes answer 503 with a code, and that it is worth trying again', () => {
    const { list } = answers;
    expect(list).toMatchObject({ status: 503, body: { error: { code: 'OBS_STORE_UNAVAILABLE' } } });
    expect(list?.headers.get('retry-after')).toBe('1');
  });

  test('the status says what the hub knows without it', () => {
    expect(answers.status).toMatchObject({ status: 200, body: { database: { up: false }, counts: null } });
  });

  test('OTLP asks the sender to come back', () => {
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    expect(refusedBody).toMatchObject({
      code: 14,
      message: expect.stringContaining('OBS_STORE_UNAVAILABLE'),
      details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '2s' }],
    });
  });

  test('the metrics that need no database are scraped all the same', () => {
    expect(answers.metrics?.status).toBe(200);
    const samples = parseExposition(String(answers.metrics?.body));
    expect(figures(samples, { agent: 'measured', status: 'success' }).observatory_runs_total).toBe(1);
    const refusals = samples.filter(({ name }) => name === 'observatory_rejected_total');
    expect(refusals.map(({ labels }) => labels.signal)).toContain('traces');
  });

  test('it comes back by itself, with all that was acknowledged and the streams that were open', {
    timeout: 40_000,
  }, async () => {
    const run = new AgentRun({ name: 'after the kill' });
    await eventually(async () => {
      const answer = await postJson(`${hub.url}/v1/logs`, logsBody('shop', [run.start()]));
      expect(answer.status).toBe(200);
    }, 20_000);
    acknowledged.push(run);
    expect((await ask(hub, '/health')).status).toBe(200);
    for (const one of acknowledged) {
      await eventually(async () => expect(await listed(hub, one.id)).toMatchObject({ name: one.name }));
      expect((await detailOf(hub, one.id)).execution.id).toBe(one.id);
    }
    for (const client of [stream, resumed]) {
      const executionIds = () =>
        client.messages.map(({ data }) => (data as { executionId: string }).executionId);
      await eventually(() => expect(executionIds()).toEqual([run.id]));
    }
  });
});

describe('while the database hangs', () => {
  test('the probes answer in time that it does not', async () => {
    const pid = hub.databasePid() ?? 0;
    let children: number[] = [];
    try {
      // First, so that it makes no more children; one of those may still end meanwhile.
      process.kill(pid, 'SIGSTOP');
      children = childrenOf(pid);
      for (const child of children) signal(child, 'SIGSTOP');
      const detail = expect.stringContaining('900 ms');
      for (const probe of await Promise.all([ask(hub, '/health'), ask(hub, '/ready')])) {
        expect(probe).toMatchObject({ status: 503, body: { checks: { database: { ok: false, detail } } } });
      }
    } finally {
      for (const one of [pid, ...children]) signal(one, 'SIGCONT');
    }
    await eventually(async () => expect((await ask(hub, '/health')).status).toBe(200));
  });
});

function childrenOf(pid: number): number[] {
  const listed = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return listed.split('\n').map(Number).filter(Boolean);
}

/** To a process that may have ended. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
