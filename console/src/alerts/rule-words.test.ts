import { expect, test } from 'vitest';
import { durationWords, ruleSentence, ruleValue } from './rule-words.ts';

const rule = {
  condition: 'error_rate',
  threshold: 0.2,
  window: '5m',
  for: '0s',
  severity: 'warning',
  statistic: null,
  metric: null,
  groupBy: null,
  minEvents: 1,
  filter: [],
};

test('a rule is a sentence', () => {
  expect(ruleSentence(rule)).toBe(
    'Fires when more than 20 % of the events of the last 5 minutes are errors.',
  );
});

test('what narrows a rule is in its sentence', () => {
  expect(
    ruleSentence({
      ...rule,
      groupBy: 'agent',
      minEvents: 20,
      for: '1m',
      filter: [
        { by: 'environment', tag: '', value: 'prod' },
        { by: 'environment', tag: '', value: 'stage' },
        { by: 'tag', tag: 'tier', value: 'gold' },
      ],
    }),
  ).toBe(
    'Fires when more than 20 % of the events of the last 5 minutes are errors, only of environment prod or stage and tier gold, once there are at least 20 events, for each agent by itself. It must hold for 1 minute first.',
  );
});

test.each([
  [
    'response_time',
    5000,
    'Fires when the 95th percentile of run durations in the last hour is above 5.00 s.',
  ],
  ['cost', 2.5, 'Fires when calls of models in the last hour cost more than $2.50.'],
  ['event_count', 500, 'Fires when there are more than 500 events in the last hour.'],
  ['event_rate', 100, 'Fires when there are more than 100 events a minute, over the last hour.'],
])('%s is said', (condition, threshold, sentence) => {
  expect(ruleSentence({ ...rule, condition, threshold, window: '1h', statistic: 'p95' })).toBe(sentence);
});

test('values have their units', () => {
  expect(ruleValue('error_rate', 0.034)).toBe('3.4 %');
  expect(ruleValue('event_rate', 350)).toBe('350 a minute');
});

test.each([
  ['5m', '5 minutes'],
  ['1d', '1 day'],
  ['90s', '90 seconds'],
  ['soon', 'soon'],
])('%s is %s', (text, words) => expect(durationWords(text)).toBe(words));
