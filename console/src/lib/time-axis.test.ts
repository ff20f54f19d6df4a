import { describe, expect, test } from 'vitest';
import { aDetail, anExecution, aStep, at } from './fixtures.ts';
import { toMs } from './format-time.ts';
import { barOf, rangeOf, ticksOf } from './time-axis.ts';
import { allNodes, buildTree } from './waterfall-tree.ts';

const labels = (durationMs: number, most: number) => ticksOf(durationMs, most).map((tick) => tick.label);
const start = toMs(at(0));

describe('ticks', () => {
  test.each([
    [0.42, 6, ['0', '0.1 ms', '0.2 ms', '0.3 ms', '0.4 ms']],
    [7, 6, ['0', '2 ms', '4 ms', '6 ms']],
    [900, 6, ['0', '0.2 s', '0.4 s', '0.6 s', '0.8 s']],
    [3_000, 6, ['0', '0.5 s', '1 s', '1.5 s', '2 s', '2.5 s', '3 s']],
    [42_000, 5, ['0', '10 s', '20 s', '30 s', '40 s']],
    [90_000, 6, ['0', '15 s', '30 s', '45 s', '1m', '1m 15s', '1m 30s']],
    [600_000, 5, ['0', '2m', '4m', '6m', '8m', '10m']],
    [7_200_000, 4, ['0', '30m', '1h 0m', '1h 30m', '2h 0m']],
    [20 * 3_600_000, 4, ['0', '6h', '12h', '18h']],
  ])('%d ms in at most %d steps', (durationMs, most, expected) => {
    expect(labels(durationMs, most)).toEqual(expected);
  });

  test('there are never more than asked for, nor any past the end', () => {
    for (let durationMs = 0.001; durationMs < 1e10; durationMs *= 1.7) {
      const ticks = ticksOf(durationMs, 5);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.at(-1)?.place).toBeLessThanOrEqual(1);
    }
  });
});

describe('range', () => {
  test('an ended execution fills it exactly', () => {
    const nodes = allNodes(buildTree(aDetail()));
    expect(rangeOf(nodes, start + 99_999)).toEqual({ startMs: start, endMs: start + 10_000 });
  });

  test('a step that began before its execution (clock skew) widens it', () => {
    const steps = [aStep('early', { started_at: at(-500), ended_at: at(-100) })];
    expect(rangeOf(allNodes(buildTree(aDetail({ steps }))), start).startMs).toBe(start - 500);
  });

  test('while running it ends ahead of now and stands still between two round figures', () => {
    const execution = anExecution({ status: 'running', ended_at: null, duration_ms: null });
    const nodes = allNodes(buildTree(aDetail({ execution })));
    const ends = [5_100, 5_500, 5_900].map((ms) => rangeOf(nodes, start + ms).endMs - start);
    expect(ends).toEqual([6_000, 6_000, 6_000]);
    expect(rangeOf(nodes, start + 6_000).endMs - start).toBe(7_000);
  });
});

describe('bar', () => {
  const range = { startMs: start, endMs: start + 10_000 };
  const nodeOf = (step: ReturnType<typeof aStep>) => {
    const [node] = buildTree(aDetail({ steps: [step] })).children;
    if (!node) throw new Error('no node');
    return node;
  };

  test('a step lies where it ran', () => {
    const node = nodeOf(aStep('s', { started_at: at(2_000), ended_at: at(4_500) }));
    expect(barOf(node, range, start + 10_000)).toEqual({ left: 0.2, width: 0.25 });
  });

  test('a running step reaches to now', () => {
    const node = nodeOf(aStep('s', { started_at: at(2_000), ended_at: null, status: 'running' }));
    const bar = barOf(node, range, start + 6_000);
    expect(bar.left).toBeCloseTo(0.2);
    expect(bar.width).toBeCloseTo(0.4);
  });

  test('an end before the start gives a bar of no length', () => {
    const node = nodeOf(aStep('s', { started_at: at(2_000), ended_at: at(1_000) }));
    expect(barOf(node, range, start)).toEqual({ left: 0.2, width: 0 });
  });
});
