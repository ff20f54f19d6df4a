import type { Static } from 'typebox';
import { durationText } from '../rules/durations.ts';
import { intervalSeconds } from '../rules/evaluate-rules.ts';
import type { RulePreview } from '../rules/preview-rule.ts';
import type { ListedRule } from '../rules/rule.ts';
import type { StoredRuleState } from '../rules/rule-states.ts';
import type { RulesContext } from '../rules/rules-context.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import type { AlertRule, RulePreview as PreviewAnswer } from './schemas/rules.ts';

/** What was evaluated this long ago, beyond its turn, is not known any more. */
const STALE_US = 2 * 60e6;

/** A rule with what its last evaluation found, in the form of the API. */
export function ruleOf(
  rule: ListedRule,
  state: StoredRuleState | undefined,
  { isOn, hasPrometheus }: Pick<RulesContext, 'isOn' | 'hasPrometheus'>,
  nowUs: number,
): Static<typeof AlertRule> {
  const evaluatedBy = hasPrometheus && rule.origin !== 'user' ? 'prometheus' : isOn ? 'hub' : 'nobody';
  const isEvaluated = evaluatedBy === 'hub' && rule.enabled;
  const shown = isEvaluated ? state : undefined;
  const staleUs = STALE_US + 2 * intervalSeconds(rule) * 1e6;
  const isStale = shown !== undefined && nowUs - shown.evaluatedUs > staleUs;
  return {
    name: rule.name,
    condition: rule.condition,
    threshold: rule.threshold,
    window: durationText(rule.windowS),
    enabled: rule.enabled,
    severity: rule.severity,
    for: durationText(rule.forS),
    keep_firing_for: durationText(rule.keepFiringForS),
    statistic: rule.statistic,
    metric: rule.metric,
    filter: rule.filter,
    group_by: rule.groupBy,
    min_events: rule.minEvents,
    description: rule.description,
    runbook_url: rule.runbookUrl,
    origin: rule.origin,
    changed: rule.isChanged,
    evaluated_by: evaluatedBy,
    created_at: rule.createdUs === null ? null : isoOfMicros(rule.createdUs),
    updated_at: rule.updatedUs === null ? null : isoOfMicros(rule.updatedUs),
    updated_by: rule.updatedBy,
    state: !isEvaluated ? null : shown === undefined || isStale ? 'unknown' : shown.state,
    value: shown?.value ?? null,
    evaluated_at: shown === undefined ? null : isoOfMicros(shown.evaluatedUs),
    reason: !isEvaluated
      ? null
      : shown === undefined
        ? 'It has not been evaluated yet.'
        : isStale && shown.state !== 'unknown'
          ? 'It was not evaluated lately.'
          : shown.reason,
    groups: (shown?.groups ?? []).map(({ key, state: of, value, sinceUs }) => ({
      key,
      state: of,
      value,
      since: sinceUs === null ? null : isoOfMicros(sinceUs),
    })),
    groups_left_out: shown?.leftOut ?? 0,
  };
}

/** What a rule would have done, in the form of the API. */
export function previewOf(
  { stepS, firings, points, groups, groupsLeftOut, firingS }: RulePreview,
  { sinceUs, untilUs }: Stretch,
): Static<typeof PreviewAnswer> {
  return {
    from: isoOfMicros(sinceUs),
    to: isoOfMicros(untilUs),
    step_seconds: stepS,
    times_fired: firings.length,
    firing_seconds: firingS,
    firings: firings.slice(0, MAX_LISTED).map((one) => ({
      group: one.key,
      from: isoOfMicros(one.sinceUs),
      to: one.untilUs === null ? null : isoOfMicros(one.untilUs),
      seconds: ((one.untilUs ?? untilUs) - one.sinceUs) / 1e6,
      peak: one.peak,
    })),
    points: points.map(({ us, value }) => ({ time: isoOfMicros(us), value })),
    groups,
    groups_left_out: groupsLeftOut,
  };
}
const MAX_LISTED = 500;
