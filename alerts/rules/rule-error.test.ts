import { expect, test } from 'vitest';
import { asRuleError, RuleError, ruleErrorIn } from './rule-error.ts';

test('A mistake in a file of rules is told in one line, with its place in that file', () => {
  const mistake = new RangeError('observatory_run_duration_seconds has no bucket that ends at 5');
  mistake.stack = `RangeError: x
    at upTo (file:///home/me/observatory/alerts/promql/expression.ts:100:11)
    at ownSlos (file:///home/me/observatory/alerts/slos/own.ts:13:8)
    at slos (file:///home/me/observatory/alerts/slos/alerts.ts:9:40)`;
  const { message } = asRuleError('alerts/slos/own.ts', mistake);
  expect(message).toBe(
    'alerts/slos/own.ts:13: observatory_run_duration_seconds has no bucket that ends at 5',
  );
});

test('Faults of rules, which name their rules already, stay as they are', () => {
  const faults = new RuleError('SomeAlert: expected PromQL');
  expect(asRuleError('alerts/own/alerts.ts', faults)).toBe(faults);
});

test('A file of rules that cannot be loaded is named, and not the layer that refused', () => {
  const mistake = new TypeError('there is no such metric in the conventions');
  mistake.stack = `TypeError: x
    at nameOf (file:///home/me/observatory/alerts/promql/expression.ts:203:40)
    at file:///home/me/observatory/alerts/own/alerts.ts:5:13`;
  expect(ruleErrorIn(mistake)).toEqual(
    new RuleError('alerts/own/alerts.ts:5: there is no such metric in the conventions'),
  );
});

test('A fault of loading anything else stays what it is', () => {
  const other = new Error('no such package');
  other.stack = 'Error: no such package\n    at file:///home/me/observatory/infra/command/program.ts:1:1';
  expect(ruleErrorIn(other)).toBe(other);
});
