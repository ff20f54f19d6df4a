import { expect, test } from 'vitest';
import { heading, placed, type Row, row, wide } from './layout.ts';
import { note } from './panel.ts';

const panel = (title: string) => note(title, '');
const placesOf = (rows: readonly Row[]) =>
  placed(rows, {
    panel: ({ title }, { gridPos: { x, y, w, h } }) => [title, x, y, w, h],
    heading: (title, { gridPos: { x, y, w, h } }) => [title, x, y, w, h],
  });

test('Panels of a row share its 24 columns, whatever their number', () => {
  expect(placesOf([row(4, panel('a'), panel('b'), panel('c'), panel('d'), panel('e'))])).toEqual([
    ['a', 0, 0, 5, 4],
    ['b', 5, 0, 5, 4],
    ['c', 10, 0, 5, 4],
    ['d', 15, 0, 5, 4],
    ['e', 20, 0, 4, 4],
  ]);
});

test('A panel that says how wide it is leaves the rest to the others, and headings take a line', () => {
  expect(placesOf([heading('First'), row(8, wide(16, panel('a')), panel('b')), row(3, panel('c'))])).toEqual([
    ['First', 0, 0, 24, 1],
    ['a', 0, 1, 16, 8],
    ['b', 16, 1, 8, 8],
    ['c', 0, 9, 24, 3],
  ]);
});

test('A row that does not fill the grid is refused, with its panels and their widths', () => {
  expect(() => placesOf([row(8, wide(16, panel('a')), wide(4, panel('b')))])).toThrow(
    'expected a row of 24 columns, got 20: a (16), b (4)',
  );
});

test('An id stays when panels come and go', () => {
  const ids = (rows: readonly Row[]) =>
    Object.fromEntries(
      placed(rows, { panel: ({ title }, { id }) => [title, id], heading: (title, { id }) => [title, id] }),
    );
  const before = ids([row(8, panel('a'), panel('b'))]);
  expect(ids([row(8, panel('new')), row(8, panel('b'), panel('a'))])).toMatchObject(before);
  expect(before.a).not.toBe(before.b);
});
