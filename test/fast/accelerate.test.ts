import { expect, test } from 'vitest';
import { acceleratedExpression, acceleratedRules, compressed } from '../support/accelerate.ts';

test('Longer stays longer, and nothing becomes nothing but nothing', () => {
  expect([0, 10, 60, 300, 1800, 3600, 86_400, 30 * 86_400].map(compressed)).toEqual([
    0, 3, 3, 6, 36, 46, 92, 141,
  ]);
});

test('Ranges, offsets and subqueries are compressed, names and numbers are not', () => {
  expect(
    acceleratedExpression(
      'max_over_time(rate(observatory_runs_total{agent="5m"}[5m])[1h:1m] offset 1d) > 300 and on (agent) agent:runs:rate5m > 1',
    ),
  ).toBe(
    'max_over_time(rate(observatory_runs_total{agent="5m"}[6s])[46s:1s] offset 92s) > 300 and on (agent) agent:runs:rate5m > 1',
  );
});

test('A sum keeps its steps apart, so that it counts nothing twice', () => {
  expect(acceleratedExpression('sum_over_time(slo:errors:increase5m{slo="a"}[1h:5m]) >= 5')).toBe(
    'sum_over_time(slo:errors:increase5m{slo="a"}[46s:6s]) >= 5',
  );
});

test('Waiting times of alerts are compressed, and intervals of groups left to Prometheus', () => {
  const file = `groups:
  - name: a
    interval: 5m
    rules:
      - { alert: A, expr: up == 0, for: 5m, keep_firing_for: 10m, labels: {}, annotations: {} }
      - { record: b:c, expr: "rate(d_total[1m])" }
`;
  expect(acceleratedRules(file)).toBe(`groups:
  - name: a
    rules:
      - alert: A
        expr: up == 0
        for: 6s
        keep_firing_for: 12s
        labels: {}
        annotations: {}
      - record: b:c
        expr: rate(d_total[3s])
`);
});
