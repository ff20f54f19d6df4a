import { expect, test } from 'vitest';
import { stackSettings } from '../../test/support/stack-settings.ts';
import { promql } from '../promql/expression.ts';
import type { Alert } from './alert.ts';
import type { RuleFamily } from './rule-group.ts';
import { ruleFaults } from './validate.ts';

const some: Alert = {
  name: 'SomeAlert',
  severity: 'warning',
  summary: 'Something is up.',
  description: '{{ $labels.job }}',
  expr: promql`up == 0`,
  by: ['job'],
  for: '5m',
  keepFiringFor: '0s',
  dashboard: 'system-health',
};
const faults = (...alerts: Partial<Alert>[]) => {
  const family: RuleFamily = {
    name: 'some',
    recordings: [],
    alerts: alerts.map((one) => ({ ...some, ...one })),
  };
  return ruleFaults([family], stackSettings());
};

test('A rule that is right has no fault', () => {
  expect(faults({})).toEqual([]);
});

test.each<[string, Partial<Alert>[], RegExp]>([
  [
    'a metric that nobody has',
    [{ expr: promql`observatory_rnus_total > 0` }],
    /^SomeAlert: observatory_rnus_total is no metric/,
  ],
  [
    'a range of one scrape',
    [{ expr: promql`rate(observatory_runs_total[15s]) > 0` }],
    /^SomeAlert: rate looks back 15s, expected two scrapes or more, which are 30s/,
  ],
  [
    'a window longer than the retention',
    [{ expr: promql`max_over_time(up[31d] offset 1d) == 0` }],
    /^SomeAlert: looks back 2764800s, further than the retention, which is 30d/,
  ],
  [
    'a name given twice',
    [{}, {}],
    /^SomeAlert: expected a name of its own, there is another rule of this name in the group some$/,
  ],
  [
    'a short range that stands there three times',
    [{ expr: promql`rate(up[15s]) + rate(up[15s]) + rate(up[15s]) > 0` }],
    /^SomeAlert: rate looks back 15s/,
  ],
  [
    'a severity that there is not',
    [{ severity: 'page' as never }],
    /^SomeAlert: expected a severity of critical, warning, info, none, got "page"$/,
  ],
  [
    'a dashboard that there is not',
    [{ dashboard: 'agents' as never }],
    /^SomeAlert: expected a dashboard of platform-overview, .*, got "agents"$/,
  ],
  [
    'a description with a label that its series do not have',
    [{ description: '{{ $labels.agent }} is down.' }],
    /^SomeAlert: its description uses \$labels\.agent, which is not in `by`: job$/,
  ],
  ['no PromQL', [{ expr: promql`up == ` }], /^SomeAlert: expected PromQL, got "up =="/],
  [
    'no waiting time',
    [{ for: undefined as never }],
    /^SomeAlert: expected `for` to be a duration such as 5m, or 0s for none, got undefined/,
  ],
])('%s is refused by name and reason', (_, alerts, message) => {
  expect(faults(...alerts)).toEqual([expect.stringMatching(message)]);
});
