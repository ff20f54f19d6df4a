import { expect, test } from 'vitest';
import { resolveSettings } from '../../infra/settings/resolve.ts';
import type { PartialSettings } from '../../infra/settings/schema.ts';
import { ruleGroups } from '../rules/rules.ts';
import { burnPairs } from './burn.ts';

const settings = (values: PartialSettings) => resolveSettings([{ name: 'test', values }]).settings;
const exprOf = (name: string, values: PartialSettings) => {
  for (const rule of ruleGroups(settings(values)).flatMap(({ rules }) => rules)) {
    if ('alert' in rule && rule.alert === name) return rule.expr;
  }
  return undefined;
};
const factors = (period: '7d' | '28d' | '30d') =>
  Object.values(burnPairs(period)).flatMap((pairs) => pairs.map(({ factor }) => factor));

test('Burn rates are those of the SRE workbook in 30 days, and of the same shares in 28', () => {
  expect(factors('30d')).toEqual([14.4, 6, 3, 1]);
  expect(factors('28d')).toEqual([13.44, 5.6, 2.8, 0.933333]);
});

test('A week has burn rates of its own', () => {
  expect(factors('7d')).toEqual([13.44, 3.5, 1.4, 0.98]);
});

test('The rules follow the window and the objective of the settings', () => {
  const expr = exprOf('RunSuccessBudgetBurnsFast', {
    alerts: { sloWindow: '7d', slos: { runSuccess: 0.98 } },
  });
  expect(expr).toContain('slo:error_ratio:rate1h{slo="run-success"} > (13.44 * 0.02)');
  expect(expr).toContain('slo:error_ratio:rate6h{slo="run-success"} > (3.5 * 0.02)');
});

test('With a low objective a total failure still tells: no threshold is beyond nine in ten', () => {
  const expr = exprOf('RunSuccessBudgetBurnsFast', { alerts: { slos: { runSuccess: 0.9 } } });
  expect(expr).toContain('slo:error_ratio:rate1h{slo="run-success"} > 0.9 and');
  expect(expr).toContain('slo:error_ratio:rate6h{slo="run-success"} > (6 * 0.1)');
});

test('An SLO that the settings leave out has no rule', () => {
  expect(exprOf('RunLatencyBudgetBurnsSlow', { alerts: { slos: { runLatency: null } } })).toBeUndefined();
});

test('A time between two boundaries of the histogram is refused, and the boundaries are named', () => {
  expect(() => settings({ alerts: { slos: { firstTokenSeconds: 2 } } })).toThrow(
    /alerts\.slos\.firstTokenSeconds: expected a bucket boundary in seconds: .*1\.28, 2\.56.*got 2/,
  );
});

test('A budget of a month needs a month of metrics', () => {
  expect(() => settings({ retention: '14d', alerts: { sloWindow: '7d', budgets: { month: 100 } } })).toThrow(
    /alerts\.budgets\.month: a budget of 30 days needs a retention of 30d or more, which is 14d/,
  );
});
