import { describe, expect, test } from 'vitest';
import type { FoldedStep } from '../fold/results.ts';
import { type ComparedRun, compareGroups, type Group } from './compare-groups.ts';

const MS = 1000;
function run(id: string, over: Partial<ComparedRun> = {}): ComparedRun {
  return {
    id,
    status: 'completed',
    started_at: 0,
    ended_at: 1000 * MS,
    input_tokens: 0,
    output_tokens: 0,
    cost_pico: null,
    unpriced_calls: 0,
    ...over,
  };
}

function step(executionId: string, name: string, over: Partial<FoldedStep> = {}): FoldedStep {
  return {
    stepId: 's',
    parentStepId: null,
    executionId,
    childExecutionId: null,
    kind: 'tool',
    name,
    status: 'completed',
    startedUs: 0,
    endedUs: 100 * MS,
    attempt: null,
    counts: true,
    inference: null,
    error: null,
    ...over,
  };
}

function group(query: string, runs: readonly ComparedRun[], steps: readonly FoldedStep[] = []): Group {
  return { query, runs, complete: true, stepped: new Set(runs.map(({ id }) => id)), steps };
}

describe('the comparison of two groups', () => {
  test('has success, time, tokens and cost of the runs that ended', () => {
    const a = group('a', [
      run('1', { ended_at: 1000 * MS, input_tokens: 90, output_tokens: 10, cost_pico: 1e12 }),
      run('2', {
        ended_at: 3000 * MS,
        status: 'failed',
        input_tokens: 300,
        cost_pico: null,
        unpriced_calls: 2,
      }),
      run('3', { ended_at: null, status: 'running', input_tokens: 7777, cost_pico: 9e12 }),
    ]);
    const b = group('b', [run('4', { ended_at: 4000 * MS, output_tokens: 300, cost_pico: 3e12 })]);
    const compared = compareGroups(a, b, 200);
    expect(compared.a).toEqual({
      query: 'a',
      matched: 3,
      complete: true,
      stepped: 3,
      completed: 1,
      failed: 1,
      cancelled: 0,
      running: 1,
      success_rate: 0.5,
      duration_ms: { samples: 2, mean: 2000, p50: 2000, p95: 2900 },
      tokens: { samples: 2, mean: 200, p50: 200, p95: 290 },
      cost_usd: { samples: 1, mean: 1, p50: 1, p95: 1 },
      unpriced_calls: 2,
    });
    expect(compared.differences).toEqual({
      success_rate: { absolute: 0.5, relative: 1 },
      duration_mean_ms: { absolute: 2000, relative: 1 },
      duration_p50_ms: { absolute: 2000, relative: 1 },
      duration_p95_ms: { absolute: 1100, relative: 1100 / 2900 },
      tokens_mean: { absolute: 100, relative: 0.5 },
      cost_mean_usd: { absolute: 2, relative: 2 },
    });
  });

  test('has the steps by name, in how many runs, how often, and how many failed', () => {
    const a = group(
      'a',
      [run('1'), run('2')],
      [
        step('1', 'search'),
        step('1', 'search', { endedUs: 300 * MS, status: 'failed' }),
        step('1', 'search', { endedUs: null, status: 'running' }),
      ],
    );
    const b = group('b', [run('3')], [step('3', 'search'), step('3', 'write')]);
    const { steps } = compareGroups(a, b, 200);
    expect(steps.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['tool search', 'tool write']);
    expect(steps[0]?.a).toEqual({
      runs: 1,
      share_of_runs: 0.5,
      count: 3,
      per_run: 3,
      failed: 1,
      failure_rate: 0.5,
      duration_ms: { samples: 2, mean: 200, p50: 200, p95: 290 },
      tokens: { samples: 0, mean: null, p50: null, p95: null },
      cost_usd: { samples: 0, mean: null, p50: null, p95: null },
    });
    expect(steps[0]?.differences).toMatchObject({
      share_of_runs: { absolute: 0.5, relative: 1 },
      per_run: { absolute: -2, relative: -2 / 3 },
      failure_rate: { absolute: -0.5, relative: -1 },
      cost_mean_usd: { absolute: null, relative: null },
    });
    expect(steps[1]?.a).toMatchObject({ runs: 0, share_of_runs: 0, per_run: null, failure_rate: null });
  });

  test('counts tokens and cost of a call that two instrumentations report once', () => {
    const usage = { input: 10, output: 5, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
    const inference = { provider: 'openai', model: 'gpt-4.1', usage, costPico: 5e11, costSource: null };
    const call = step('1', 'gpt-4.1', { kind: 'llm', inference });
    const a = group('a', [run('1')], [call, { ...call, counts: false }]);
    expect(compareGroups(a, a, 200).steps[0]?.a).toMatchObject({
      count: 2,
      tokens: { samples: 1, mean: 15 },
      cost_usd: { samples: 1, mean: 0.5 },
    });
  });

  test('of nothing is null, not 0', () => {
    const compared = compareGroups(group('a', []), group('b', []), 200);
    expect(compared.steps).toEqual([]);
    expect(compared.a).toMatchObject({
      matched: 0,
      success_rate: null,
      duration_ms: { samples: 0, mean: null },
    });
    expect(compared.differences.success_rate).toEqual({ absolute: null, relative: null });
  });
});
