import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Aggregate, Aggregator } from './aggregation.ts';

interface Happening {
  readonly key: string;
  readonly at: number;
}
const EPOCH = Date.parse('2026-11-22T10:00:00.000Z');

/** What windows of 100 ms make of these, each closed as the owner does it. */
function aggregate(events: readonly Happening[], maxKeys = 1000) {
  const aggregator = new Aggregator<Happening>(100, ({ key }) => key);
  const windows: Aggregate<Happening>[][] = [];
  let refused = 0;
  for (const event of events) {
    if (aggregator.isOver(event.at)) windows.push(aggregator.close());
    if (!aggregator.add(event, event.at, EPOCH + event.at, maxKeys)) refused += 1;
  }
  windows.push(aggregator.close());
  return { windows: windows.filter((window) => window.length > 0), refused };
}

it('counts by key, with the first and the last', () => {
  const [a, b, c] = [
    { key: 'x', at: 10 },
    { key: 'y', at: 20 },
    { key: 'x', at: 109 },
  ];
  expect(aggregate([a, b, c]).windows).toEqual([
    [
      { key: 'x', count: 2, first: a, last: c, windowStart: '2026-11-22T10:00:00.010Z' },
      { key: 'y', count: 1, first: b, last: b, windowStart: '2026-11-22T10:00:00.010Z' },
    ],
  ]);
});

it('opens a window with the first event after the one before', () => {
  const events = [
    { key: 'x', at: 0 },
    { key: 'x', at: 100 },
    { key: 'x', at: 199 },
    { key: 'x', at: 1000 },
  ];
  expect(
    aggregate(events)
      .windows.flat()
      .map(({ count, windowStart }) => [count, windowStart]),
  ).toEqual([
    [1, '2026-11-22T10:00:00.000Z'],
    [2, '2026-11-22T10:00:00.100Z'],
    [1, '2026-11-22T10:00:01.000Z'],
  ]);
});

it('holds no more keys than it may', () => {
  const events = ['a', 'b', 'c', 'a'].map((key) => ({ key, at: 1 }));
  const { windows, refused } = aggregate(events, 2);
  expect([windows.flat().map(({ key, count }) => `${key}${count}`), refused]).toEqual([['a2', 'b1'], 1]);
});

it('loses no event and counts none twice, in windows that do not overlap', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ key: fc.constantFrom('a', 'b', 'c', ''), wait: fc.integer({ min: 0, max: 150 }) }),
        { maxLength: 300 },
      ),
      fc.integer({ min: 1, max: 4 }),
      (steps, maxKeys) => {
        let at = 0;
        const events = steps.map(({ key, wait }) => {
          at += wait;
          return { key, at };
        });
        const { windows, refused } = aggregate(events, maxKeys);
        const counted = windows.flat().reduce((sum, { count }) => sum + count, 0);
        expect(counted + refused).toBe(events.length);
        let earliest = 0;
        for (const window of windows) {
          const start = Date.parse(window[0]?.windowStart ?? '') - EPOCH;
          expect(new Set(window.map(({ key }) => key)).size).toBe(window.length);
          expect(start).toBeGreaterThanOrEqual(earliest);
          earliest = start + 100;
          for (const { first, last, windowStart } of window) {
            expect(Date.parse(windowStart) - EPOCH).toBe(start);
            expect(first.at).toBeGreaterThanOrEqual(start);
            expect(last.at).toBeGreaterThanOrEqual(first.at);
            expect(last.at).toBeLessThan(start + 100);
          }
        }
      },
    ),
  );
});
