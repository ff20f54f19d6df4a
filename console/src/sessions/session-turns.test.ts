import { expect, test } from 'vitest';
import { anExecution, at } from '../lib/fixtures.ts';
import { turnsOf } from './session-turns.ts';

const run = (letter: string, startMs: number, endMs: number | null, parent: string | null = null) =>
  anExecution({
    id: letter.repeat(48),
    name: letter,
    parent_id: parent === null ? null : parent.repeat(48),
    started_at: at(startMs),
    ended_at: endMs === null ? null : at(endMs),
    last_event_at: at(endMs ?? startMs),
  });

test('runs that another one of the session started belong to its turn', () => {
  const turns = turnsOf({
    runs: [
      run('a', 0, 5_000),
      run('b', 1_000, 2_000, 'a'),
      run('c', 1_500, 1_600, 'b'),
      run('d', 65_000, null),
    ],
    evaluations: [],
  });
  expect(turns.map((turn) => [turn.run.name, turn.nested.map(({ name }) => name), turn.pauseMs])).toEqual([
    ['a', ['b', 'c'], null],
    ['d', [], 60_000],
  ]);
});

test('a run whose parent is of another session is a turn of its own, and a ring of parents does no harm', () => {
  const ring = [run('a', 0, 1, 'b'), run('b', 2, 3, 'a'), run('d', 4, 5, 'f')];
  expect(turnsOf({ runs: ring, evaluations: [] }).map((turn) => turn.run.name)).toContain('d');
});

test('no pause is told while the run before still went on', () => {
  const turns = turnsOf({
    runs: [run('a', 0, 9_000), run('b', 4_000, 5_000), run('c', 6_000, 7_000)],
    evaluations: [],
  });
  expect(turns.map(({ pauseMs }) => pauseMs)).toEqual([null, null, null]);
});
