import { describe, expect, test } from 'vitest';
import { type EndedFigures, scoreOf } from './score.ts';

const thresholds = { errorRate: 0.1, responseTimeMs: 5000 };
const figures = (completed: number, failed: number, cancelled: number, averageMs: number): EndedFigures => ({
  ended: completed + failed + cancelled,
  completed,
  failed,
  cancelled,
  averageMs,
});

describe('the health of a fleet', () => {
  test('is full where nothing ended', () => {
    expect(scoreOf({ ...figures(0, 0, 0, 0), averageMs: null }, thresholds)).toEqual({
      status: 'healthy',
      score: 100,
      parts: { success: 40, errors: 30, duration: 30 },
    });
  });

  // 40 · completed ÷ ended + 30 · (1 − error rate ÷ 0.2) + 30 · (2 − average ÷ 5000), each within its bounds.
  test.each([
    ['all well and fast', figures(10, 0, 0, 800), 40, 30, 30, 100, 'healthy'],
    ['just as slow as may be', figures(10, 0, 0, 5000), 40, 30, 30, 100, 'healthy'],
    ['half as slow again', figures(10, 0, 0, 7500), 40, 30, 15, 85, 'healthy'],
    ['twice as slow', figures(10, 0, 0, 10_000), 40, 30, 0, 70, 'degraded'],
    ['far too slow', figures(10, 0, 0, 600_000), 40, 30, 0, 70, 'degraded'],
    ['one of ten failed', figures(9, 1, 0, 1000), 36, 15, 30, 81, 'healthy'],
    ['one of five failed', figures(8, 2, 0, 1000), 32, 0, 30, 62, 'degraded'],
    ['half failed', figures(5, 5, 0, 1000), 20, 0, 30, 50, 'critical'],
    ['half was cancelled', figures(5, 0, 5, 1000), 20, 30, 30, 80, 'healthy'],
    ['all failed and slow', figures(0, 3, 0, 60_000), 0, 0, 0, 0, 'critical'],
  ])('is, where %s, what the formula says', (_case, given, success, errors, duration, score, status) => {
    const found = scoreOf(given, thresholds);
    expect([found.score, found.status]).toEqual([score, status]);
    expect(found.parts.success).toBeCloseTo(success, 9);
    expect(found.parts.errors).toBeCloseTo(errors, 9);
    expect(found.parts.duration).toBeCloseTo(duration, 9);
  });

  test('follows the thresholds', () => {
    // Errors 0.1 ÷ 0.4 of 30 lost, duration 1000 ÷ 800 − 1 = 0.25 of 30 lost.
    const { parts } = scoreOf(figures(9, 1, 0, 1000), { errorRate: 0.2, responseTimeMs: 800 });
    expect(parts.errors).toBeCloseTo(22.5, 9);
    expect(parts.duration).toBeCloseTo(22.5, 9);
  });
});
