import { expect, test } from 'vitest';
import { dashboardUids } from '../alerts/rules/links.ts';
import { ruleGroups } from '../alerts/rules/rules.ts';
import { caseSettings } from '../alerts/testing/settings.ts';
import { dashboardPaths, dashboards } from './dashboards.ts';

const built = dashboards(caseSettings);
const byUid = new Map(Object.values(built).map((one) => [one.uid, one]));

test('are the files that the contract names, and eleven more', () => {
  const names = Object.keys(built);
  expect(names).toEqual(dashboardPaths(caseSettings));
  expect(names.map((name) => name.replace(/^\w+\//, ''))).toEqual(
    expect.arrayContaining([
      'system-overview.json',
      'agent-performance.json',
      'error-tracking.json',
      'resource-usage.json',
      'platform-overview.json',
      'workflow-analytics.json',
      'system-health.json',
    ]),
  );
  expect(names).toHaveLength(18);
  expect([...byUid.keys()].toSorted()).toEqual([...dashboardUids].toSorted());
});

test('An alert leads to a dashboard that is there and has each label of the link as a variable', () => {
  const links = ruleGroups(caseSettings).flatMap(({ rules }) =>
    rules.flatMap((rule) => ('annotations' in rule ? [rule.annotations.dashboard_url] : [])),
  );
  expect(links.length).toBeGreaterThan(90);
  for (const link of links) {
    const [, uid] = /\/d\/([a-z-]+)(\?|$)/.exec(link) ?? [];
    const carried = [...link.matchAll(/var-(\w+)=/g)].map(([, label]) => label);
    expect(byUid.get(uid)?.templating?.list?.map(({ name }) => name) ?? [], link).toEqual(
      expect.arrayContaining(carried),
    );
  }
});

test('are the same text each time', () => {
  expect(JSON.stringify(dashboards(caseSettings))).toBe(JSON.stringify(built));
});

test('An alert of a server leads to the dashboard that shows what it watches', () => {
  const runbooks = new Map(
    [...byUid].map(([uid, { panels = [] }]) => [
      uid,
      JSON.stringify(panels.map((panel) => ('links' in panel ? panel.links : []))),
    ]),
  );
  const leads = (alert: string) =>
    ruleGroups(caseSettings)
      .flatMap(({ rules }) => rules)
      .flatMap((rule) => ('alert' in rule && rule.alert === alert ? [rule.annotations.dashboard_url] : []))
      .map((link) => /\/d\/([a-z-]+)/.exec(link)?.[1] ?? '');
  for (const alert of [
    'PrometheusRuleFails',
    'SeriesDouble',
    'LokiDiscardsLines',
    'JaegerQueriesFail',
    'AetSlowTasks',
    'ServerDown',
    'HubFallsBehind',
  ]) {
    const [uid = ''] = leads(alert);
    expect(runbooks.get(uid), `${alert} leads to ${uid}`).toContain(`Runbook: ${alert}"`);
  }
});
