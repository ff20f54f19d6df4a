import { expect, test } from 'vitest';
import { caseSettings } from '../alerts/testing/settings.ts';
import { dashboards } from './dashboards.ts';

/** What links of panels ask for: by the type of the panel, with where it stands. */
const asked = Object.values(dashboards(caseSettings)).flatMap((dashboard) =>
  (dashboard.panels ?? []).flatMap((panel) =>
    'fieldConfig' in panel
      ? [...JSON.stringify(panel.fieldConfig).matchAll(/\$\{(__\w+\.\w+)[^}]*\}/g)].map(([, field = '']) => ({
          field,
          isTable: panel.type === 'table',
          at: `${dashboard.uid}: ${panel.title}`,
        }))
      : [],
  ),
);

test('Links of tables name a column of the row, and of what is no table a label: nothing else is there', () => {
  expect(asked.length).toBeGreaterThan(20);
  const wrong = asked.filter(
    ({ field, isTable }) => field === (isTable ? '__field.labels' : '__data.fields'),
  );
  expect(wrong).toEqual([]);
});
