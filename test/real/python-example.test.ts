import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { detailOf, get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** examples/python as a reader runs it, without a key. */
let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
  await promisify(execFile)(process.execPath, ['examples/run.ts', 'python'], {
    cwd: resolve(import.meta.dirname, '../..'),
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${hub.otlpHttpPort}`,
      OBSERVATORY_EXAMPLE_VENV: join(homedir(), '.cache/observatory/python-example'),
    },
    timeout: 240_000,
  });
});
afterAll(() => hub.remove());

const runs = async () =>
  (await get<Schemas['ExecutionList']>(hub, '/api/v1/executions?name=forecaster')).executions.toReversed();

it('shows two runs of the agent, with tokens, cost and the error of the one that failed', async () => {
  await eventually(async () =>
    expect(await runs()).toMatchObject([
      {
        kind: 'agent',
        service: 'example-python',
        user_id: 'ann',
        status: 'completed',
        llm_calls: 2,
        tool_calls: 1,
        unpriced_calls: 0,
      },
      {
        user_id: 'bob',
        status: 'failed',
        error: { type: 'LookupError', message: 'no weather station in Atlantis' },
        llm_calls: 1,
        tool_calls: 1,
      },
    ]),
  );
  for (const { usage, cost_usd } of await runs()) {
    expect(usage.input_tokens).toBeGreaterThan(0);
    expect(usage.output_tokens).toBeGreaterThan(0);
    expect(cost_usd).toBeGreaterThan(0);
  }
});

it('shows the steps and the log lines of a run', async () => {
  const [first] = await runs();
  await eventually(async () => {
    const { steps, logs } = await detailOf(hub, first?.id ?? '');
    expect(steps.map(({ kind, name }) => [kind, name.replace(/-\d{4}-.*/, '')])).toEqual([
      ['llm', 'gpt-4.1-mini'],
      ['tool', 'get_weather'],
      ['llm', 'gpt-4.1-mini'],
    ]);
    expect(logs.map(({ message }) => message)).toEqual([
      'Asked: How is the weather in Oslo?',
      expect.stringMatching(/^Answered: .*7/),
    ]);
  });
});

it('keeps the counter', async () => {
  await eventually(async () => {
    const series = await queryStore<{ name: string }>(hub, 'SELECT name FROM metric_series');
    expect(series.map(({ name }) => name)).toContain('questions');
  });
});
