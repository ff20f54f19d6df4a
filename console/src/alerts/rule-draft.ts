import type { AlertRule, RuleBody } from '../hub/types.ts';

/** What a rule that people make can be about, in the order of the editor. */
export const ruleConditions = [
  'error_rate',
  'response_time',
  'cost',
  'event_count',
  'event_rate',
  'anomaly',
] as const satisfies readonly RuleBody['condition'][];
export type RuleCondition = (typeof ruleConditions)[number];

export const ruleDimensions = [
  'agent',
  'workflow',
  'service',
  'environment',
  'provider',
  'model',
  'user',
  'session',
] as const;
export type RuleDimension = (typeof ruleDimensions)[number];

/** What each condition can tell apart; the others all of them (docs/rules.md). */
const dimensionsOf: Readonly<Record<string, readonly RuleDimension[]>> = {
  response_time: ['agent', 'workflow', 'service', 'environment', 'user', 'session'],
  anomaly: ['agent', 'provider', 'model'],
  stuck: ['agent'],
  abandoned: ['agent', 'service', 'environment'],
  budget: [],
  database: [],
};
export const dimensionsFor = (condition: string): readonly RuleDimension[] =>
  dimensionsOf[condition] ?? ruleDimensions;

/** Whether what a condition counts has tags. */
export const hasTags = (condition: string): boolean =>
  condition === 'error_rate' || condition === 'event_count' || condition === 'event_rate';

export const statistics = ['avg', 'p50', 'p95', 'p99', 'max'] as const;
export const severities = ['critical', 'warning', 'info'] as const;

/** What may be out of the usual (docs/hub-predictions.md). */
export const anomalyMetrics = [
  'runs',
  'errors',
  'duration',
  'tool_calls',
  'tokens_per_run',
  'cost_per_run',
  'cost',
  'model_calls',
  'model_errors',
  'model_duration',
  'model_tokens_per_call',
  'model_cost',
] as const;

/** One value that a rule looks at alone; several of one kind mean any of them. */
export interface RuleFilterRow {
  readonly by: RuleDimension | 'tag';
  /** Name of the tag. */
  readonly tag: string;
  readonly value: string;
}

/** A rule as it is typed: an error rate in percent, all else as the hub has it. */
export interface RuleDraft {
  readonly name: string;
  /** One of those that only the hub's own rules have, too. */
  readonly condition: string;
  readonly threshold: string;
  readonly window: string;
  readonly severity: (typeof severities)[number];
  readonly for: string;
  readonly keepFiringFor: string;
  readonly statistic: (typeof statistics)[number];
  /** Empty for anything. */
  readonly metric: string;
  readonly groupBy: RuleDimension | '';
  readonly minEvents: string;
  readonly filter: readonly RuleFilterRow[];
  readonly description: string;
  readonly runbookUrl: string;
}

export const newDraft: RuleDraft = {
  name: '',
  condition: 'error_rate',
  threshold: '10',
  window: '5m',
  severity: 'warning',
  for: '0s',
  keepFiringFor: '0s',
  statistic: 'p95',
  metric: '',
  groupBy: '',
  minEvents: '1',
  filter: [],
  description: '',
  runbookUrl: '',
};

export const isRuleCondition = (condition: string): condition is RuleCondition =>
  ruleConditions.some((one) => one === condition);

/** A threshold as it is typed. */
const typedThreshold = (condition: string, threshold: number): string =>
  condition === 'error_rate' ? String(Number((threshold * 100).toPrecision(12))) : String(threshold);

/** What stands in the editor of a rule. */
export function draftOf(rule: AlertRule): RuleDraft {
  return {
    name: rule.name,
    condition: rule.condition,
    threshold: typedThreshold(rule.condition, rule.threshold),
    window: rule.window,
    severity: rule.severity,
    for: rule.for,
    keepFiringFor: rule.keep_firing_for,
    statistic: rule.statistic ?? 'p95',
    metric: rule.metric ?? '',
    groupBy: rule.group_by ?? '',
    minEvents: String(rule.min_events),
    filter: filterRows(rule.filter),
    description: rule.description,
    runbookUrl: rule.runbook_url ?? '',
  };
}

const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');

/** The values of a rule's filter, one a row. */
export function filterRows(filter: Readonly<Record<string, unknown>>): RuleFilterRow[] {
  const rows = ruleDimensions.flatMap((by) => listOf(filter[by]).map((value) => ({ by, tag: '', value })));
  const tags = typeof filter.tag === 'object' && filter.tag !== null ? Object.entries(filter.tag) : [];
  return [
    ...rows,
    ...tags.flatMap(([tag, values]) => listOf(values).map((value) => ({ by: 'tag' as const, tag, value }))),
  ];
}

function filterOf(rows: readonly RuleFilterRow[]): NonNullable<RuleBody['filter']> {
  const filter: Partial<Record<RuleDimension, string[]>> = {};
  const tags: Record<string, string[]> = {};
  for (const { by, tag, value } of rows) {
    if (value === '') continue;
    if (by !== 'tag') filter[by] = [...(filter[by] ?? []), value];
    else if (tag !== '') tags[tag] = [...(tags[tag] ?? []), value];
  }
  return Object.keys(tags).length === 0 ? filter : { ...filter, tag: tags };
}

/** What the hub is sent of a draft, without name and condition; null where threshold or least number cannot be. */
export function settingsOf(draft: RuleDraft): Omit<RuleBody, 'name' | 'condition'> | null {
  const typed = draft.threshold.trim();
  const threshold = Number(typed) / (draft.condition === 'error_rate' ? 100 : 1);
  const minEvents = Number(draft.minEvents);
  if (typed === '' || !Number.isFinite(threshold) || threshold < 0) return null;
  if (draft.condition === 'error_rate' && threshold > 1) return null;
  if (!Number.isInteger(minEvents) || minEvents < 0) return null;
  return {
    // 7 % is 0.07, not 0.07000000000000001.
    threshold: Number(threshold.toPrecision(12)),
    window: draft.window.trim(),
    severity: draft.severity,
    for: draft.for.trim(),
    keep_firing_for: draft.keepFiringFor.trim(),
    ...(draft.condition === 'response_time' ? { statistic: draft.statistic } : {}),
    metric: draft.condition === 'anomaly' && draft.metric !== '' ? draft.metric : null,
    filter: filterOf(draft.filter),
    group_by: draft.groupBy === '' ? null : draft.groupBy,
    min_events: minEvents,
    description: draft.description.trim(),
    runbook_url: draft.runbookUrl.trim() || null,
  };
}

/** A draft with another condition: what that one does not know is left out, and the threshold is one of its unit. */
export function withCondition(draft: RuleDraft, condition: RuleCondition): RuleDraft {
  const may = dimensionsFor(condition);
  const isKept = (by: RuleDimension | 'tag') => (by === 'tag' ? hasTags(condition) : may.includes(by));
  return {
    ...draft,
    condition,
    threshold: usualThresholds[condition],
    groupBy: draft.groupBy !== '' && isKept(draft.groupBy) ? draft.groupBy : '',
    filter: draft.filter.filter(({ by }) => isKept(by)),
  };
}

const usualThresholds: Readonly<Record<RuleCondition, string>> = {
  error_rate: '10',
  response_time: '5000',
  cost: '1',
  event_count: '500',
  event_rate: '100',
  anomaly: '1',
};
