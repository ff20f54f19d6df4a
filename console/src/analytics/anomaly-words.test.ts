import { beforeAll, expect, test } from 'vitest';
import type { Anomaly } from '../hub/types.ts';
import { setFormatZone } from '../lib/format-time.ts';
import { anomalySubject, anomalyTime, explainAnomaly } from './anomaly-words.ts';

beforeAll(() => setFormatZone('UTC'));

const spike: Anomaly = {
  metric: 'runs',
  meaning: 'Runs that began.',
  unit: 'runs an hour',
  subject: { agent: 'planner', provider: null, model: null },
  kind: 'spike',
  start: '2026-11-23T07:00:00.000000Z',
  end: null,
  ended: null,
  observed: 60,
  expected: 6,
  low: null,
  high: 29.13,
  score: 1.9,
  severity: 'warning',
  samples: 12,
  method: 'recent_hours',
};

test('a spike tells what was, what is usual, and up to where', () => {
  expect(explainAnomaly(spike)).toBe('60 an hour. Usual in the hours before: 6 an hour, at most 29 an hour.');
  expect(anomalyTime(spike)).toBe('since 23 Nov, 07:00, goes on');
});

test('a drop tells its lower edge', () => {
  const drop = {
    ...spike,
    kind: 'drop',
    observed: 0,
    expected: 20,
    low: 8,
    high: null,
    method: 'hour_of_week',
  } as const;
  expect(explainAnomaly(drop)).toBe(
    '0 an hour. Usual at this hour of the week: 20 an hour, at least 8 an hour.',
  );
});

test('shares, durations and dollars are said in their units', () => {
  const errors = { ...spike, metric: 'errors', observed: 0.5, expected: 0.02, high: 0.18 };
  expect(explainAnomaly(errors)).toBe('50 %. Usual in the hours before: 2.0 %, at most 18 %.');
  const slow = {
    ...spike,
    metric: 'duration',
    kind: 'rise',
    observed: 9,
    expected: 1.4,
    high: null,
  } as const;
  expect(explainAnomaly(slow)).toBe('9.00 s. Usual in the hours before: 1.40 s.');
});

test('an anomaly without agent and model is that of all', () => {
  expect(anomalySubject({ subject: { agent: null, provider: null, model: null } })).toBe('All agents');
});

test('one that was learned says so', () => {
  expect(anomalyTime({ ...spike, end: '2026-11-23T19:00:00.000000Z', ended: 'learned' })).toBe(
    '23 Nov, 07:00 – 19:00, then usual',
  );
});
