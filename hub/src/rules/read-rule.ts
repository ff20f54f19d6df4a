import type { Static } from 'typebox';
import { anomalyMetricNames } from '../anomalies/metrics.ts';
import type { RuleBody, RulePatch } from '../api/schemas/rules.ts';
import { HubError } from '../errors.ts';
import { secondsOf } from './durations.ts';
import {
  type AnyCondition,
  dimensionsOf,
  type Rule,
  type RuleDimension,
  type RuleFilter,
  ruleDimensions,
  taggedConditions,
} from './rule.ts';

const DAY_S = 86_400;
const WINDOW_S = { min: 60, max: 30 * DAY_S };
const HOLD_S = { min: 0, max: 30 * DAY_S };
/** Values of one filter, and tags. */
const MAX_VALUES = 50;
const MAX_TAGS = 5;

const refused = (where: string, message: string) =>
  new HubError('OBS_BAD_REQUEST', message, { where: `body.${where}` });

type Given = Static<typeof RulePatch>;

/** The rule that a body describes. Throws OBS_BAD_REQUEST where its parts do not fit together. */
export function readRuleBody(project: string, name: string, body: Static<typeof RuleBody>): Rule {
  const { condition } = body;
  return applied(
    {
      project,
      name,
      condition,
      threshold: 0,
      windowS: 300,
      enabled: true,
      severity: 'warning',
      forS: 0,
      keepFiringForS: 0,
      statistic: null,
      metric: null,
      filter: {},
      groupBy: null,
      minEvents: 1,
      description: '',
      runbookUrl: null,
    },
    body,
  );
}

/** A rule with what a body changes of it. Throws OBS_BAD_REQUEST. */
export function applied(rule: Rule, body: Given): Rule {
  // Where a text may be null, the reader of bodies makes an empty one of null.
  const given: Given = {
    ...body,
    ...(body.metric === '' && { metric: null }),
    ...(body.runbook_url === '' && { runbook_url: null }),
  };
  const condition: AnyCondition = given.condition ?? rule.condition;
  if (given.metric != null && !anomalyMetricNames.includes(given.metric))
    throw refused('metric', `Expected one of ${anomalyMetricNames.join(', ')}.`);
  const changed: Rule = {
    ...rule,
    condition,
    threshold: given.threshold ?? rule.threshold,
    windowS: given.window === undefined ? rule.windowS : seconds('window', given.window, WINDOW_S),
    enabled: given.enabled ?? rule.enabled,
    severity: given.severity ?? rule.severity,
    forS: given.for === undefined ? rule.forS : seconds('for', given.for, HOLD_S),
    keepFiringForS:
      given.keep_firing_for === undefined
        ? rule.keepFiringForS
        : seconds('keep_firing_for', given.keep_firing_for, HOLD_S),
    statistic: condition === 'response_time' ? (given.statistic ?? rule.statistic ?? 'p95') : null,
    metric: given.metric === undefined ? rule.metric : given.metric,
    filter: given.filter === undefined ? rule.filter : filterOf(given.filter),
    groupBy: given.group_by === undefined ? rule.groupBy : given.group_by,
    minEvents: given.min_events ?? rule.minEvents,
    description: given.description ?? rule.description,
    runbookUrl: given.runbook_url === undefined ? rule.runbookUrl : given.runbook_url,
  };
  check(changed, given);
  return changed;
}

function check({ condition, threshold, filter, groupBy, metric, runbookUrl }: Rule, given: Given): void {
  if (condition === 'error_rate' && threshold > 1)
    throw refused('threshold', 'Expected a ratio from 0 to 1: 0.1 is one event in ten.');
  if (given.statistic != null && condition !== 'response_time')
    throw refused('statistic', 'Expected it with the condition response_time alone.');
  if (metric !== null && condition !== 'anomaly')
    throw refused('metric', 'Expected it with the condition anomaly alone.');
  const may = dimensionsOf[condition];
  const list = may.join(', ') || 'nothing';
  if (groupBy !== null && !may.includes(groupBy))
    throw refused('group_by', `The condition ${condition} tells apart by ${list}.`);
  for (const name of Object.keys(filter)) {
    if (name === 'tag') {
      if (!taggedConditions.includes(condition))
        throw refused(
          'filter.tag',
          `Expected it with ${taggedConditions.join(', ')} alone: events have tags.`,
        );
    } else if (!may.includes(name as RuleDimension))
      throw refused('filter', `The condition ${condition} tells apart by ${list}.`);
  }
  if (runbookUrl !== null && !(URL.canParse(runbookUrl) && /^https?:$/.test(new URL(runbookUrl).protocol)))
    throw refused('runbook_url', 'Expected an address that begins with http:// or https://.');
}

function seconds(where: string, text: string, { min, max }: { min: number; max: number }): number {
  const found = secondsOf(text);
  if (found !== null && found >= min && found <= max && (where !== 'window' || found % 60 === 0))
    return found;
  throw refused(
    where,
    where === 'window'
      ? 'Expected whole minutes, hours or days, 1m to 30d, as 5m, 1h or 1d.'
      : 'Expected seconds, minutes, hours or days, 0s to 30d, as 90s or 5m.',
  );
}

type FilterBody = NonNullable<Given['filter']>;

function filterOf(given: FilterBody): RuleFilter {
  const listed = (where: string, value: string | readonly string[]): readonly string[] => {
    const values = typeof value === 'string' ? [value] : [...new Set(value)];
    if (values.length > 0 && values.length <= MAX_VALUES) return values;
    throw refused(`filter.${where}`, `Expected one to ${MAX_VALUES} values.`);
  };
  const dimensions = ruleDimensions.flatMap((name) => {
    const value = given[name];
    return value === undefined ? [] : [[name, listed(name, value)] as const];
  });
  const tags = Object.entries(given.tag ?? {});
  if (tags.length > MAX_TAGS) throw refused('filter.tag', `Expected ${MAX_TAGS} tags at most.`);
  return {
    ...Object.fromEntries(dimensions),
    ...(tags.length > 0 && {
      tag: Object.fromEntries(tags.map(([name, value]) => [name, listed('tag', value)])),
    }),
  };
}
