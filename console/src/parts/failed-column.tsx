import { formatCount } from '../lib/format-number.ts';
import type { Column } from './data-table.tsx';

/** A column of how many failed, in red where any did. */
export const failedColumn = <R extends { readonly failed: number }>(title: string): Column<R> => ({
  key: 'failed',
  title,
  isFigure: true,
  render: ({ failed }) => (
    <span className={failed > 0 ? 'obs-failed-figure' : undefined}>{formatCount(failed)}</span>
  ),
  sortBy: ({ failed }) => failed,
});
