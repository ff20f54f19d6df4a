import type { Panel } from './panel.ts';

type Table = Panel & { kind: 'table' };

/** What Grafana calls the value of a question: by its letter where there are several. */
const valueName = (index: number, of: readonly unknown[]): string =>
  of.length === 1 ? 'Value' : `Value #${String.fromCharCode(65 + index)}`;

/** Of metrics: a row for each set of labels, with the questions' values by their names beside each other. */
export function rowsOf({ values, columns }: Table) {
  const hidden = Object.keys(columns).filter((name) => columns[name]?.hidden);
  if (values.length === 0 && hidden.length === 0) return [];
  const originals = values.map((name, index) => [valueName(index, values), name] as const);
  const namesOf = (name: string) => originals.find(([, shown]) => shown === name)?.[0] ?? name;
  return [
    ...(values.length > 1
      ? [
          // Rows are one where all that they share is the same, which names of series are not.
          { id: 'filterFieldsByName', options: { exclude: { names: ['__name__'] } } },
          { id: 'merge', options: {} },
        ]
      : []),
    {
      id: 'organize',
      options: {
        excludeByName: Object.fromEntries(
          [...(values.length === 0 ? [] : ['Time', '__name__']), ...hidden.map(namesOf)].map((name) => [
            name,
            true,
          ]),
        ),
        indexByName: {},
        renameByName: Object.fromEntries(originals),
      },
    },
  ];
}

/**
 * Metrics by labels `id`, `source` and `target` as a graph's edges: their values are its main and second figure. The
 * graph reads names of fields alone, which a field that is renamed keeps: each is calculated anew under its name.
 */
export const edgesOf = ({ questions }: Panel & { kind: 'graph' }) => [
  ...(questions.length > 1 ? [{ id: 'merge', options: {} }] : []),
  ...['mainstat', 'secondarystat'].slice(0, questions.length).map((alias, index) => ({
    id: 'calculateField',
    options: {
      mode: 'binary',
      alias,
      binary: {
        left: { matcher: { id: 'byName', options: valueName(index, questions) } },
        operator: '*',
        right: { fixed: '1' },
      },
    },
  })),
];
