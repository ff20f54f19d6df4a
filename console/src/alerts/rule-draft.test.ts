import { expect, test } from 'vitest';
import { filterRows, newDraft, settingsOf, withCondition } from './rule-draft.ts';

test('an error rate is typed in percent and sent as a ratio', () => {
  expect(settingsOf({ ...newDraft, threshold: '7' })?.threshold).toBe(0.07);
  expect(settingsOf({ ...newDraft, condition: 'cost', threshold: '7' })?.threshold).toBe(7);
});

test.each(['', '  ', 'ten', '-1', 'Infinity', '101'])('%j is no threshold', (threshold) => {
  expect(settingsOf({ ...newDraft, threshold })).toBeNull();
});

test('a least number has no fraction', () => {
  expect(settingsOf({ ...newDraft, minEvents: '1.5' })).toBeNull();
});

test('several values of one kind are a list, and an empty one is none', () => {
  const filter = [
    { by: 'agent', tag: '', value: 'planner' },
    { by: 'agent', tag: '', value: 'writer, who writes' },
    { by: 'model', tag: '', value: '' },
    { by: 'tag', tag: 'tier', value: 'gold' },
  ] as const;
  expect(settingsOf({ ...newDraft, filter })?.filter).toEqual({
    agent: ['planner', 'writer, who writes'],
    tag: { tier: ['gold'] },
  });
});

test('the values of a filter that the hub has are rows', () => {
  expect(filterRows({ model: 'gpt-4o', agent: ['a', 'b'], tag: { tier: 'gold' } })).toEqual([
    { by: 'agent', tag: '', value: 'a' },
    { by: 'agent', tag: '', value: 'b' },
    { by: 'model', tag: '', value: 'gpt-4o' },
    { by: 'tag', tag: 'tier', value: 'gold' },
  ]);
});

test('another condition takes out what it does not know', () => {
  const draft = withCondition(
    {
      ...newDraft,
      groupBy: 'model',
      filter: [
        { by: 'agent', tag: '', value: 'planner' },
        { by: 'tag', tag: 'tier', value: 'gold' },
      ],
    },
    'response_time',
  );
  expect(draft.groupBy).toBe('');
  expect(draft.filter).toEqual([{ by: 'agent', tag: '', value: 'planner' }]);
  expect(draft.threshold).toBe('5000');
});
