import type { ReactNode } from 'react';
import { compareTexts } from '../texts/compare.ts';

interface FigureRow {
  readonly title: string;
  readonly a: ReactNode;
  readonly b: ReactNode;
  readonly difference: ReactNode;
  /** Above 0: b is better; below: worse. */
  readonly tone?: number;
}

interface FigureTableProps {
  readonly label: string;
  readonly rows: readonly FigureRow[];
  /** The head of the column of differences. */
  readonly difference: string;
}

/** Figures of two sides, and what b differs by. */
export function FigureTable({ label, rows, difference }: FigureTableProps) {
  const { sides } = compareTexts;
  return (
    <table className="obs-data-table obs-figure-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{compareTexts.figures.what}</th>
          <th scope="col">
            <span className="obs-letter is-a">{sides.a}</span>
          </th>
          <th scope="col">
            <span className="obs-letter is-b">{sides.b}</span>
          </th>
          <th scope="col" className="is-figure">
            {difference}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ title, a, b, difference: by, tone = 0 }) => (
          <tr key={title}>
            <th scope="row">{title}</th>
            <td>{a}</td>
            <td>{b}</td>
            <td className={`is-figure${tone > 0 ? ' is-better' : tone < 0 ? ' is-worse' : ''}`}>{by}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
