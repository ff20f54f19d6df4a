import { expect, test } from 'vitest';
import type { TraceComparison } from '../hub/types.ts';
import { type ComparedStep, differs, ownDifferences } from './trace-differences.ts';

type Figures = NonNullable<ComparedStep['a']>;

const figures = (duration_ms: number, with_: Partial<Figures> = {}): Figures => ({
  count: 1,
  duration_ms,
  first_offset_ms: 0,
  llm_calls: 0,
  tool_calls: 0,
  input_tokens: 0,
  output_tokens: 0,
  cost_usd: null,
  unpriced_calls: 0,
  statuses: { running: 0, completed: 1, failed: 0, cancelled: 0 },
  errors: [],
  ...with_,
});
const failed = { statuses: { running: 0, completed: 0, failed: 1, cancelled: 0 } };

function aStep(path: string[], a: Figures | null, b: Figures | null): ComparedStep {
  return {
    path,
    depth: path.length - 1,
    kind: 'tool',
    in: a && b ? 'both' : a ? 'a' : 'b',
    a,
    b,
    difference:
      a && b
        ? {
            count: b.count - a.count,
            duration_ms: b.duration_ms - a.duration_ms,
            tokens: b.input_tokens - a.input_tokens,
            cost_usd: a.cost_usd === null || b.cost_usd === null ? null : b.cost_usd - a.cost_usd,
          }
        : null,
  };
}

function comparison(steps: ComparedStep[], msA: number, msB: number): TraceComparison {
  const side = (duration_ms: number) => ({
    trace_id: 'a'.repeat(32),
    execution_id: null,
    name: 'run',
    status: 'completed' as const,
    start_time: '2026-11-22T12:00:00.000000Z',
    end_time: '2026-11-22T12:00:10.000000Z',
    duration_ms,
    span_count: 3,
    truncated: false,
    agent_or_workflow: null,
    error: null,
    figures: figures(duration_ms, { cost_usd: 1 }),
  });
  return {
    a: side(msA),
    b: side(msB),
    difference: { count: 0, duration_ms: msB - msA, tokens: 0, cost_usd: null },
    structure: { is_same: false, in_both: 1, only_a: 0, only_b: 0 },
    steps,
  };
}

test('the step that took longer stands out, not all that it is within', () => {
  const found = ownDifferences(
    comparison(
      [
        aStep(['run'], figures(5_000), figures(9_000)),
        aStep(['run', 'plan'], figures(4_000), figures(8_000)),
        aStep(['run', 'plan', 'search'], figures(1_000), figures(5_000)),
        aStep(['run', 'chat'], figures(900), figures(910)),
      ],
      5_000,
      9_000,
    ),
  );
  expect(found.map(({ step, ms }) => [step.path.at(-1), ms])).toEqual([['search', 4_000]]);
});

test('what is only in one counts with all of its time, and a failure of one comes first', () => {
  const found = ownDifferences(
    comparison(
      [
        aStep(['run'], figures(10_000, failed), figures(6_000)),
        aStep(['run', 'fetch'], figures(100, failed), figures(90)),
        aStep(['run', 'retry'], figures(4_000), null),
      ],
      10_000,
      6_000,
    ),
  );
  expect(found.map(({ step, ms, failsOnlyIn }) => [step.path.at(-1), ms, failsOnlyIn])).toEqual([
    ['fetch', -10, 'a'],
    ['retry', -4_000, null],
  ]);
});

test('a dearer step stands out though it took no longer', () => {
  const found = ownDifferences(
    comparison(
      [
        aStep(['run'], figures(1_000, { cost_usd: 0.1 }), figures(1_000, { cost_usd: 0.6 })),
        aStep(['run', 'chat'], figures(500, { cost_usd: 0.1 }), figures(500, { cost_usd: 0.6 })),
      ],
      1_000,
      1_000,
    ),
  );
  expect(found.map(({ step, usd }) => [step.path.at(-1), usd])).toEqual([['chat', 0.5]]);
});

test('steps are the same unless they differ by more than a tenth, or in how often or how they ended', () => {
  expect(differs(aStep(['x'], figures(1_000), figures(1_090)))).toBe(false);
  expect(differs(aStep(['x'], figures(1_000), figures(1_200)))).toBe(true);
  expect(differs(aStep(['x'], figures(1_000), figures(1_000, { count: 2 })))).toBe(true);
  expect(differs(aStep(['x'], figures(1_000), figures(1_000, failed)))).toBe(true);
  expect(differs(aStep(['x'], figures(1_000), null))).toBe(true);
});

test('steps that ran at once do not make what is around them look quicker', () => {
  const found = ownDifferences(
    comparison(
      [
        aStep(['lead'], figures(5_000), figures(1_000, failed)),
        aStep(['lead', 'one'], figures(4_900), null),
        aStep(['lead', 'other'], figures(4_900), null),
        aStep(['triage', 'search'], null, figures(1_000, failed)),
      ],
      5_000,
      1_000,
    ),
  );
  expect(found.map(({ step, ms, failsOnlyIn }) => [step.path.at(-1), ms, failsOnlyIn])).toEqual([
    ['search', 1_000, 'b'],
    ['one', -4_900, null],
    ['other', -4_900, null],
  ]);
});
