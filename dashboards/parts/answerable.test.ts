import { expect, test } from 'vitest';
import { withoutDatabase } from './answerable.ts';
import { heading, type Row, row, wide } from './layout.ts';
import { figure, type PanelText } from './panel.ts';
import { ask, askRows } from './question.ts';

const text = (title: string): PanelText => ({ title, description: '', unit: 'short', empty: '' });
const metric = (title: string) => figure(text(title), ask({ promql: 'up' }, ''));
const sql = (title: string) => figure(text(title), askRows('SELECT 1'));
const left = (...rows: Row[]) =>
  withoutDatabase({ uid: 'a', title: 'A', description: '', rows }).rows.map((one) =>
    'heading' in one ? one.heading : one.panels.map(({ panel, width }) => [panel.title, width]),
  );

test('Without a way into the database its panels go, and those beside them fill the row', () => {
  expect(
    left(
      heading('First'),
      row(8, wide(16, sql('a')), wide(8, metric('b'))),
      row(8, sql('c')),
      heading('Second'),
      row(8, sql('d')),
      heading('Third'),
      row(8, wide(16, metric('e')), metric('f')),
    ),
  ).toEqual([
    'First',
    [['b', 24]],
    'Third',
    [
      ['e', 16],
      ['f', 8],
    ],
  ]);
});

test('A dashboard of which nothing is left says why, and what to set', () => {
  expect(left(heading('First'), row(8, sql('a')))).toEqual([[['Where are the panels?', 24]]]);
});
