import { queryTexts } from '../texts/query.ts';
import type { BoardPanel } from './edit-board.ts';

/** What a new board can begin with. */
export const boardStarts = ['fleet', 'money', 'nothing'] as const;
export type BoardStart = (typeof boardStarts)[number];

const panels = (...given: readonly Omit<BoardPanel, 'id'>[]): BoardPanel[] =>
  given.map((panel, index) => ({ id: `p${index + 1}`, ...panel }));

/** The panels that a new board begins with. */
export function firstPanels(start: BoardStart): BoardPanel[] {
  switch (start) {
    case 'fleet':
      return panels(
        { panel: 'statistics', width: 4, options: {} },
        { panel: 'attention', width: 2, options: {} },
        { panel: 'errors', width: 2, options: {} },
        { panel: 'executions', width: 4, options: {} },
        { panel: 'cost', width: 2, options: {} },
        { panel: 'alerts', width: 2, options: {} },
      );
    case 'money': {
      const [dearest, overTime] = queryTexts.examples;
      return panels(
        { panel: 'cost', width: 2, options: {} },
        { panel: 'budgets', width: 2, options: {} },
        { panel: 'sqlTable', width: 2, title: dearest.title, options: { sql: dearest.sql } },
        { panel: 'sqlChart', width: 2, title: overTime.title, options: { sql: overTime.sql, form: 'line' } },
      );
    }
    case 'nothing':
      return [];
  }
}
