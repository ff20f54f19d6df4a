import { describe, expect, test } from 'vitest';
import { type HealthLook, type HealthState, nextHealth } from './health-change.ts';

const SECOND = 1_000_000;
const rules = { minEnded: 5, holdUs: 60 * SECOND };
const healthy: HealthState = { status: 'healthy', score: 100, sinceUs: 0, next: null };
const bad: HealthLook = { status: 'critical', score: 20, ended: 10 };
const good: HealthLook = { status: 'healthy', score: 95, ended: 10 };

/** Looks at given seconds, one after the other; gives the changes that were told. */
function watch(...looks: [number, HealthLook][]): [number, string][] {
  let state = healthy;
  const told: [number, string][] = [];
  for (const [atS, look] of looks) {
    const next = nextHealth(state, look, atS * SECOND, rules);
    state = next.state;
    if (next.isChange) told.push([atS, state.status]);
  }
  return told;
}

describe('a change of health', () => {
  test('is told once it has lasted, once', () => {
    expect(watch([10, bad], [40, bad], [69, bad], [70, bad], [80, bad])).toEqual([[70, 'critical']]);
  });

  test('is not told of a status that goes to and fro', () => {
    expect(watch([10, bad], [60, good], [70, bad], [120, good], [130, bad], [180, bad])).toEqual([]);
  });

  test('counts anew where it becomes another one on the way', () => {
    const degraded: HealthLook = { status: 'degraded', score: 70, ended: 10 };
    expect(watch([0, degraded], [50, bad], [70, bad], [110, bad])).toEqual([[110, 'critical']]);
  });

  test('is not told of fewer than five executions', () => {
    const few = { ...bad, ended: 4 };
    expect(watch([0, few], [100, few], [200, few])).toEqual([]);
  });

  test('is told when all is idle again', () => {
    const idle: HealthLook = { status: 'healthy', score: 100, ended: 0 };
    expect(watch([0, bad], [60, bad], [100, idle], [160, idle])).toEqual([
      [60, 'critical'],
      [160, 'healthy'],
    ]);
  });

  test('keeps the score of the newest look that says something', () => {
    expect(nextHealth(healthy, good, 1, rules).state.score).toBe(95);
    expect(nextHealth(healthy, { ...good, ended: 2 }, 1, rules).state.score).toBe(100);
  });
});
