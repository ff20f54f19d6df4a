import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { parseExpression } from '../../alerts/promql/parse.ts';
import { ruleFile } from '../../alerts/rules/rule-file.ts';
import type { AlertRule, RecordingRule, RuleGroup } from '../../alerts/rules/rule-group.ts';
import type { AlertCase, Firing } from '../../alerts/testing/alert-case.ts';
import { serverBinary } from '../../infra/install/cache.ts';

/** What `promtool test rules` says of one alert's stories. */
export interface Verdict {
  readonly passed: boolean;
  readonly output: string;
}

/** Lets promtool play the stories of one alert; `rule` may be a mutant of it. Files go into `folder`. */
export async function playStories(
  folder: string,
  rule: AlertRule,
  groups: readonly RuleGroup[],
  cases: readonly AlertCase[],
): Promise<Verdict> {
  const files = cases.map((one, index) => {
    const base = join(folder, `${rule.alert}-${index}`);
    const played = [...recordingsFor(rule, groups, one), { name: 'alert', rules: [rule] }];
    writeFileSync(`${base}.rules.yml`, ruleFile(played));
    writeFileSync(
      `${base}.test.yml`,
      stringify(
        {
          rule_files: [`${base}.rules.yml`],
          evaluation_interval: one.interval ?? '1m',
          // Else promtool takes them in any order, and what is recorded every five minutes comes too late for an alert.
          group_eval_order: played.map(({ name }) => name),
          tests: [
            {
              name: one.story,
              interval: one.interval ?? '1m',
              input_series: Object.entries(one.series).map(([series, values]) => ({ series, values })),
              alert_rule_test: Object.entries(one.at).map(([time, firing]) => ({
                eval_time: time,
                alertname: rule.alert,
                exp_alerts: firing.map((expected) => expectedAlert(rule, expected)),
              })),
            },
          ],
        },
        { lineWidth: 0 },
      ),
    );
    return `${base}.test.yml`;
  });
  try {
    const { stdout } = await promisify(execFile)(
      serverBinary('prometheus', 'promtool'),
      ['test', 'rules', ...files],
      {
        maxBuffer: 16 * 2 ** 20,
      },
    );
    return { passed: true, output: stdout };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return { passed: false, output: `${stdout}${stderr}` };
  }
}

/** The recording rules that an alert is built on, but for the series that a story gives. */
function recordingsFor(rule: AlertRule, groups: readonly RuleGroup[], story: AlertCase): RuleGroup[] {
  const given = new Set(Object.keys(story.series).map((series) => series.split('{')[0] ?? series));
  const rules = groups
    .flatMap((group) => group.rules)
    .filter((one): one is RecordingRule => 'record' in one && !given.has(one.record));
  const needed = new Set<RecordingRule>();
  const visit = (expr: string) => {
    const { metrics } = parseExpression(expr);
    for (const one of rules) {
      if (needed.has(one) || !metrics.includes(one.record) || !isSelected(one, expr)) continue;
      needed.add(one);
      visit(one.expr);
    }
  };
  visit(rule.expr);
  return groups
    .map((group) => ({ ...group, rules: group.rules.filter((one) => 'record' in one && needed.has(one)) }))
    .filter((group) => group.rules.length > 0);
}

/** Of rules that make one record, each with labels of its own, only those that are asked for cost time. */
function isSelected({ labels = {} }: RecordingRule, expr: string): boolean {
  const asked = Object.entries(labels).filter(([label]) => expr.includes(`${label}="`));
  return asked.length === 0 || asked.some(([label, value]) => expr.includes(`${label}="${value}"`));
}

/** The story says labels and description; the constant texts and the links follow from the rule and these labels. */
function expectedAlert(rule: AlertRule, { labels, description }: Firing) {
  const filled = (text: string) =>
    text.replaceAll(
      /\{\{ with \$labels\.(\w+) \}\}(.*?)\{\{ \. \| urlquery \}\}\{\{ end \}\}/g,
      (_, label: string, key) => {
        const value = encodeURIComponent(labels[label] ?? '').replaceAll('%20', '+');
        return value === '' ? '' : `${key}${value}`;
      },
    );
  return {
    exp_labels: labels,
    exp_annotations: Object.fromEntries(
      Object.entries(rule.annotations).map(([name, text]) => [
        name,
        name === 'description' ? description : filled(text),
      ]),
    ),
  };
}
