import { describe, expect, test } from 'vitest';
import { readArguments } from './arguments.ts';
import { type Plan, type PlanOptions, plans } from './plan.ts';
import { scenarioPlans } from './scenario-plans.ts';

const usual: PlanOptions = { seed: 7, failures: 0.15, stuck: 0.02 };

function take(count: number, options: PlanOptions): Plan[] {
  return plans(options).take(count).toArray();
}
const isStuck = ({ fault }: Plan) => fault?.kind === 'silence';
const fails = ({ fault }: Plan) => fault?.times === Number.POSITIVE_INFINITY && fault.kind !== 'silence';
const isRetried = ({ fault }: Plan) => fault !== undefined && fault.times < 3;

describe('the plan of a seed', () => {
  test('is the same each time, and another for another seed', () => {
    expect(take(200, usual)).toEqual(take(200, usual));
    expect(take(200, usual)).not.toEqual(take(200, { ...usual, seed: 8 }));
  });

  test('keeps scenarios, users, sessions and paces when the shares change', () => {
    const kept = (options: PlanOptions) =>
      take(200, options).map(({ scenario, user, session, subject, pace }) => ({
        scenario,
        user,
        session,
        subject,
        pace,
      }));
    expect(kept(usual)).toEqual(kept({ seed: 7, failures: 0.9, stuck: 3 }));
  });

  test('runs every scenario as often as its weight says in each round', () => {
    const round = Object.values(scenarioPlans).reduce((sum, { weight }) => sum + weight, 0);
    const counts = new Map<string, number>();
    for (const { scenario } of take(round * 3, usual)) counts.set(scenario, (counts.get(scenario) ?? 0) + 1);
    for (const [name, { weight }] of Object.entries(scenarioPlans)) expect(counts.get(name)).toBe(weight * 3);
  });

  test('has nothing go wrong where neither failures nor retries are wanted', () => {
    const struck = take(300, { seed: 7, failures: 0, stuck: 0, retries: 0 }).filter(({ fault }) => fault);
    expect(struck).toEqual([]);
  });

  test('lets one fault alone strike where one is named, and only in scenarios that know it', () => {
    const struck = take(300, { ...usual, failures: 0.5, stuck: 0, fault: 'tool_refuses' }).filter(
      ({ fault }) => fault !== undefined,
    );
    expect(struck.length).toBeGreaterThan(10);
    expect([...new Set(struck.map(({ scenario, fault }) => `${scenario}: ${fault?.kind}`))]).toEqual([
      'code-review: tool_refuses',
    ]);
  });

  test('fails about the share of the runs that was asked for', () => {
    const failed = take(4_000, { ...usual, stuck: 0 }).filter(fails).length;
    expect(failed / 4_000).toBeGreaterThan(0.13);
    expect(failed / 4_000).toBeLessThan(0.17);
  });

  test('fails none or all where that was asked for', () => {
    expect(take(300, { ...usual, failures: 0 }).filter(fails)).toEqual([]);
    expect(take(300, { seed: 7, failures: 1, stuck: 0 }).every(fails)).toBe(true);
  });

  test('leaves stuck the share or the number of runs that was asked for', () => {
    expect(take(500, { ...usual, stuck: 0 }).filter(isStuck)).toEqual([]);
    const numbers = (stuck: number) =>
      take(500, { ...usual, stuck })
        .filter(isStuck)
        .map(({ number }) => number);
    expect(numbers(3)).toEqual([4, 14, 24]);
    expect(numbers(0.1).length).toBeGreaterThan(30);
    expect(numbers(0.1).length).toBeLessThan(75);
  });

  test('has retried, cancelled and slow runs, and sessions of several runs', () => {
    const all = take(500, usual);
    expect(all.filter(isRetried).length).toBeGreaterThan(20);
    expect(all.filter(({ cancelAfterMs }) => cancelAfterMs !== undefined).length).toBeGreaterThan(5);
    expect(all.filter(({ pace }) => pace > 3).length).toBeGreaterThan(15);
    const runs = new Map<string, number>();
    for (const { user, session } of all.slice(0, 400)) {
      const key = `${user}-${session}`;
      runs.set(key, (runs.get(key) ?? 0) + 1);
    }
    const ended = [...runs].filter(([key]) => runs.has(key.replace(/\d+$/, (n) => String(Number(n) + 1))));
    for (const [, count] of ended) expect([2, 3, 4, 5]).toContain(count);
  });

  test('has good results and some poor ones, of which users rate a part', () => {
    const all = take(1_000, usual);
    const poor = all.filter(({ quality }) => quality < 0.5).length;
    expect(poor).toBeGreaterThan(100);
    expect(poor).toBeLessThan(200);
    expect(all.every(({ quality }) => quality >= 0 && quality <= 1)).toBe(true);
    const rated = all.filter(({ isRated }) => isRated).length;
    expect(rated).toBeGreaterThan(330);
    expect(rated).toBeLessThan(470);
  });

  test('of the default seed shows a failure, a retry, a stuck and a slow run among the first ten', () => {
    const { seed } = readArguments([]).args;
    const first = take(10, { ...usual, seed });
    expect(first.some(fails)).toBe(true);
    expect(first.some(isRetried)).toBe(true);
    expect(first.some(isStuck)).toBe(true);
    expect(first.some(({ pace }) => pace > 3)).toBe(true);
  });
});
