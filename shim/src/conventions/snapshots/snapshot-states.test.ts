import { expect, it } from 'vitest';
import { eachSnapshotState, snapshotStates } from './snapshot-states.ts';

const change = (value: unknown) => JSON.stringify([{ op: 'replace', path: '/n', value }]);

it('gives the state of each snapshot, in order, whichever came first and how often', () => {
  const first = { sequence: 0, state: '{"n":0,"list":[1]}' };
  const records = [
    { sequence: 2, difference: change(2) },
    { sequence: 1, difference: change(1) },
    first,
    first,
  ];
  expect(snapshotStates(records)).toEqual([
    { sequence: 0, state: { n: 0, list: [1] } },
    { sequence: 1, state: { n: 1, list: [1] } },
    { sequence: 2, state: { n: 2, list: [1] } },
  ]);
});

it('gives objects of their own', () => {
  const [one, other] = snapshotStates([
    { sequence: 0, state: '{"n":0,"list":[1]}' },
    { sequence: 1, difference: '[]' },
  ]);
  expect(one?.state).toEqual(other?.state);
  expect(one?.state).not.toBe(other?.state);
});

it('gives states one by one, each when it is asked for', () => {
  const states = eachSnapshotState([
    { sequence: 0, state: '{"n":0}' },
    { sequence: 1, difference: change(1) },
  ]);
  expect(states.next().value).toEqual({ sequence: 0, state: { n: 0 } });
  expect(states.next().value).toEqual({ sequence: 1, state: { n: 1 } });
  expect(states.next()).toEqual({ done: true, value: undefined });
});

it('knows a state that is null from one that is not known', () => {
  expect(snapshotStates([{ sequence: 0, state: 'null' }])).toEqual([{ sequence: 0, state: null }]);
});

it.each([
  ['one is missing', { sequence: 2, difference: change(2) }],
  ['one was too large', { sequence: 1 }],
  ['one is damaged', { sequence: 1, difference: '[{"op"' }],
  ['one does not fit', { sequence: 1, difference: '[{"op":"remove","path":"/x"}]' }],
])('knows no state after %s, until the next whole one', (_why, bad) => {
  const after = bad.sequence + 1;
  const states = snapshotStates([
    { sequence: 0, state: '{"n":0}' },
    bad,
    { sequence: after, difference: change(9) },
    { sequence: after + 1, state: '{"n":10}' },
    { sequence: after + 2, difference: change(11) },
  ]);
  expect(states.map(({ state }) => state)).toEqual([{ n: 0 }, undefined, undefined, { n: 10 }, { n: 11 }]);
});
