import { useMemo } from 'react';
import type { AlertRule } from '../hub/types.ts';
import { wordOf } from '../lib/word-of.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { ruleTexts } from '../texts/alert-rules.ts';
import { severityWords } from './alert-state.tsx';
import { filterRows } from './rule-draft.ts';
import { RuleSwitch } from './rule-switch.tsx';
import { type RuleSaid, ruleSentence, ruleValue } from './rule-words.ts';

const words = ruleTexts.columns;

/** What a sentence says of a rule that the hub has. */
export const saidOf = (rule: AlertRule): RuleSaid => ({
  ...rule,
  groupBy: rule.group_by,
  minEvents: rule.min_events,
  filter: filterRows(rule.filter),
});

const columns: readonly Column<AlertRule>[] = [
  {
    key: 'rule',
    title: words.rule,
    sortBy: ({ name }) => name,
    render: (rule) => (
      <div className="obs-alert-name">
        <span>
          <Link href={pagePath('alerts', `rules/${rule.name}`)} className="obs-foreign">
            {rule.name}
          </Link>
          {rule.changed && <span className="obs-rule-changed">{ruleTexts.changed}</span>}
        </span>
        <span className="obs-alert-summary obs-foreign">{ruleSentence(saidOf(rule))}</span>
      </div>
    ),
  },
  {
    key: 'state',
    title: words.state,
    render: (rule) => <RuleState rule={rule} />,
  },
  {
    key: 'value',
    title: words.value,
    isFigure: true,
    isWideOnly: true,
    render: ({ condition, value }) =>
      value === null ? <span className="is-absent">{ruleTexts.noValue}</span> : ruleValue(condition, value),
  },
  {
    key: 'threshold',
    title: words.threshold,
    isFigure: true,
    isWideOnly: true,
    render: ({ condition, threshold }) => ruleValue(condition, threshold),
  },
  {
    key: 'severity',
    title: words.severity,
    isWideOnly: true,
    render: ({ severity }) => severityWords(severity),
  },
];

/** How a rule stands, and of how many groups; why it is not known. */
export function RuleState({ rule }: { rule: AlertRule }) {
  const state = rule.enabled ? (rule.state ?? 'unknown') : 'off';
  const firing = rule.groups.filter((group) => group.state === 'firing').length;
  return (
    <div className="obs-alert-name">
      <span className={`obs-rule-state is-rule-${state} is-${rule.severity}`}>
        <i className="obs-chip-dot" aria-hidden="true" />
        {wordOf(ruleTexts.states, state)}
      </span>
      {rule.enabled && rule.group_by !== null && firing > 0 && (
        <span className="obs-card-note">
          {ruleTexts.groupsOf(firing, rule.groups.length, ruleTexts.dimensions[rule.group_by])}
        </span>
      )}
      {rule.enabled && rule.reason !== null && <span className="obs-card-note">{rule.reason}</span>}
    </div>
  );
}

interface RuleTableProps {
  readonly label: string;
  readonly rules: readonly AlertRule[];
  readonly mayChange: boolean;
}

/** Rules as rows, with a switch where they can be changed. */
export function RuleTable({ label, rules, mayChange }: RuleTableProps) {
  const shown = useMemo(
    () =>
      mayChange
        ? [
            ...columns,
            { key: 'on', title: words.on, render: (rule: AlertRule) => <RuleSwitch rule={rule} /> },
          ]
        : columns,
    [mayChange],
  );
  return <DataTable label={label} columns={shown} rows={rules} keyOf={({ name }) => name} />;
}
