import { expect, test } from 'vitest';
import { comparison, graph, type Panel } from './panel.ts';
import { ask } from './question.ts';
import { edgesOf, rowsOf } from './transformations.ts';

const text = { title: 'How do hosts compare?', description: 'All.', unit: 'short', empty: 'None.' } as const;
const table = (panel: Panel) => rowsOf(panel as Panel & { kind: 'table' });
const up = ask({ promql: 'up' }, '');

test('Series of different names make one row of a table where their labels are the same', () => {
  // Grafana merges rows of which every shared column is the same, the name of the series among them.
  expect(table(comparison(text, { CPU: up, Memory: up }))).toEqual([
    { id: 'filterFieldsByName', options: { exclude: { names: ['__name__'] } } },
    { id: 'merge', options: {} },
    {
      id: 'organize',
      options: {
        excludeByName: { Time: true, __name__: true },
        indexByName: {},
        renameByName: { 'Value #A': 'CPU', 'Value #B': 'Memory' },
      },
    },
  ]);
});

test('A hidden column is left out, a value by the name that Grafana has for it', () => {
  const hidden = { Firing: { hidden: true }, alertstate: { hidden: true } } as const;
  expect(table(comparison(text, { Firing: up }, { columns: hidden }))).toEqual([
    {
      id: 'organize',
      options: {
        excludeByName: { Time: true, __name__: true, Value: true, alertstate: true },
        indexByName: {},
        renameByName: { Value: 'Firing' },
      },
    },
  ]);
});

test('The figures of edges are fields of their own, for a graph does not know renamed ones', () => {
  const named = (alias: string, value: string) => ({
    id: 'calculateField',
    options: {
      mode: 'binary',
      alias,
      binary: {
        left: { matcher: { id: 'byName', options: value } },
        operator: '*',
        right: { fixed: '1' },
      },
    },
  });
  expect(edgesOf(graph(text, up, up) as Panel & { kind: 'graph' })).toEqual([
    { id: 'merge', options: {} },
    named('mainstat', 'Value #A'),
    named('secondarystat', 'Value #B'),
  ]);
  expect(edgesOf(graph(text, up) as Panel & { kind: 'graph' })).toEqual([named('mainstat', 'Value')]);
});
