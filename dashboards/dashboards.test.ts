import { expect, test } from 'vitest';
import { parseExpression } from '../alerts/promql/parse.ts';
import { metricKinds } from '../alerts/rules/known-metrics.ts';
import { ruleFamilies, ruleGroups } from '../alerts/rules/rules.ts';
import { caseSettings } from '../alerts/testing/settings.ts';
import { dashboards } from './dashboards.ts';
import { uids } from './datasources.ts';

const built = dashboards(caseSettings);
const panelsOf = (file: string) =>
  (built[file]?.panels ?? []).map((panel) => {
    if (!('gridPos' in panel) || !panel.gridPos) throw new Error('a panel without a place');
    return { ...panel, place: panel.gridPos };
  });
const variablesOf = (file: string) => built[file]?.templating?.list ?? [];
const questionsOf = (file: string) =>
  panelsOf(file).flatMap((panel) =>
    'targets' in panel
      ? (panel.targets ?? []).map((target) => String((target as { expr?: string }).expr))
      : [],
  );
const names = Object.keys(built);

test('are the files that the contract names, as far as they are there', () => {
  expect(names).toEqual([
    'agent-performance.json',
    'workflow-analytics.json',
    'error-tracking.json',
    'resource-usage.json',
    'platform-overview.json',
    'system-health.json',
  ]);
});

test('An alert leads to a dashboard that is there and has each label of the link as a variable', () => {
  const links = ruleGroups(caseSettings).flatMap(({ rules }) =>
    rules.flatMap((rule) => ('annotations' in rule ? [rule.annotations.dashboard_url] : [])),
  );
  expect(links.length).toBeGreaterThan(90);
  for (const link of links) {
    const [, uid] = /\/d\/([a-z-]+)(\?|$)/.exec(link) ?? [];
    expect(built[`${uid}.json`]?.uid, link).toBe(uid);
    const carried = [...link.matchAll(/var-(\w+)=/g)].map(([, label]) => label);
    expect(
      variablesOf(`${uid}.json`).map(({ name }) => name),
      link,
    ).toEqual(expect.arrayContaining(carried));
  }
});

test('The link of a slow agent chooses that agent in each panel of agents, and of no other', () => {
  const asking = questionsOf('agent-performance.json').filter((expr) => expr.includes('agent=~"$agent"'));
  expect(asking.filter((expr) => expr.startsWith('agent:'))).toHaveLength(5);
  expect(questionsOf('agent-performance.json').filter((expr) => expr.startsWith('model:'))).toEqual([
    'model:llm_duration_seconds:p95_5m{provider=~"$provider", model=~"$model"}',
  ]);
});

test.each(names)('%s asks PromQL of series that are there', (file) => {
  const known = new Set([
    ...metricKinds(caseSettings.metricsPrefix).keys(),
    ...ruleFamilies(caseSettings).flatMap(({ recordings }) => recordings.map(({ record }) => record)),
  ]);
  for (const expr of questionsOf(file)) {
    const { metrics } = parseExpression(expr.replaceAll('$__rate_interval', '1m'));
    expect(
      metrics.filter((name) => !known.has(name)),
      expr,
    ).toEqual([]);
  }
});

test.each(names)('%s has variables that some panel asks for, and asks for no other', (file) => {
  const asked = questionsOf(file).flatMap((expr) =>
    [...expr.matchAll(/"\$(\w+)"/g)].map(([, name]) => name ?? ''),
  );
  expect([...new Set(asked)].toSorted()).toEqual(
    variablesOf(file)
      .map(({ name }) => name)
      .toSorted(),
  );
});

test.each(names)('%s shows the variables that its own panels ask for, and the others in the menu', (file) => {
  const own = questionsOf(file)
    .filter((expr) => !expr.startsWith('count by (alertname'))
    .join('\n');
  for (const { name, hide, multi, includeAll, allValue, current } of variablesOf(file)) {
    expect([name, hide ?? 0]).toEqual([name, own.includes(`"$${name}"`) ? 0 : 3]);
    expect({ multi, includeAll, allValue, value: current?.value }).toEqual({
      multi: true,
      includeAll: true,
      allValue: '.*',
      value: ['$__all'],
    });
  }
});

test('A variable has the values of a label, in the form that the editor of variables keeps', () => {
  expect(variablesOf('agent-performance.json')[0]).toMatchObject({
    type: 'query',
    name: 'agent',
    datasource: { type: 'prometheus', uid: 'prometheus' },
    query: { query: 'label_values(agent:runs:increase1h, agent)', qryType: 1 },
  });
});

test.each(names)('%s has the uid of its file, so that links stay', (file) => {
  expect(built[file]?.uid).toBe(file.replace('.json', ''));
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

test('are the same text each time', () => {
  expect(JSON.stringify(dashboards(caseSettings))).toBe(JSON.stringify(built));
});
