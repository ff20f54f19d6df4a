import { expect, test } from 'vitest';
import { type BoardPanel, editPanels, newPanelId } from './edit-board.ts';

const panel = (id: string, with_: Partial<BoardPanel> = {}): BoardPanel => ({
  id,
  panel: 'cost',
  width: 2,
  options: {},
  ...with_,
});
const [a, b, c] = [panel('a'), panel('b'), panel('c')];
const ids = (panels: readonly BoardPanel[]) => panels.map(({ id }) => id).join('');

test.each([
  [0, 'cab'],
  [1, 'acb'],
  [2, 'abc'],
  [9, 'abc'],
  [-3, 'cab'],
])('a panel that is moved to place %i stands there', (to, order) => {
  expect(ids(editPanels([a, b, c], { kind: 'move', id: 'c', to }))).toBe(order);
});

test('a panel is one to four columns wide', () => {
  const widthAfter = (width: number) => editPanels([a], { kind: 'resize', id: 'a', width })[0]?.width;
  expect([widthAfter(0), widthAfter(3), widthAfter(9)]).toEqual([1, 3, 4]);
});

test('a removed panel is gone, an unknown one changes nothing', () => {
  expect(ids(editPanels([a, b], { kind: 'remove', id: 'a' }))).toBe('b');
  expect(ids(editPanels([a, b], { kind: 'move', id: 'x', to: 0 }))).toBe('ab');
});

test('the forty-first panel finds no room', () => {
  const full = Array.from({ length: 40 }, (_, at) => panel(`p${at}`));
  expect(editPanels(full, { kind: 'add', panel: panel('more') })).toHaveLength(40);
});

test('an empty title is the own one of the panel', () => {
  const titled = panel('a', { title: 'Money' });
  const [changed] = editPanels([titled], { kind: 'change', id: 'a', title: '', options: { by: 'model' } });
  expect(changed).toEqual(panel('a', { options: { by: 'model' } }));
});

test('a new id is that of no panel', () => {
  expect(newPanelId([panel('p2')])).toBe('p3');
  expect(newPanelId([panel('p1'), panel('p3')])).toBe('p4');
});
