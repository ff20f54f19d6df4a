import type { Panel } from './panel.ts';

/** Of metrics: a row for each set of labels, with the questions' values by their names beside each other. */
export function rowsOf(panel: Panel & { kind: 'table' }) {
  if (panel.values.length === 0) return [];
  const [only] = panel.values;
  const renamed = Object.fromEntries(
    panel.values.map((name, index) => [`Value #${String.fromCharCode(65 + index)}`, name]),
  );
  return [
    ...(panel.values.length > 1 ? [{ id: 'merge', options: {} }] : []),
    {
      id: 'organize',
      options: {
        excludeByName: { Time: true, __name__: true, job: false },
        indexByName: {},
        renameByName: {
          ...renamed,
          ...(only !== undefined && panel.values.length === 1 ? { Value: only } : {}),
        },
      },
    },
  ];
}

/** Metrics by labels `id`, `source` and `target` as a graph's edges: their values are its main and second figure. */
export const edgesOf = ({ questions }: Panel & { kind: 'graph' }) => [
  ...(questions.length > 1 ? [{ id: 'merge', options: {} }] : []),
  {
    id: 'organize',
    options: {
      excludeByName: { Time: true },
      indexByName: {},
      renameByName: { Value: 'mainstat', 'Value #A': 'mainstat', 'Value #B': 'secondarystat' },
    },
  },
];
