import { expect, test } from 'vitest';
import { dashboards } from './dashboards.ts';
import { uids } from './datasources.ts';

const built = Object.entries(dashboards).map(([file, make]) => ({ file, dashboard: make() }));
const panelsOf = (file: string) =>
  (built.find((one) => one.file === file)?.dashboard.panels ?? []).map((panel) => {
    if (!('gridPos' in panel) || !panel.gridPos) throw new Error('a panel without a place');
    return { ...panel, place: panel.gridPos };
  });
const names = Object.keys(dashboards);

test('are the files that the contract names, as far as they are there', () => {
  expect(names).toEqual(['system-health.json']);
});

test.each(names)('%s has the uid of its file, so that links stay', (file) => {
  expect(built.find((one) => one.file === file)?.dashboard.uid).toBe(file.replace('.json', ''));
});

test.each(names)('%s fills its rows and lets no panels overlap', (file) => {
  const taken = new Set<string>();
  let cells = 0;
  for (const { place } of panelsOf(file)) {
    expect(place.x + place.w).toBeLessThanOrEqual(24);
    cells += place.w * place.h;
    for (let x = place.x; x < place.x + place.w; x++)
      for (let y = place.y; y < place.y + place.h; y++) taken.add(`${x} ${y}`);
  }
  expect(taken.size).toBe(cells);
  expect(cells % 24).toBe(0);
});

test.each(names)(
  '%s has panels with ids, titles, descriptions, a known data source and thresholds',
  (file) => {
    const panels = panelsOf(file);
    expect(panels.map(({ id }) => id)).toEqual(panels.map((_panel, index) => index + 1));
    for (const panel of panels) {
      expect(panel.title).toMatch(/\S/);
      expect('description' in panel && panel.description).toMatch(/\S/);
      expect('datasource' in panel && panel.datasource?.uid).toSatisfy((uid) =>
        Object.values(uids).includes(uid as never),
      );
      const steps = 'fieldConfig' in panel ? panel.fieldConfig?.defaults.thresholds?.steps : undefined;
      expect(steps?.[0]?.value).toBeNull();
    }
  },
);

test.each(names)('%s is the same text each time', (file) => {
  const make = dashboards[file];
  expect(JSON.stringify(make?.())).toBe(JSON.stringify(make?.()));
});
