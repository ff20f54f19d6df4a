import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { alertCases } from '../testing/cases.ts';
import { caseSettings } from '../testing/settings.ts';
import { ruleFamilies } from './rules.ts';

const alerts = ruleFamilies(caseSettings).flatMap((family) => family.alerts);
const names = alerts.map(({ name }) => name);

test('Each alert has a story in which it fires and resolves, and one in which it stays silent', () => {
  const lacking = names.filter((name) => {
    const cases = (alertCases[name] ?? []).map(({ at }) =>
      Object.values(at).map((firing) => firing.length > 0),
    );
    const resolves = cases.some((moments) => moments.lastIndexOf(true) !== -1 && moments.at(-1) === false);
    return !(resolves && cases.some((moments) => !moments.includes(true)));
  });
  // It always fires, by design.
  expect(lacking).toEqual(['Watchdog']);
});

test('Each story is of an alert', () => {
  expect(Object.keys(alertCases).filter((name) => !names.includes(name))).toEqual([]);
});

test('Each alert has a runbook, and each runbook an alert', () => {
  const pages = readdirSync(join(import.meta.dirname, '../runbooks'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => file.replace(/\.md$/, ''));
  const missing = names.filter((name) => !pages.includes(name));
  const surplus = pages.filter((page) => !names.includes(page));
  expect({ missing, surplus }).toEqual({ missing: [], surplus: [] });
});

test('At most twelve alerts wake somebody', () => {
  const critical = alerts.filter(({ severity }) => severity === 'critical').map(({ name }) => name);
  expect(critical.length, critical.join(', ')).toBeLessThanOrEqual(12);
});
