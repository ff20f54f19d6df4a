import { expect, test } from 'vitest';
import { recordId, spanId } from './ids.ts';
import { IntervalSet } from './intervals.ts';
import { newLedger } from './ledger.ts';
import { Tally } from './tally.ts';

test('intervals that touch become one, in whatever order they come, and count once', () => {
  const set = new IntervalSet();
  for (const [from, to] of [
    [10, 20],
    [30, 40],
    [20, 30],
    [15, 18],
    [50, 60],
    [0, 0],
  ] as const) {
    set.add({ from, to });
  }
  expect(set.intervals).toEqual([
    { from: 10, to: 40 },
    { from: 50, to: 60 },
  ]);
  expect(set.size).toBe(40);
  expect([9, 10, 39, 40, 55].map((counter) => set.has(counter))).toEqual([false, true, true, false, true]);
});

test('ids hold the number of the stream and the counter', () => {
  const { runs, http } = newLedger({ runSpans: 8, httpSpans: 3, series: 1 });
  expect(recordId(runs.number, 258)).toBe(`${runs.number.hex}0000000000000102`);
  expect(runs.number.hex).toMatch(/^[89a-f][0-9a-f]{15}$/);
  expect(runs.number.hex).not.toBe(http.number.hex);
  expect(spanId(258, 0)).toBe('0000000000010201');
  expect(spanId(258, 7)).toBe('0000000000010208');
  // Neither is ever all zeros, which OTLP does not allow.
  expect(spanId(0, 0)).toBe('0000000000000001');
});

test('a tally tells what is lost, what is doubled and what nobody acknowledged', () => {
  const { runs } = newLedger({ runSpans: 2, httpSpans: 3, series: 1 });
  runs.acknowledged.add(runs.take(3));
  runs.take(1);
  const tally = new Tally(runs);
  const note = (counter: number, index: number) =>
    tally.noteSpan(recordId(runs.number, counter), spanId(counter, index));
  for (const [counter, index] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [2, 0],
    [2, 1],
    [2, 1],
    // Sent, never acknowledged, and there all the same: neither lost nor doubled.
    [3, 0],
    [3, 1],
  ] as const) {
    note(counter, index);
  }
  // Another load's, and a span that is none of this trace's.
  tally.noteSpan('0'.repeat(31).concat('1'), spanId(1, 1));
  tally.noteSpan(recordId(runs.number, 1), spanId(2, 1));
  expect(tally.counts()).toEqual({
    acknowledged: 6,
    found: 5,
    lost: 1,
    doubled: 1,
    examples: [
      `${recordId(runs.number, 2)} ${spanId(2, 1)} is there 2 times`,
      `${recordId(runs.number, 1)} ${spanId(1, 1)} is there 0 times`,
    ],
  });
});
