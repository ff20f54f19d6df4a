import { describe, expect, test } from 'vitest';
import { type GroupState, type HoldTimes, nextGroupState } from './group-state.ts';

const SECOND = 1_000_000;
const times: HoldTimes = { forUs: 60 * SECOND, keepUs: 30 * SECOND, gapUs: 120 * SECOND };

/** Evaluations at given seconds, each with whether the rule holds; gives the state after each. */
function evaluate(hold: HoldTimes, ...looks: [number, boolean][]): string[] {
  let state: GroupState | undefined;
  let lastUs: number | null = null;
  return looks.map(([second, holds]) => {
    const nowUs = second * SECOND;
    state = nextGroupState(state, { key: '', value: 1, holds }, { ...hold, nowUs, lastUs });
    lastUs = nowUs;
    return state.state;
  });
}

describe('a rule', () => {
  test('fires once it has held for as long as it must', () => {
    expect(evaluate(times, [0, true], [15, true], [59, true], [60, true])).toEqual([
      'pending',
      'pending',
      'pending',
      'firing',
    ]);
  });

  test('fires at once without a time that it must hold', () => {
    expect(evaluate({ ...times, forUs: 0 }, [0, true])).toEqual(['firing']);
  });

  test('begins anew where it did not hold in between', () => {
    expect(evaluate(times, [0, true], [45, false], [60, true], [75, true], [120, true])).toEqual([
      'pending',
      'ok',
      'pending',
      'pending',
      'firing',
    ]);
  });

  test('goes on to fire for as long as it says after it held last, and flaps no less long', () => {
    const looks: [number, boolean][] = [
      [0, true],
      [60, true],
      [75, false],
      [85, true],
      [100, false],
      [114, false],
      [115, false],
    ];
    expect(evaluate(times, ...looks)).toEqual([
      'pending',
      'firing',
      'firing',
      'firing',
      'firing',
      'firing',
      'ok',
    ]);
  });

  test('goes on to wait over a restart, and begins anew after a longer time without a hub', () => {
    expect(evaluate(times, [0, true], [100, true])).toEqual(['pending', 'firing']);
    expect(evaluate(times, [0, true], [121, true], [181, true])).toEqual(['pending', 'pending', 'firing']);
  });

  test('does not fire for a clock that jumped ahead, nor wait for one that went back', () => {
    expect(evaluate(times, [0, true], [7200, true], [7215, true])).toEqual(['pending', 'pending', 'pending']);
    expect(evaluate(times, [7200, true], [0, true], [60, true])).toEqual(['pending', 'pending', 'firing']);
  });

  test('that fires is over in time though the clock went back', () => {
    expect(evaluate({ ...times, forUs: 0 }, [7200, true], [0, false], [30, false])).toEqual([
      'firing',
      'firing',
      'ok',
    ]);
  });

  test('that fires goes on to over a time without a hub', () => {
    expect(evaluate(times, [0, true], [60, true], [7200, true])).toEqual(['pending', 'firing', 'firing']);
  });
});
