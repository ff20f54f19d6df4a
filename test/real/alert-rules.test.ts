import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ruleGroups } from '../../alerts/rules/rules.ts';
import { alertCases } from '../../alerts/testing/cases.ts';
import { caseSettings } from '../../alerts/testing/settings.ts';
import { mutantsOf } from '../support/alert-mutants.ts';
import { playStories } from '../support/alert-tests.ts';

const folder = mkdtempSync(join(tmpdir(), 'observatory-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const groups = ruleGroups(caseSettings);
const alerts = groups.flatMap(({ rules }) => rules).filter((rule) => 'alert' in rule);

describe.each(alerts.map((rule) => ({ name: rule.alert, rule })))('$name', ({ name, rule }) => {
  const cases = alertCases[name] ?? [];

  test('fires as its stories say', async () => {
    // Without a file promtool says how it is used.
    if (cases.length === 0) expect.fail(`${name} has no stories`);
    const { passed, output } = await playStories(folder, rule, groups, cases);
    expect(passed, output).toBe(true);
  });

  test('has stories that notice every change of it', async () => {
    if (cases.length === 0) expect.fail(`${name} has no stories`);
    const unnoticed: string[] = [];
    for (const { change, rule: mutant } of mutantsOf(rule)) {
      // One story after the other: most mutants are noticed by the first.
      let noticed = false;
      for (const one of cases) {
        if (noticed) break;
        noticed = !(await playStories(folder, mutant, groups, [one])).passed;
      }
      if (!noticed) unnoticed.push(change);
    }
    expect(unnoticed, `no story of ${name} notices: ${unnoticed.join('; ')}`).toHaveLength(0);
  });
});
