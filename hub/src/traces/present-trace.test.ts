import { expect, test } from 'vitest';
import { presentComparison } from './present-trace.ts';
import { span } from './span-fixture.ts';
import { traceTree } from './trace-tree.ts';

const traceOf = (endMs: number) => ({
  traceId: 'a'.repeat(32),
  execution: null,
  tree: traceTree([span('read', null, 0, endMs)], 0),
  executionOf: new Map<string, string>(),
  isTruncated: false,
});

test('differences of milliseconds have no more digits than microseconds', () => {
  const { difference, steps } = presentComparison(traceOf(5874.286), traceOf(8066.119));
  // 8066.119 − 5874.286 is 2191.8329999999996 in floating point.
  expect(difference.duration_ms).toBe(2191.833);
  expect(steps.map((step) => step.difference?.duration_ms)).toEqual([2191.833]);
});
