import { expect, test } from 'vitest';
import { chartData, readChoice, usualChoice } from './chart-data.ts';
import type { SqlResult } from './run-sql.ts';

const answer = (columns: readonly [string, string][], rows: unknown[][]): SqlResult => ({
  columns: columns.map(([name, type]) => ({ name, type })),
  rows,
  truncated: false,
  elapsed_ms: 1,
  views: [],
});
const byAgent = answer(
  [
    ['agent', 'text'],
    ['calls', 'bigint'],
    ['cost', 'double precision'],
  ],
  [
    ['planner', 3, 0.5],
    ['writer', 4, null],
  ],
);
const overTime = answer(
  [
    ['hour', 'timestamp with time zone'],
    ['runs', 'bigint'],
  ],
  [
    ['2026-11-20T11:00:00Z', 5],
    ['2026-11-20T10:00:00Z', 2],
  ],
);

test('a text against all figures becomes bars', () => {
  expect(usualChoice(byAgent)).toEqual({ x: 'agent', y: ['calls', 'cost'], form: 'bars' });
});

test('a time against a figure becomes a line in the order of time', () => {
  const choice = usualChoice(overTime);
  expect(choice).toEqual({ x: 'hour', y: ['runs'], form: 'line' });
  expect(choice && chartData(overTime, choice)).toEqual({
    kind: 'time',
    times: [Date.UTC(2026, 10, 20, 10) / 1_000, Date.UTC(2026, 10, 20, 11) / 1_000],
    series: [{ label: 'runs', values: [2, 5] }],
  });
});

test('times that are texts count as times, in UTC', () => {
  const texts = answer(
    [
      ['minute', 'text'],
      ['n', 'bigint'],
    ],
    [['2026-11-20 10:00:00', 1]],
  );
  const choice = usualChoice(texts);
  expect(choice && chartData(texts, choice)).toMatchObject({ times: [Date.UTC(2026, 10, 20, 10) / 1_000] });
});

test('figures that come as texts are drawn, nulls are not', () => {
  const numeric = answer(
    [
      ['name', 'text'],
      ['sum', 'numeric'],
    ],
    [
      ['a', '12.5'],
      ['b', null],
    ],
  );
  const choice = usualChoice(numeric);
  expect(choice && chartData(numeric, choice)).toEqual({
    kind: 'names',
    names: ['a', 'b'],
    series: [{ label: 'sum', values: [12.5, null] }],
  });
});

test('nothing but texts has no chart', () => {
  expect(usualChoice(answer([['name', 'text']], [['a']]))).toBeNull();
});

test('an address chooses, as far as the columns are there', () => {
  expect(readChoice(byAgent, new URLSearchParams('y=cost,gone&form=line'))).toEqual({
    x: 'agent',
    y: ['cost'],
    form: 'line',
  });
  expect(readChoice(byAgent, new URLSearchParams('x=gone'))).toEqual(usualChoice(byAgent));
});
