import { describe, expect, test } from 'vitest';
import { noSpending } from '../cost/spending.ts';
import { budgetState, type HourOfSpending } from './budget-state.ts';

const HOUR_US = 3_600_000_000;
const DAY_US = 24 * HOUR_US;
/** Noon of the tenth of a month with 30 days. */
const NOON = Date.parse('2026-06-10T12:00:00Z') * 1000;

const hour = (hourUs: number, usd: number, over: Partial<HourOfSpending> = {}): HourOfSpending => ({
  ...noSpending,
  hourUs,
  calls: 1,
  inputTokens: 10,
  costPico: usd * 1e12,
  ...over,
});
/** A dollar in each of some hours before an instant. */
const steady = (count: number, beforeUs: number) =>
  Array.from({ length: count }, (_, back) => hour(beforeUs - (back + 1) * HOUR_US, 1));

describe('a budget', () => {
  test('of a day that spends a dollar an hour has spent 12 at noon and comes to 24', () => {
    const state = budgetState({ period: 'day', limitUsd: 30 }, steady(12, NOON), NOON);
    expect(state).toMatchObject({ spentUsd: 12, status: 'ok', unpriced: 0, projectedReason: null });
    expect(state.projectedUsd).toBeCloseTo(24, 6);
    expect([state.startUs, state.endUs]).toEqual([NOON - 12 * HOUR_US, NOON + 12 * HOUR_US]);
  });

  test('of a month counts from its first day, and what is spent before teaches the projection alone', () => {
    const state = budgetState({ period: 'month', limitUsd: 1000 }, steady(30 * 24, NOON), NOON);
    expect(state.spentUsd).toBe(9 * 24 + 12);
    expect(state.projectedUsd).toBeCloseTo(30 * 24, 6);
    expect([state.startUs, state.endUs]).toEqual([NOON - 9.5 * DAY_US, NOON + 20.5 * DAY_US]);
  });

  test('is at risk where the projection is above the limit, or four fifths of it are gone', () => {
    const limited = (limitUsd: number) =>
      budgetState({ period: 'day', limitUsd }, steady(12, NOON), NOON).status;
    expect(limited(24.5)).toBe('ok');
    expect(limited(23)).toBe('at_risk');
    expect(limited(12.5)).toBe('at_risk');
    expect(limited(12)).toBe('spent');
    // A last hour before midnight: nothing is projected beyond it, but most is gone.
    const late = NOON + 12 * HOUR_US - 1;
    const once = [hour(NOON, 8), hour(NOON - 3 * DAY_US, 0)];
    expect(budgetState({ period: 'day', limitUsd: 10 }, once, late).status).toBe('at_risk');
  });

  test('counts of the present hour what is spent, and projects the rest of it', () => {
    const state = budgetState(
      { period: 'day', limitUsd: 30 },
      [...steady(12, NOON), hour(NOON, 0.5)],
      NOON + HOUR_US / 2,
    );
    expect(state.spentUsd).toBe(12.5);
    expect(state.projectedUsd).toBeCloseTo(24, 6);
  });

  test('of a period that has just begun is not projected to $0 where no call of the weeks before has a price', () => {
    const unpriced = steady(48, NOON - 12 * HOUR_US).map((one) => ({ ...one, costPico: 0, unpriced: 1 }));
    const state = budgetState({ period: 'day', limitUsd: 30 }, unpriced, NOON - 12 * HOUR_US);
    expect(state).toMatchObject({ spentUsd: 0, projectedUsd: null, method: null });
    expect(state.projectedReason).toBe('No call of the last weeks has a price.');
  });

  test('learns from the same hours of the days before: what is spent by night is not projected by day', () => {
    const nights = Array.from({ length: 10 * 24 }, (_, back) => NOON - (back + 1) * HOUR_US)
      .filter((us) => new Date(us / 1000).getUTCHours() < 6)
      .map((us) => hour(us, 1));
    const state = budgetState({ period: 'day', limitUsd: 30 }, nights, NOON);
    expect(state.spentUsd).toBe(6);
    expect(state.projectedUsd).toBeGreaterThanOrEqual(6);
    expect(state.projectedUsd).toBeLessThan(6.5);
  });

  test('has spent nothing where nothing was called, and says why nothing is projected', () => {
    expect(budgetState({ period: 'day', limitUsd: 1 }, [], NOON)).toMatchObject({
      spentUsd: 0,
      projectedUsd: null,
      projectedReason: expect.stringContaining('got 0'),
      status: 'ok',
    });
  });

  test('of unpriced calls alone is not known, never $0', () => {
    const unpriced = steady(5, NOON).map((one) => ({ ...one, costPico: 0, unpriced: 1 }));
    expect(budgetState({ period: 'day', limitUsd: 1 }, unpriced, NOON)).toMatchObject({
      spentUsd: null,
      projectedUsd: null,
      projectedReason: 'No call of the period has a price.',
      unpriced: 5,
    });
  });
});
