import { expect, test } from 'vitest';
import { node } from './graph-fixtures.ts';
import { slowestStep } from './slowest-step.ts';

const root = node('close', null, 0, 1);

test('the slowest step is the one with the largest share, and what most of it is in', () => {
  const nodes = [
    root,
    node('load', 'close', 1, 0.2),
    node('explain', 'close', 1, 0.6),
    node('gpt', 'explain', 2, 0.5),
    node('list', 'load', 2, 0.2),
  ];
  expect(slowestStep(nodes)).toMatchObject({ step: { name: 'explain' }, within: { name: 'gpt' } });
});

test('a call that has less than half of a step is not what it is in', () => {
  const nodes = [root, node('explain', 'close', 1, 0.6), node('gpt', 'explain', 2, 0.2)];
  expect(slowestStep(nodes)).toMatchObject({ step: { name: 'explain' }, within: null });
});

test('without steps on the path there is no slowest', () => {
  expect(slowestStep([root])).toBeNull();
  expect(slowestStep([root, node('beside', 'close', 1, 0)])).toBeNull();
});
