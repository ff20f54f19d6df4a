import { expect, test } from 'vitest';
import type { GroupComparison } from '../hub/types.ts';
import { stepImpacts } from './group-differences.ts';

type Step = GroupComparison['steps'][number];
type Side = Step['a'];

const spread = (mean: number | null) => ({ samples: 10, mean, p50: mean, p95: mean });
const none = { absolute: null, relative: null };

const side = (meanMs: number, with_: Partial<Side> = {}): Side => ({
  runs: 20,
  share_of_runs: 1,
  count: 20,
  per_run: 1,
  failed: 0,
  failure_rate: 0,
  duration_ms: spread(meanMs),
  tokens: spread(null),
  cost_usd: spread(null),
  ...with_,
});

const aStep = (name: string, a: Side, b: Side): Step => ({
  kind: 'tool',
  name,
  a,
  b,
  differences: {
    share_of_runs: none,
    per_run: none,
    failure_rate: none,
    duration_mean_ms: none,
    duration_p50_ms: none,
    duration_p95_ms: none,
    tokens_mean: none,
    cost_mean_usd: none,
  },
});

function comparison(steps: Step[], stepped = 20): GroupComparison {
  const group = {
    query: '',
    matched: 20,
    complete: true,
    stepped,
    completed: 20,
    failed: 0,
    cancelled: 0,
    running: 0,
    success_rate: 1,
    duration_ms: spread(1_000),
    tokens: spread(null),
    cost_usd: spread(1),
    unpriced_calls: 0,
  };
  return {
    from: '2026-11-22T12:00:00.000000Z',
    to: '2026-11-23T12:00:00.000000Z',
    sample: 200,
    a: group,
    b: group,
    differences: {
      success_rate: none,
      duration_mean_ms: none,
      duration_p50_ms: none,
      duration_p95_ms: none,
      tokens_mean: none,
      cost_mean_usd: none,
    },
    steps,
    steps_truncated: false,
    computed_at: '2026-11-23T12:00:00.000000Z',
  };
}

test('steps come by what they do to a run: slower often weighs more than much slower once', () => {
  const found = stepImpacts(
    comparison([
      aStep('rare', side(100, { share_of_runs: 0.05 }), side(1_100, { share_of_runs: 0.05 })),
      aStep('each', side(100), side(300)),
      aStep('same', side(500), side(505)),
    ]),
  );
  expect(found.map(({ step, ms }) => [step.name, Math.round(ms)])).toEqual([
    ['each', 200],
    ['rare', 50],
  ]);
});

test('a step that fails more, or runs in more of the runs, stands out though it takes no time', () => {
  const found = stepImpacts(
    comparison([
      aStep('fails', side(1), side(1, { failure_rate: 0.3 })),
      aStep('new', side(0, { runs: 0, share_of_runs: 0, per_run: null }), side(1)),
    ]),
  );
  expect(found.map(({ step }) => step.name)).toEqual(['new', 'fails']);
});

test('what a few runs tell counts less, and is marked', () => {
  const [found] = stepImpacts(comparison([aStep('each', side(100), side(500))], 3));
  expect(found?.isFew).toBe(true);
  expect(found?.weight).toBeCloseTo(0.1);
});
