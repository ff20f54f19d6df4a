import type { BoardContent } from './boards-questions.ts';

export type BoardPanel = BoardContent['panels'][number];
export type PanelOptions = BoardPanel['options'];

/** Columns that a board has. */
export const BOARD_COLUMNS = 4;
/** Panels that the hub lets a board have. */
export const MOST_PANELS = 40;

/** A change of the panels of a board. */
export type PanelEdit =
  | { readonly kind: 'add'; readonly panel: BoardPanel }
  | { readonly kind: 'remove'; readonly id: string }
  /** To the place that `to` is the number of, from 0, once the panel is taken out. */
  | { readonly kind: 'move'; readonly id: string; readonly to: number }
  | { readonly kind: 'resize'; readonly id: string; readonly width: number }
  | {
      readonly kind: 'change';
      readonly id: string;
      /** Empty for the panel's own. */
      readonly title: string;
      readonly options: PanelOptions;
    };

/** The panels after a change; the same where it changes nothing. */
export function editPanels(panels: readonly BoardPanel[], edit: PanelEdit): BoardPanel[] {
  switch (edit.kind) {
    case 'add':
      return panels.length < MOST_PANELS ? [...panels, edit.panel] : [...panels];
    case 'remove':
      return panels.filter(({ id }) => id !== edit.id);
    case 'move': {
      const panel = panels.find(({ id }) => id === edit.id);
      if (!panel) return [...panels];
      const others = panels.filter(({ id }) => id !== edit.id);
      const to = Math.min(others.length, Math.max(0, edit.to));
      return others.toSpliced(to, 0, panel);
    }
    case 'resize': {
      const width = Math.min(BOARD_COLUMNS, Math.max(1, Math.round(edit.width)));
      return panels.map((panel) => (panel.id === edit.id ? { ...panel, width } : panel));
    }
    case 'change':
      return panels.map((panel) => {
        if (panel.id !== edit.id) return panel;
        const { title: _before, ...rest } = panel;
        return { ...rest, ...(edit.title === '' ? {} : { title: edit.title }), options: edit.options };
      });
  }
}

/** An id that no panel of the board has. */
export function newPanelId(panels: readonly BoardPanel[]): string {
  const taken = new Set(panels.map(({ id }) => id));
  let number = panels.length + 1;
  while (taken.has(`p${number}`)) number += 1;
  return `p${number}`;
}
