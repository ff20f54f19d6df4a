import type { DashboardParts } from './dashboard.ts';
import { type Row, row } from './layout.ts';
import { note } from './panel.ts';

const missing = note(
  'Where are the panels?',
  'They ask the SQL views of the hub, and Grafana has no way in: the database is yours. The setting `stores.databaseReader` names its user that may read the views; docs/sql-views.md says how it is made.',
);

/**
 * A dashboard without the panels that ask the hub's database, for a stack in which Grafana does not reach it: no panel is
 * dead. What stood beside them becomes wider; a dashboard of which nothing is left says why.
 */
export function withoutDatabase(parts: DashboardParts): DashboardParts {
  const rows = parts.rows.flatMap((one): Row[] => {
    if ('heading' in one) return [one];
    const left = one.panels.filter(({ panel }) => panel.questions.every(({ store }) => store !== 'hub'));
    if (left.length === one.panels.length) return [one];
    return left.length === 0 ? [] : [row(one.height, ...left.map(({ panel }) => panel))];
  });
  // A heading of nothing goes too.
  const kept = rows.filter((one, index) => !('heading' in one) || 'panels' in (rows[index + 1] ?? {}));
  return { ...parts, rows: kept.length === 0 ? [row(4, missing)] : kept };
}
