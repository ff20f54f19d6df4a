import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, test } from 'vitest';
import { caseSettings } from '../testing/settings.ts';
import { metricKinds } from './known-metrics.ts';
import { ruleFamilies, ruleGroups } from './rules.ts';

/**
 * The public lint rules for Prometheus rules as tests of our own: those of mixtool (monitoring-mixins) and of pint
 * (cloudflare). Each exception stands here with its reason.
 */
const groups = ruleGroups(caseSettings);
const families = ruleFamilies(caseSettings);
const alerts = families.flatMap((family) => family.alerts);
const rules = groups.flatMap((group) => group.rules);

/** Signals to machines, not to people: no severity of people's, and nothing to template. */
const SIGNALS = ['Watchdog', 'InfoInhibitor'];

const nameOf = (rule: (typeof rules)[number]) => ('alert' in rule ? rule.alert : rule.record);
const lacking = <T>(all: readonly T[], holds: (one: T) => boolean, name: (one: T) => string) =>
  all.filter((one) => !holds(one)).map(name);
const lackingAlerts = (holds: (one: (typeof alerts)[number]) => boolean) =>
  lacking(
    alerts.filter(({ name }) => !SIGNALS.includes(name)),
    holds,
    ({ name }) => name,
  );

describe('mixtool', () => {
  test('A group has at most 20 rules and a name of at most 40 characters', () => {
    expect(
      lacking(
        groups,
        ({ name, rules: own }) => own.length <= 20 && name.length <= 40,
        ({ name }) => name,
      ),
    ).toEqual([]);
    expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
  });

  test('An alert has a name in CamelCase of at most 40 characters', () => {
    expect(lackingAlerts(({ name }) => /^([A-Z]+[a-z0-9]+)+$/.test(name) && name.length <= 40)).toEqual([]);
  });

  test('A severity is info, warning or critical', () => {
    expect(lackingAlerts(({ severity }) => ['info', 'warning', 'critical'].includes(severity))).toEqual([]);
  });

  test('A summary is one constant sentence, a description has templates', () => {
    expect(lackingAlerts(({ summary }) => /^[A-Z].+\.$/.test(summary) && !summary.includes('{{'))).toEqual(
      [],
    );
    expect(lackingAlerts(({ description }) => description.includes('{{') && /\.$/.test(description))).toEqual(
      [],
    );
  });
});

/** Every node of an expression, with its text. */
function nodesOf(expr: string) {
  const nodes: { name: string; text: string; parents: string[] }[] = [];
  parser.parse(expr).iterate({
    enter(ref) {
      const parents: string[] = [];
      for (let at = ref.node.parent; at !== null; at = at.parent) {
        parents.push(
          at.name === 'FunctionCall' ? expr.slice(at.firstChild?.from, at.firstChild?.to) : at.name,
        );
      }
      nodes.push({ name: ref.name, text: expr.slice(ref.from, ref.to), parents });
    },
  });
  return nodes;
}
const exprOf = (rule: (typeof rules)[number]) => nodesOf(rule.expr);
const violating = (holds: (nodes: ReturnType<typeof nodesOf>) => boolean, among = rules) =>
  among.filter((rule) => !holds(exprOf(rule))).map(nameOf);
const alertRules = rules.filter((rule) => 'alert' in rule);
const OF_COUNTERS = new Set(['rate', 'irate', 'increase', 'resets']);
/** Say something of a counter's series without its value. */
const OF_PRESENCE = new Set([
  'absent',
  'absent_over_time',
  'count_over_time',
  'present_over_time',
  'timestamp',
  'changes',
  'min_over_time',
  'last_over_time',
]);

describe('pint', () => {
  test('promql/comparison: an alert has a condition', () => {
    expect(
      violating(
        (nodes) =>
          nodes.some(({ name }) => /^(Gtr|Lss|Gte|Lte|Eql|Neq|Unless)$/.test(name)) ||
          nodes.some(({ text }) => /^absent(_over_time)?$/.test(text)),
        alertRules.filter(({ alert }) => alert !== 'Watchdog'),
      ),
    ).toEqual([]);
  });

  test('promql/rate: rates are of counters, and never of a sum', () => {
    const kinds = metricKinds(caseSettings.metricsPrefix);
    expect(
      violating((nodes) =>
        nodes
          .filter(({ name, parents }) => name === 'Identifier' && parents.includes('MatrixSelector'))
          .every(({ text, parents }) => {
            const reader = parents.find((parent) => !/^[A-Z]/.test(parent)) ?? '';
            return !OF_COUNTERS.has(reader) || kinds.get(text) === 'counter';
          }),
      ),
    ).toEqual([]);
    expect(
      violating((nodes) =>
        nodes
          .filter(({ name }) => name === 'SubqueryExpr')
          .every(
            ({ text, parents }) =>
              !OF_COUNTERS.has(parents.find((parent) => !/^[A-Z]/.test(parent)) ?? '') ||
              !/^\(?\s*(sum|avg|max|min|count)\b/.test(text),
          ),
      ),
    ).toEqual([]);
  });

  test('promql/counter: the raw value of a counter is not used', () => {
    const kinds = metricKinds(caseSettings.metricsPrefix);
    expect(
      violating((nodes) =>
        nodes
          .filter(({ name, text }) => name === 'Identifier' && kinds.get(text) === 'counter')
          .every(({ parents }) =>
            parents.some((parent) => OF_COUNTERS.has(parent) || OF_PRESENCE.has(parent)),
          ),
      ),
    ).toEqual([]);
  });

  test('promql/fragile: no alert picks the top few, which change from one evaluation to the next', () => {
    expect(
      violating((nodes) => !nodes.some(({ text }) => /^(topk|bottomk|limitk)$/.test(text)), alertRules),
    ).toEqual([]);
  });

  test('promql/regexp: a regular expression is one, and no rule selects by a part of a name', () => {
    expect(
      violating((nodes) =>
        nodes
          .filter(({ name }) => name === 'UnquotedLabelMatcher')
          .every(
            ({ text }) =>
              // To count the series that Prometheus holds, every name counts.
              text === '__name__=~".+"' ||
              (!/^__name__/.test(text) && (!/[=!]~/.test(text) || /[.|*+?()[\]\\]/.test(text))),
          ),
      ),
    ).toEqual([]);
  });

  test('promql/features: no rule needs a feature that must be switched on', () => {
    const experimental =
      /^(mad_over_time|sort_by_label|sort_by_label_desc|limitk|limit_ratio|info|double_exponential_smoothing|ts_of_\w+|first_over_time)$/;
    expect(
      violating(
        (nodes) => !nodes.some(({ name, text }) => name === 'FunctionIdentifier' && experimental.test(text)),
      ),
    ).toEqual([]);
  });

  test('alerts/absent: what is absent must be so for two scrapes at least', () => {
    expect(
      alertRules
        .filter(
          (rule) =>
            exprOf(rule).some(({ text }) => text === 'absent') &&
            !/^(\d+m|\d+h|[3-9]\ds)$/.test(rule.for ?? ''),
        )
        .map(nameOf),
    ).toEqual([]);
  });

  test('alerts/template: a description uses labels that the alert has, and no label holds a value', () => {
    expect(
      lackingAlerts(({ description, by, labels }) => {
        const used = [...description.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label ?? '');
        const own = [...by, ...Object.keys(labels ?? {})].map((label) => label.replaceAll('.', '_'));
        return used.every((label) => own.includes(label)) && !JSON.stringify(labels ?? {}).includes('$value');
      }),
    ).toEqual([]);
  });

  test('rule/label: no rule has an id as a label', () => {
    const id = /(^|_)(user|session|task|conversation|trace|span|execution|request)(_?id)?$/i;
    expect(lackingAlerts(({ by }) => !by.some((label) => id.test(label)))).toEqual([]);
    const recordings = families.flatMap((family) => family.recordings);
    expect(
      recordings.filter((rule) => rule.by.some((label) => id.test(label))).map((rule) => rule.record),
    ).toEqual([]);
  });

  test('promql/selector: the labels that a rule keeps are those that it says it has', () => {
    const wrong = families
      .flatMap((family) => family.recordings)
      .filter(({ expr, by }) => {
        const kept = /^(?:\w+) by \(([^)]*)\)/.exec(expr.promql)?.[1]?.split(', ');
        return kept
          ?.filter((label) => label !== 'le')
          .some((label) => !by.map((name) => name.replaceAll('.', '_')).includes(label));
      });
    expect(wrong.map(({ record }) => record)).toEqual([]);
  });

  test('rule/duplicate: no two rules say the same', () => {
    const seen = new Map<string, string>();
    const doubles: string[] = [];
    for (const rule of rules) {
      const key = JSON.stringify([rule.expr, 'record' in rule ? rule.labels : rule.labels.severity]);
      const other = seen.get(key);
      if (other !== undefined) doubles.push(`${other} = ${nameOf(rule)}`);
      seen.set(key, nameOf(rule));
    }
    expect(doubles).toEqual([]);
  });
});
