import { expect, test } from 'vitest';
import { allSlos } from '../../alerts/slos/alerts.ts';
import { caseSettings } from '../../alerts/testing/settings.ts';
import { dashboardParts } from '../dashboards.ts';
import { panelsOf } from '../parts/layout.ts';
import type { Panel } from '../parts/panel.ts';
import { firingNow, noise } from './alerts.ts';
import { timeToRecovery } from './errors.ts';
import { healthScore } from './health-score.ts';
import { slowLines } from './log-lines.ts';
import { serverPanels } from './servers.ts';
import { dependencies, serviceMap } from './services.ts';
import { sloPanels } from './slos.ts';

const asked = ({ questions }: Panel) => questions.map((one) => ('text' in one ? one.text : ''));

test('A quantile of nothing is no row, rather than one that says NaN', () => {
  const bare = dashboardParts(caseSettings).flatMap(({ parts }) =>
    panelsOf(parts.rows).flatMap((panel) =>
      asked(panel).filter((text) => /histogram_quantile\(/.test(text) && !text.includes('>= 0')),
    ),
  );
  expect(bare).toEqual([]);
});

test('Where every budget is overspent, none is within its budget, rather than nothing known', () => {
  const [first, ...others] = allSlos(caseSettings);
  if (first === undefined) throw new Error('expected an objective');
  const [text] = asked(sloPanels([first, ...others], first, caseSettings).met());
  expect(text).toMatch(/^\(count\(.+ >= 0\) or 0 \* count\(/);
});

test('A hub that is away has no health, rather than a hundred points', () => {
  for (const text of asked(healthScore(caseSettings))) expect(text).not.toContain('vector(');
});

test('No server at all is not the same as none that is down', () => {
  expect(asked(serverPanels(caseSettings).down)).toEqual([
    'sum(up{job=~"$job", instance=~"$instance"} == bool 0)',
  ]);
});

test('An alert about the stack is counted whatever environment is chosen: it has none', () => {
  const [critical] = firingNow();
  if (critical === undefined) throw new Error('expected a panel');
  expect(asked(critical)).toEqual([
    'count(ALERTS{alertstate="firing", severity="critical", deployment_environment_name=~"$deployment_environment_name|"}) or vector(0)',
  ]);
  expect(asked(noise())[0]).toContain("(labels->>'deployment_environment_name' IS NULL OR ");
});

test('A run that succeeds in staging is no recovery of one that failed in production', () => {
  expect(asked(timeToRecovery())[0]?.match(/PARTITION BY [^)]*? ORDER/g)).toEqual([
    'PARTITION BY kind, name, environment ORDER',
    'PARTITION BY kind, name, environment ORDER',
  ]);
});

test('A line that took 12ms is not slow because 12ms is no number', () => {
  expect(asked(slowLines())[0]).toMatch(/responseTime > 1000 \| __error__=``$/);
});

test('Who chooses a service sees what it calls, and in the map who calls it', () => {
  for (const text of asked(dependencies()))
    expect(text).toContain('{client!="user", client=~"$service_name"}');
  for (const text of asked(serviceMap())) {
    expect(text).toContain('{client!="user", client=~"$service_name"}');
    expect(text).toContain('{client!="user", server=~"$service_name"}');
  }
});
