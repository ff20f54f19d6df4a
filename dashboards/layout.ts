import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';

/** Columns of Grafana's grid. */
const COLUMNS = 24;

/** Panels side by side: all of one height, each of its share of the width. */
export interface Row {
  readonly height: number;
  readonly panels: readonly { readonly panel: Panel; readonly width: number }[];
}

/** Panels side by side, each as wide as the others. */
export function row(height: number, ...panels: readonly Panel[]): Row {
  return { height, panels: panels.map((panel) => ({ panel, width: COLUMNS / panels.length })) };
}

/**
 * A dashboard with its panels in rows. The builder's own layout lets a panel that does not fit stand out of the grid and
 * gives no ids; here each row must fill the grid, and ids follow the order, so that links to panels stay.
 */
export function withRows(dashboard: Dashboard, rows: readonly Row[]): Dashboard {
  const panels: Panel[] = [];
  let y = 0;
  for (const { height, panels: beside } of rows) {
    let x = 0;
    for (const { panel, width } of beside) {
      panels.push({ ...panel, id: panels.length + 1, gridPos: { x, y, w: width, h: height } });
      x += width;
    }
    if (x !== COLUMNS) throw new Error(`A row of ${dashboard.title} is ${x} of ${COLUMNS} columns wide.`);
    y += height;
  }
  return { ...dashboard, panels };
}
