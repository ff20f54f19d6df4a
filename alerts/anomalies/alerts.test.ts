import { expect, test } from 'vitest';
import { stackSettings } from '../../test/support/stack-settings.ts';
import { parseExpression } from '../promql/parse.ts';
import { anomalies } from './alerts.ts';

const families = anomalies(stackSettings());

test('Without anomalies in the settings there is no rule of them', () => {
  expect(anomalies(stackSettings({ alerts: { anomalies: false } }))).toEqual([]);
});

test('At most ten alerts tell of what is out of the usual, and none wakes anybody', () => {
  const severities = families.flatMap(({ alerts }) => alerts.map(({ severity }) => severity));
  expect(severities).toHaveLength(10);
  expect(severities).not.toContain('critical');
});

test('No level keeps a label that a deploy changes', () => {
  const labels = families.flatMap(({ recordings }) => recordings.flatMap(({ by }) => by));
  expect([...new Set(labels)].toSorted()).toEqual([
    'agent',
    'deployment_environment_name',
    'model',
    'provider',
  ]);
});

test('They look back a week and an hour, which eight days of retention hold', () => {
  const reaches = families.flatMap(({ recordings }) =>
    recordings.map(({ expr }) => parseExpression(expr.promql).reachSeconds),
  );
  // 167 h 30 m back, and an hour from there.
  expect(Math.max(...reaches)).toBe(606_600);
});
