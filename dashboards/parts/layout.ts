import type { Panel } from './panel.ts';

/** Columns of Grafana's grid. */
export const COLUMNS = 24;

/** Panels side by side, all of one height; or a heading. */
export type Row =
  | {
      readonly height: number;
      readonly panels: readonly { readonly panel: Panel; readonly width: number }[];
    }
  | { readonly heading: string };

/** A panel that is as many of the 24 columns wide. */
export const wide = (width: number, panel: Panel) => ({ panel, width });

/** Panels side by side, each as wide as the others unless `wide` says how wide; what does not divide goes to the first. */
export function row(height: number, ...panels: readonly (Panel | ReturnType<typeof wide>)[]): Row {
  const given = panels.reduce((sum, one) => sum + ('width' in one ? one.width : 0), 0);
  const others = panels.filter((one) => !('width' in one)).length;
  const each = Math.floor((COLUMNS - given) / Math.max(1, others));
  let left = COLUMNS - given - each * others;
  return {
    height,
    panels: panels.map((one) => {
      if ('width' in one) return one;
      left -= 1;
      return { panel: one, width: left >= 0 ? each + 1 : each };
    }),
  };
}

/** A heading above the rows that follow. */
export const heading = (title: string): Row => ({ heading: title });

/** All panels of rows. */
export const panelsOf = (rows: readonly Row[]): Panel[] =>
  rows.flatMap((one) => ('heading' in one ? [] : one.panels.map(({ panel }) => panel)));

/** What a place in the grid is made for. */
export interface Place {
  readonly id: number;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

/**
 * Each panel and heading at its place. Grafana's builder lets a panel that does not fit stand out of the grid; here each
 * row must fill it. An id is made of the title, so that links to a panel stay when others come and go.
 */
export function placed<T>(
  rows: readonly Row[],
  make: { panel(panel: Panel, place: Place): T; heading(title: string, place: Place): T },
): T[] {
  const made: T[] = [];
  let y = 0;
  for (const one of rows) {
    if ('heading' in one) {
      made.push(make.heading(one.heading, { id: idOf(one.heading), gridPos: { x: 0, y, w: COLUMNS, h: 1 } }));
      y += 1;
      continue;
    }
    let x = 0;
    for (const { panel, width } of one.panels) {
      const gridPos = { x, y, w: width, h: one.height };
      made.push(make.panel(panel, { id: idOf(panel.title), gridPos }));
      x += width;
    }
    if (x !== COLUMNS || one.panels.some(({ width }) => !Number.isInteger(width))) {
      const titles = one.panels.map(({ panel, width }) => `${panel.title} (${width})`).join(', ');
      throw new Error(`expected a row of ${COLUMNS} columns, got ${x}: ${titles}`);
    }
    y += one.height;
  }
  return made;
}

/** FNV-1a of the title, short enough to read in a link. */
function idOf(title: string): number {
  let hash = 2_166_136_261;
  for (let index = 0; index < title.length; index += 1)
    hash = Math.imul(hash ^ title.charCodeAt(index), 16_777_619);
  return ((hash >>> 0) % 999_983) + 1;
}
