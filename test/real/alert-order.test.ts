import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { ruleFile } from '../../alerts/rules/rule-file.ts';
import { ruleGroups } from '../../alerts/rules/rules.ts';
import { caseSettings } from '../../alerts/testing/settings.ts';
import { serverBinary } from '../../infra/install/cache.ts';

/** A warning that a page holds back must fire neither before that page nor after it, or one fault is told of twice. */

const folder = mkdtempSync(join(tmpdir(), 'observatory-order-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FAILING_MINUTES = 120;
const SILENT_MINUTES = 90;
const firing = (alert: string) => `ALERTS{alertname="${alert}",alertstate="firing",agent="clerk"}`;
const PAGE = firing('RunSuccessBudgetBurnsFast');
const WARNING = firing('AgentFailing');

/** The records of agents and of the success of runs, and the two alerts, in the order in which Prometheus has them. */
const groups = ruleGroups(caseSettings)
  .map((group) => ({
    ...group,
    rules: group.rules.filter((rule) =>
      'record' in rule
        ? rule.record.startsWith('agent:run') || rule.labels?.slo === 'run-success'
        : ['RunSuccessBudgetBurnsFast', 'AgentFailing'].includes(rule.alert),
    ),
  }))
  .filter(({ rules }) => rules.length > 0);

/** Runs one of which fails each so many minutes, and none that succeeds; then none at all. */
function failed(everyMinutes: number): string {
  const count = Math.floor(FAILING_MINUTES / everyMinutes);
  const steps = Array.from({ length: count }, (_, index) => `${index}x${everyMinutes - 1}`);
  return [...steps, `${count}x${SILENT_MINUTES}`].join(' ');
}

const minutes = Array.from({ length: FAILING_MINUTES + SILENT_MINUTES }, (_, minute) => `${minute}m`);
const never = (expr: string) => minutes.map((eval_time) => ({ expr, eval_time, exp_samples: [] }));

async function asked(everyMinutes: number, questions: readonly object[]): Promise<string> {
  const rules = join(folder, 'rules.yml');
  const story = join(folder, `${everyMinutes}.test.yml`);
  writeFileSync(rules, ruleFile(groups));
  const series = 'observatory_runs_total{job="hub",instance="h",agent="clerk",workflow="",status="failed"}';
  writeFileSync(
    story,
    stringify({
      rule_files: [rules],
      evaluation_interval: '1m',
      group_eval_order: groups.map(({ name }) => name),
      tests: [
        {
          interval: '1m',
          input_series: [{ series, values: failed(everyMinutes) }],
          promql_expr_test: questions,
        },
      ],
    }),
  );
  return promisify(execFile)(serverBinary('prometheus', 'promtool'), ['test', 'rules', story]).then(
    () => '',
    ({ stdout, stderr }: { stdout: string; stderr: string }) => `${stdout}${stderr}`,
  );
}

test.each([1, 2, 4, 5, 6, 8, 10, 12])(
  'A run fails every %i minutes: the warning never fires without the page, which does',
  async (everyMinutes) => {
    expect(await asked(everyMinutes, never(`${WARNING} unless on (agent) ${PAGE}`))).toBe('');
    const fires = [{ expr: `count(${PAGE})`, eval_time: '100m', exp_samples: [{ labels: '{}', value: 1 }] }];
    expect(await asked(everyMinutes, fires)).toBe('');
  },
);

test('A run fails every two minutes: both fire, and the page is told', async () => {
  const both = { expr: `count(${WARNING} and on (agent) ${PAGE})`, eval_time: '60m' };
  expect(await asked(2, [{ ...both, exp_samples: [{ labels: '{}', value: 1 }] }])).toBe('');
});
