import { expect, test } from 'vitest';
import { writeCsv } from './csv.ts';

test('heads and rows are lines of cells', () => {
  expect(
    writeCsv(
      ['name', 'cost'],
      [
        ['planner', 0.5],
        ['writer', null],
      ],
    ),
  ).toBe('name,cost\r\nplanner,0.5\r\nwriter,\r\n');
});

test('commas, quotes and line breaks stand in quotes', () => {
  expect(writeCsv(['text'], [['a,b'], ['say "no"'], ['one\ntwo']])).toBe(
    'text\r\n"a,b"\r\n"say ""no"""\r\n"one\ntwo"\r\n',
  );
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '=HYPERLINK("x")'])(
  'the text %j is no formula any more',
  (text) => {
    const [, cell = ''] = writeCsv(['text'], [[text]]).split('\r\n');
    expect(cell.replace(/^"/, '')[0]).toBe("'");
  },
);

test('a negative number stays a number', () => {
  expect(writeCsv(['change'], [[-1.5]])).toBe('change\r\n-1.5\r\n');
});
